"""`kyc cases`: an analyst's day from a terminal, through the same services as the console's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from fixtures.casework import seed
from kyc.cli.main import app
from kyc.model.errors import AccessError, InputError, KycError, StateError, StoreError
from kyc.model.user import Role
from kyc.services.casework import case as cases
from kyc.services.people import users
from kyc.settings import Settings
from kyc.storage.opening import open_database
from tests.databases import NOON

PEOPLE = {"ani": Role.ANALYST, "senior": Role.SENIOR, "auditor": Role.AUDITOR, "admin": Role.ADMINISTRATOR}
ENTITY = "sdn-990001"
SANCTIONED, OTHER_FACE = "KYC-2", "KYC-4"  # the stories of fixtures.casework, in their order


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four cases and four people, in a home folder of their own."""
    monkeypatch.setenv("KYC_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("KYC_DATABASE", raising=False)
    database = open_database(Settings(home=tmp_path / "home"), lambda: NOON)
    database.upgrade()
    seed(database, "default", 4, now=NOON)
    with database.transaction("default", "system:test") as unit:
        for login, role in PEOPLE.items():
            users.create(unit, login, login.title(), role, language="en", password="three blue teapots")
    database.close()


def run(*arguments: str, as_: str = "ani", given: str | None = None) -> list[dict[str, Any]]:
    result = CliRunner().invoke(
        app,
        ["cases", *arguments, "--as", as_, "--json"],
        input=given,
        catch_exceptions=False,
        standalone_mode=False,
    )
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_the_queue_shows_what_weighs_most_first_and_a_page_goes_on_where_the_last_ended() -> None:
    listed = run("list")
    assert [each["case"] for each in listed[:2]] == ["KYC-1", "KYC-2"], "sanctions come first, the elder one before"
    assert {each["queue"] for each in listed[:2]} == {"sanctions"}
    result = CliRunner().invoke(app, ["cases", "list", "--as", "ani", "--limit", "3", "--json"])
    mark = result.stderr.split()[-1]
    assert [each["case"] for each in run("list", "--after", mark)] == [listed[3]["case"]]


def test_a_case_is_found_by_a_number_that_never_stands_on_the_command_line() -> None:
    (found,) = run("list", "--text", "-", given="fixture-00001\n")
    assert found["case"] == SANCTIONED
    assert run("list", "--text", "-", given="nobody has this\n") == []


def test_a_true_hit_is_decided_by_two_people() -> None:
    run("assign", SANCTIONED)
    run("review", SANCTIONED, ENTITY, "true_positive", "identity_confirmed")
    (shown,) = run("show", SANCTIONED)
    assert shown["hindrances"] == {"approve": ["CASE.SANCTION_CONFIRMED"], "reject": [], "resubmit": []}
    assert shown["four_eyes"]["reject"] == ["sanction_true_match"]
    (proposed,) = run("decide", SANCTIONED, "reject", "--reason", "SCR.SANCTION", "--note", "-", given="it is him\n")
    assert (proposed["state"], proposed["note"]) == ("proposed", "it is him")
    with pytest.raises(AccessError):
        run("agree", SANCTIONED)
    (agreed,) = run("agree", SANCTIONED, as_="senior")
    assert agreed["state"] == "applied"
    (closed,) = run("list", "--view", "closed")
    assert (closed["case"], closed["resolution"]) == (SANCTIONED, "reject")


def test_a_decision_sent_back_is_the_makers_again() -> None:
    run("assign", OTHER_FACE)
    run("decide", OTHER_FACE, "approve", "--reason", "MAN.APPROVED_OVERRIDE", "--note", "a twin")
    (returned,) = run("return", OTHER_FACE, "--note", "prove it", as_="senior")
    assert returned["state"] == "returned"
    (shown,) = run("show", OTHER_FACE)
    assert (shown["state"], shown["timeline"][-1]["text"]) == ("assigned", "prove it")


def test_a_new_picture_is_asked_for_and_the_clock_stands() -> None:
    run("assign", OTHER_FACE)
    (made,) = run("decide", OTHER_FACE, "resubmit", "--item", "selfie=FACE.POOR")
    assert made["items"] == [{"what": "selfie", "reason": "FACE.POOR"}]
    (shown,) = run("show", OTHER_FACE)
    assert (shown["state"], shown["due_at"]) == ("awaiting_applicant", None)


def test_a_plan_changes_nothing_and_what_cannot_be_assigned_is_told() -> None:
    run("assign", SANCTIONED)
    told = run("assign", SANCTIONED, OTHER_FACE, "--to", "ani", "--dry-run", as_="senior")
    assert told[0]["case"] == OTHER_FACE
    assert told[1] == {"id": SANCTIONED, "error": {"code": "CASE.ALREADY_THEIRS", "message": "It is theirs already."}}
    (shown,) = run("show", OTHER_FACE)
    assert shown["assignee"] is None


def test_next_takes_the_head_of_the_queue() -> None:
    assert [run("next")[0]["case"] for _ in range(2)] == ["KYC-1", "KYC-2"]


def test_people_are_named_beside_their_ids() -> None:
    taken = run("next")[0]
    assert taken["assignee"].startswith("usr_")
    assert taken["assignee_name"] == "Ani"
    run("assign", SANCTIONED, "--to", "ani", as_="senior")
    (made,) = run("review", SANCTIONED, ENTITY, "true_positive", "identity_confirmed")
    assert (made["author"], made["author_name"]) == (taken["assignee"], "Ani")
    (proposed,) = run("decide", SANCTIONED, "reject", "--reason", "SCR.SANCTION", "--note", "it is him")
    assert (proposed["maker_name"], proposed["checker"], proposed["checker_name"]) == ("Ani", None, None)
    (agreed,) = run("agree", SANCTIONED, as_="senior")
    assert (agreed["maker_name"], agreed["checker_name"]) == ("Ani", "Senior")
    (shown,) = run("show", SANCTIONED)
    assert shown["decisions"] == [agreed]
    assert shown["hits"][0]["review"] == made
    told = [(each["actor"].partition(":")[0], each["actor_name"]) for each in shown["timeline"]]
    assert {"Ani", "Senior"} <= {name for _, name in told}
    assert all(name is None for kind, name in told if kind == "system")


@pytest.mark.parametrize(("view", "named"), [("mine", "Ani"), ("unassigned", None)])
def test_a_person_reads_names_and_no_ids(view: str, named: str | None) -> None:
    run("assign", SANCTIONED)
    for arguments in (("list", "--view", view), ("show", SANCTIONED)):
        told = CliRunner().invoke(app, ["cases", *arguments, "--as", "ani"]).stdout
        assert "usr_" not in told
        assert ("Ani" in told) is (named is not None or arguments[0] == "show")


def test_an_administrator_sees_no_personal_data() -> None:
    (shown,) = run("show", SANCTIONED, as_="admin")
    assert (shown["name"], shown["hits"]) == (None, [])
    (full,) = run("show", SANCTIONED, as_="auditor")
    assert full["name"]
    assert full["hits"][0]["entity_id"] == ENTITY


@pytest.mark.parametrize(
    ("arguments", "as_", "refusal"),
    [
        (("assign", SANCTIONED), "auditor", AccessError),
        (("decide", SANCTIONED, "approve", "--reason", "MAN.CLEARED", "--note", "x"), "ani", StateError),
        (("decide", SANCTIONED, "approve", "--note", "-", "--message", "-"), "ani", InputError),
        (("decide", SANCTIONED, "resubmit", "--item", "document"), "ani", InputError),
        (("show", "KYC-99"), "ani", StoreError),
        (("list", "--view", "secret"), "ani", InputError),
        (("list",), "nobody", StoreError),
    ],
)
def test_what_cannot_be_done_ends_in_one_sentence(
    arguments: tuple[str, ...], as_: str, refusal: type[KycError]
) -> None:
    with pytest.raises(refusal):
        run(*arguments, as_=as_)


def test_what_somebody_wrote_moves_no_cursor(tmp_path: Path) -> None:
    database = open_database(Settings(home=tmp_path / "home"), lambda: NOON)
    with database.transaction("default", "user:ani") as unit:
        ani, case_id = users.find(unit, "ani"), cases.by_label(unit, SANCTIONED).id
        cases.note(unit, ani, case_id, "[red]\x1b[2J\u202eevil")
    database.close()
    result = CliRunner().invoke(app, ["cases", "show", SANCTIONED, "--as", "ani"])
    assert "[red]\\u001b[2J" in result.stdout  # the rest may stand on the next line
    assert not {"\x1b", "\u202e"} & set(result.stdout)
