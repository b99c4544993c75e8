"""`kyc policy diff` and `kyc policy backtest` as whoever answers for a policy runs them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from kyc.cli.commands.policy import app
from kyc.model.errors import InputError
from kyc.policy import builtin
from kyc.reporting.bundle import write_report
from kyc.settings import Settings
from kyc.storage.database import Database
from kyc.storage.opening import open_database
from tests.databases import OTHER, TENANT
from tests.unit.checks import samples
from tests.unit.policy.samples import BUILTIN
from tests.unit.services.backtesting.drawn import EVENING, World
from tests.unit.services.backtesting.shelf import CLEAR, UNSURE, applicant_of, decided, verified
from tests.unit.services.casework.desk import APPROVE, REJECT
from tests.unit.services.line import WHO

NAME = "SITI AMINAH"


def call(*arguments: str | Path, code: int = 0) -> Result:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert done.exit_code == code, done.output
    return done


def lines(*arguments: str | Path, code: int = 0) -> list[dict[str, Any]]:
    return [json.loads(line) for line in call(*arguments, "--json", code=code).stdout.splitlines()]


def refused(*arguments: str | Path) -> str:
    told = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert isinstance(told.exception, InputError), told.output
    return told.exception.code


@pytest.fixture
def new(tmp_path: Path) -> Path:
    """The shipped policy with looser limits for faces, and without politicians."""
    text = builtin().decode().replace('version: "1"', 'version: "2"')
    text = text.replace("clear_fmr: 0.001, review_fmr: 0.01", "clear_fmr: 0.01, review_fmr: 0.02")
    (tmp_path / "new.yaml").write_text(text)
    return tmp_path / "new.yaml"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    (tmp_path / "old.yaml").write_bytes(builtin())
    return tmp_path / "old.yaml"


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_template: Path) -> Database:
    """An installation's database with two tenants."""
    monkeypatch.setenv("KYC_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("KYC_POLICY", raising=False)
    database = open_database(Settings(home=tmp_path / "home"))
    database.upgrade()
    for tenant in (TENANT, OTHER):
        database.ensure_tenant(tenant)
    return database


@pytest.fixture
def verify(book: Database) -> Callable[..., str]:
    """Verify an applicant of the first tenant."""
    return lambda *given: verified(book, lambda: datetime.now(UTC), *given)


def test_two_policies_are_compared_in_words(old: Path, new: Path) -> None:
    told = call("diff", old, new).stdout
    assert "More lenient\n  face_match: clear needs fmr up to 0.01 instead of 0.001\n" in told
    assert "Stricter" not in told


def test_a_difference_is_one_object(old: Path, new: Path) -> None:
    (told,) = lines("diff", old, new)
    assert (told["stricter"], told["lenient"], told["neither"]) == (0, 2, 0)
    assert (told["old"]["version"], told["new"]["version"]) == ("1", "2")
    assert told["differences"][0] == {
        "part": "checks.face_match.thresholds.clear_fmr",
        "before": 0.001,
        "after": 0.01,
        "direction": "lenient",
        "text": "face_match: clear needs fmr up to 0.01 instead of 0.001",
    }


def test_one_policy_alone_is_compared_with_that_in_force(old: Path, new: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert lines("diff", new)[0]["lenient"] == 2
    monkeypatch.setenv("KYC_POLICY", str(new))
    assert lines("diff", old)[0]["stricter"] == 2
    assert "Nothing differs but how it is written." in call("diff", new).stdout


def test_the_faults_of_both_policies_are_told_at_once(old: Path, new: Path) -> None:
    for file in (old, new):
        file.write_text(file.read_text().replace("face_match:", "face_mach:", 1))
    told = lines("diff", old, new, code=2)
    assert [(each["file"], each["error"]["code"]) for each in told] == [
        (str(old), "POLICY.INVALID"),
        (str(new), "POLICY.INVALID"),
    ]


def test_a_policy_is_tried_on_the_book(book: Database, verify: Callable[..., str], new: Path) -> None:
    verify(CLEAR)
    cleared, missed = verify(UNSURE), verify(UNSURE)
    decided(book, cleared, APPROVE)
    decided(book, missed, REJECT)
    told = call("backtest", new, "--tenant", TENANT).stdout
    assert f"{TENANT}: 3 judged again under id-onboarding version 2, 2 would change" in told
    assert "FACE.BORDERLINE 2" in told
    assert "1 that a person rejected would be approved without a person (false negatives)" in told
    assert f"{missed}  review → approve  FACE.BORDERLINE  a person: reject" in told
    assert told.index(missed) < told.index(cleared)
    assert NAME not in told


def test_lines_tell_who_changes_and_the_last_one_counts(book: Database, verify: Callable[..., str], new: Path) -> None:
    key, gone = verify(UNSURE), verify(CLEAR)
    with book.transaction(TENANT, WHO) as unit:
        unit.evidence.erase(unit.verifications.get(gone).applicant_id)
    first, second, last, other = lines("backtest", new)
    assert first == {"tenant": TENANT, "id": gone, "unjudged": "evidence_gone", "check": "face_match"}
    assert (second["id"], second["direction"], second["drivers"]) == (key, "lenient", ["FACE.BORDERLINE"])
    assert (second["before"]["queue"], second["after"]["queue"], second["by_the_policy"]) == ("default", None, True)
    assert (second["before"]["checks"]["face_match"], second["after"]["checks"]["face_match"]) == ("consider", "clear")
    assert (last["tenant"], last["id"], last["policy"]["version"]) == (TENANT, None, "2")
    counted = last["summary"]
    assert (counted["judged"], counted["changed"], counted["unjudged"]) == (1, 1, {"evidence_gone": 1})
    assert counted["recommendations"] == [
        {"before": "review", "after": "approve", "number": 1, "drivers": {"FACE.BORDERLINE": 1}}
    ]
    assert (other["tenant"], other["summary"]["judged"]) == (OTHER, 0)


def test_the_policy_in_force_changes_nothing(verify: Callable[..., str], old: Path) -> None:
    verify(CLEAR)
    verify(UNSURE)
    assert "2 judged again under id-onboarding version 1, nothing would change" in call("backtest", old).stdout


def test_a_damaged_record_is_a_failure_and_the_rest_go_on(
    book: Database, verify: Callable[..., str], new: Path
) -> None:
    whole, broken = verify(UNSURE), verify(UNSURE)
    with book.transaction(TENANT, WHO) as unit:
        unit.evidence._update({"sealed": b"\x00" * 64}, unit.evidence.TABLE.c.verification_id == broken)
    told = lines("backtest", new, "--tenant", TENANT, code=4)
    assert [each["id"] for each in told] == [broken, whole, None]
    assert told[0]["error"]["code"] == "STORE.DAMAGED"
    assert told[-1]["summary"]["unjudged"] == {"unreadable": 1}


def test_a_check_that_was_not_asked_then_may_be_supposed(verify: Callable[..., str], new: Path) -> None:
    verify(CLEAR)
    new.write_text(new.read_text().replace("  age:\n", "  registry: {}\n  age:\n"))
    told = call("backtest", new, "--tenant", TENANT).stdout
    assert "not judged 1: a check of the new policy was not asked then: registry (--given registry=clear" in told
    supposed = call("backtest", new, "--tenant", TENANT, "--given", "registry=clear").stdout
    assert "1 judged again" in supposed
    (*_, last) = lines("backtest", new, "--tenant", TENANT, "--given", "registry=fail:REG.NOT_FOUND")
    assert last["summary"]["recommendations"][0]["after"] == "review"
    assert refused("backtest", new, "--given", "registry=fail") == "POLICY.WHAT_IF"


def test_an_earlier_policy_at_hand_lets_more_be_judged(
    book: Database, verify: Callable[..., str], new: Path, monkeypatch: pytest.MonkeyPatch, old: Path
) -> None:
    """Without evidence, an answer stands where it is known to have been given on the same terms."""
    key = verify(CLEAR)
    with book.transaction(TENANT, WHO) as unit:
        unit.evidence.erase(unit.verifications.get(key).applicant_id)
    new.write_bytes(builtin().replace(b"points: 40", b"points: 41"))
    monkeypatch.setenv("KYC_POLICY", str(new))
    without, with_it = (call("backtest", new, "--tenant", TENANT, *more).stdout for more in ((), ("--old", old)))
    assert "with --old FILE more of them might be judged" in without
    assert "1 judged again" in with_it


def test_report_files_need_no_database(tmp_path: Path, new: Path) -> None:
    world = World(UNSURE, samples.Lists(), None, EVENING)
    (tmp_path / "out").mkdir()
    write_report(tmp_path / "out" / "siti", world.report(BUILTIN), {}, language="en")
    told, last = lines("backtest", new, tmp_path / "out")
    assert (told["unjudged"], last["tenant"]) == ("evidence_gone", None)
    harsh = new.read_text().replace("clear_fmr: 0.01, review_fmr: 0.02", "clear_fmr: 0.001, review_fmr: 0.01")
    new.write_text(harsh.replace("face_match:\n", "face_match:\n    consider: reject\n"))
    (changed, _) = lines("backtest", new, tmp_path / "out")
    assert (changed["before"]["recommendation"], changed["after"]["recommendation"]) == ("review", "reject")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--since", "yesterday"), "USAGE"),
        (("--tenant", "nobody"), "INPUT.TENANT"),
        (("nowhere",), "INPUT.UNREADABLE"),
        ((".", "--since", "2026-01-01"), "USAGE"),
        (("--old", "nowhere"), "INPUT.UNREADABLE"),
        (("--given", "age"), "POLICY.WHAT_IF"),
    ],
)
def test_what_nobody_understands_is_refused(book: Database, new: Path, arguments: tuple[str, ...], code: str) -> None:
    assert book.is_current
    assert refused("backtest", new, *arguments) == code


def test_days_before_are_left_out_where_the_policys_people_work(verify: Callable[..., str], new: Path) -> None:
    verify(UNSURE)
    assert lines("backtest", new, "--tenant", TENANT, "--since", "2020-01-01")[-1]["summary"]["judged"] == 1
    assert lines("backtest", new, "--tenant", TENANT, "--since", "2090-01-01")[-1]["summary"]["judged"] == 0


def test_no_more_are_named_than_asked_for(book: Database, verify: Callable[..., str], new: Path) -> None:
    people = {applicant_of(book, verify(UNSURE)) for _ in range(3)}
    assert len(people) == 3
    told = call("backtest", new, "--tenant", TENANT, "--show", "1").stdout
    assert told.count("review → approve") == 1
    assert "1 of the 3 that change (--show)" in told
