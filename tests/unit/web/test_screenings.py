"""Ad hoc screenings: against the lists that are active, and never clear where there are none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from kyc.services.lists.watchlists import import_list
from kyc.storage.database import Database
from kyc.storage.files.snapshots import FolderSnapshots
from kyc.web.kit import Kit
from tests.databases import NOON, TENANT
from tests.unit.web.conftest import NAME, Caller

LIST = f"""id,schema,name,aliases,birth_date,countries,gender,id_numbers,topics,remarks
1,Person,{NAME},,1980-03-04,ID,,,sanction,
2,Person,Somebody Else,,1970,ID,,,sanction,
"""


@pytest.fixture
def lists(kit: Kit, tmp_path: Path) -> None:
    """A list of two invented people."""
    path = tmp_path / "list.csv"
    path.write_text(LIST)
    import_list(FolderSnapshots(tmp_path / "lists"), "local", [path], now=NOON - timedelta(days=1))
    kit.lists.refresh()


@pytest.mark.usefixtures("lists")
def test_a_listed_name_is_a_hit_and_the_look_is_noted(caller: Caller, store: Database) -> None:
    query = {"name": NAME.upper(), "birth_date": "1980-03", "countries": ["ID"]}
    found = caller.post("/v1/screenings", {"query": query}).json()
    assert found["hits"][0]["entity_id"] == "local-1"
    assert found["hits"][0]["flagged"]
    assert [each["id"] for each in found["lists"]] == ["local"]
    with store.transaction(TENANT, "test:look") as unit:
        entry = unit.audit.list(limit=1).items[0]
    assert (entry.action, entry.object_id) == ("screening:run", found["id"])
    assert str(entry.after).startswith("hmac-sha256:")


@pytest.mark.usefixtures("lists")
def test_an_applicant_is_screened_by_what_they_declared(
    caller: Caller, make_caller: Callable[..., Caller], applicant: str
) -> None:
    found = caller.post("/v1/screenings", {"applicant_id": applicant}).json()
    assert found["hits"][0]["entity_id"] == "local-1"
    assert make_caller("screenings:run").post("/v1/screenings", {"applicant_id": applicant}).status_code == 403


def test_without_lists_nothing_is_clear(caller: Caller) -> None:
    reply = caller.post("/v1/screenings", {"query": {"name": NAME}})
    assert (reply.status_code, reply.json()["code"]) == (503, "SCR.NO_LISTS")
    assert caller.get("/readyz").json()["parts"] == {"database": "ok", "lists": "SCR.NO_LISTS"}


@pytest.mark.usefixtures("lists")
@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "REQUEST.INVALID"),
        ({"query": {"name": "x"}, "applicant_id": "app_01m808tx000000000000000000"}, "REQUEST.INVALID"),
        ({"query": {"name": "..."}}, "QUERY.NAME"),
        ({"query": {"name": NAME, "schema": "Ship"}}, "REQUEST.INVALID"),
        ({"query": {"name": NAME, "countries": ["XX"] * 30}}, "REQUEST.INVALID"),
    ],
)
def test_a_question_that_cannot_be_asked(caller: Caller, body: object, code: str) -> None:
    reply = caller.post("/v1/screenings", body)
    assert (reply.status_code, reply.json()["code"]) == (422, code)


@pytest.mark.usefixtures("lists")
def test_yentes_api_stands_behind_the_same_guard(caller: Caller, make_caller: Callable[..., Caller]) -> None:
    query = {"queries": {"q": {"schema": "Person", "properties": {"name": [NAME]}}}}
    found = caller.post("/match/default", query).json()["responses"]["q"]["results"]
    assert found[0]["id"] == "local-1"
    assert make_caller("verifications:read").post("/match/default", query).status_code == 403
    assert Caller(caller.app, "").post("/match/default", query).status_code == 401
