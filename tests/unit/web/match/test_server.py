"""Who may ask the server, what it says of itself, and what it survives."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from yente_client.models import AlgorithmsResponse, DatasetsResponse

from kyc.services.lists.matching import ActiveLists, ListKeeper
from kyc.storage.files.snapshots import FolderSnapshots
from kyc.web.match.router import match_router
from kyc.web.match.server import create_match_app
from tests.unit.web.match.lists import KEYS, Caller
from watchlists.errors import ListError

QUERY = {"schema": "Person", "properties": {"name": ["Bagus Suryakencana"]}}


class Broken:
    """A source that answers from old lists, for it cannot read the new ones."""

    def __init__(self, lists: ActiveLists) -> None:
        self._lists = lists

    def current(self) -> ActiveLists:
        return self._lists

    def refresh(self, *, force: bool = False) -> bool:
        raise ListError("LIST.DAMAGED", "damaged")

    def outdated(self) -> tuple[str, ...]:
        return ("un_sc",)


@pytest.mark.parametrize(
    ("authorization", "status"),
    [
        ("ApiKey s3cret", 200),
        ("apikey s3cret", 200),
        ("Bearer s3cret", 200),
        ("Bearer  s3cret", 200),
        ("Basic s3cret", 401),
        ("ApiKey wrong", 401),
        ("ApiKey", 401),
        ("s3cret", 401),
        ("ApiKey ſ3cret", 401),
        ("", 401),
    ],
)
def test_a_server_with_a_key_asks_for_it(keeper: ListKeeper, authorization: str, status: int) -> None:
    ask = Caller(create_match_app(keeper, token="s3cret"))
    headers = {"Authorization": authorization.encode()}
    response = ask("POST", "/match/default", json={"queries": {"q": QUERY}}, headers=headers)
    assert response.status_code == status


def test_every_route_but_the_probes_is_behind_the_key(keeper: ListKeeper) -> None:
    app = create_match_app(keeper, token="s3cret")
    statuses = {path: Caller(app).get(path).status_code for path in app.openapi()["paths"]}
    assert {path for path, status in statuses.items() if status != 401} == {"/healthz", "/readyz"}
    assert Caller(app).get("/openapi.json").status_code == 401


@pytest.mark.parametrize(("host", "status"), [("127.0.0.1:8000", 200), ("localhost", 200), ("evil.example", 400)])
def test_a_server_without_a_key_answers_to_loopback_names_only(ask: Caller, host: str, status: int) -> None:
    assert ask("GET", "/algorithms", headers={"Host": host}).status_code == status


def test_without_lists_nothing_is_answered(tmp_path: Path) -> None:
    keeper = ListKeeper(FolderSnapshots(tmp_path))
    keeper.refresh()
    ask = Caller(create_match_app(keeper))
    assert (ask.get("/healthz").status_code, ask.get("/readyz").status_code) == (200, 503)
    assert ask.match(QUERY).json() == {"detail": "Index not ready."}
    assert {ask.get(path).status_code for path in ("/catalog", "/search/default", "/entities/x")} == {503}


def test_the_catalogue_tells_lists_and_collections(ask: Caller, lists: ActiveLists) -> None:
    catalogue = DatasetsResponse.model_validate(ask.get("/catalog").json())
    datasets = {dataset.name: dataset for dataset in catalogue.datasets}
    assert set(catalogue.current) == set(KEYS)
    assert (catalogue.outdated, catalogue.index_stale) == ([], False)
    assert datasets["default"].entity_count == len(lists.entities)
    assert datasets["peps"].children == ["ftm", "local"]
    assert datasets["us_ofac_sdn"].tags == ["list.sanction"]
    assert datasets["us_ofac_sdn"].index_current
    assert ask.get("/manifest").json() == ask.get("/catalog").json()


def test_the_catalogue_is_sent_once(ask: Caller) -> None:
    tag = ask.get("/catalog").headers["ETag"]
    again = ask("GET", "/catalog", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_a_list_whose_new_version_cannot_be_read_is_told_to_be_outdated(lists: ActiveLists) -> None:
    ask = Caller(create_match_app(Broken(lists), update_token="now"))
    catalogue = DatasetsResponse.model_validate(ask.get("/catalog").json())
    assert (catalogue.outdated, catalogue.index_stale) == (["un_sc"], True)
    assert "un_sc" not in catalogue.current
    assert ask("POST", "/updatez", params={"token": "now", "sync": True}).status_code == 503
    assert ask("POST", "/updatez", params={"token": "now"}).status_code == 200
    assert ask.match(QUERY).status_code == 200


@pytest.mark.parametrize(("expected", "given_"), [(None, ""), (None, "x"), ("now", ""), ("now", "nów"), ("", "")])
def test_updates_are_refused_without_the_token(keeper: ListKeeper, expected: str | None, given_: str) -> None:
    response = Caller(create_match_app(keeper, update_token=expected))("POST", "/updatez", params={"token": given_})
    assert (response.status_code, response.json()) == (403, {"detail": "Invalid token."})


def test_algorithms(ask: Caller) -> None:
    answer = AlgorithmsResponse.model_validate(ask.get("/algorithms").json())
    names = [algorithm.name for algorithm in answer.algorithms]
    assert (answer.default, answer.best, names[0]) == ("best", "bits", "bits")
    assert {"logic-v2", "name-based"} <= set(names)


def test_statements_are_not_ours_as_they_are_not_yentes(ask: Caller) -> None:
    assert ask.get("/statements").status_code == 404


def test_the_router_mounts_under_any_app(keeper: ListKeeper) -> None:
    app = FastAPI()
    app.include_router(match_router(keeper), prefix="/screening")
    response = Caller(app)("POST", "/screening/match/default", json={"queries": {"q": QUERY}})
    assert response.status_code == 200


def test_the_description_names_what_is_sent_and_answered(ask: Caller) -> None:
    paths = ask.get("/openapi.json").json()["paths"]
    match = paths["/match/{dataset}"]["post"]
    assert "queries" in match["requestBody"]["content"]["application/json"]["schema"]["properties"]
    assert {parameter["name"] for parameter in match["parameters"]} == {
        "dataset",
        "limit",
        "threshold",
        "cutoff",
        "algorithm",
        "include_dataset",
        "exclude_dataset",
        "exclude_schema",
        "topics",
        "changed_since",
        "exclude_entity_ids",
    }


JSON: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=20,
)
VALUES = st.one_of(st.text(max_size=40), st.lists(JSON, max_size=4))
PROPERTIES = st.dictionaries(
    st.sampled_from(["name", "alias", "birthDate", "country", "gender", "idNumber", "firstName", "weakAlias", "x"]),
    VALUES,
)
EXAMPLES = st.fixed_dictionaries(
    {
        "schema": st.sampled_from(["Person", "Thing", "Company", "Vessel", "Address", "Document", "?"]),
        "properties": PROPERTIES,
    }
)
BATCHES = st.fixed_dictionaries({"queries": st.dictionaries(st.text(max_size=5), EXAMPLES, max_size=3)})
CALM = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def no_fault_of_ours(response: httpx.Response) -> None:
    assert response.status_code < 500
    json.loads(response.content, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))


@CALM
@given(body=JSON)
def test_no_json_is_an_error_of_ours(ask: Caller, body: Any) -> None:
    no_fault_of_ours(ask("POST", "/match/default", content=json.dumps(body).encode()))


@CALM
@given(body=BATCHES)
def test_no_batch_is_an_error_of_ours(ask: Caller, body: Any) -> None:
    no_fault_of_ours(ask("POST", "/match/default?cutoff=0", content=json.dumps(body).encode()))


@CALM
@given(body=st.binary(max_size=200))
def test_no_bytes_are_an_error_of_ours(ask: Caller, body: bytes) -> None:
    no_fault_of_ours(ask("POST", "/match/default", content=body))


@CALM
@given(text=st.text(max_size=60), fuzzy=st.booleans(), sort=st.text(max_size=20), rule=st.text(max_size=20))
def test_no_search_is_an_error_of_ours(ask: Caller, text: str, *, fuzzy: bool, sort: str, rule: str) -> None:
    no_fault_of_ours(ask.get("/search/default", q=text, fuzzy=fuzzy, sort=sort, filter=rule))


@CALM
@given(name=st.sampled_from(["threshold", "cutoff", "limit", "topics", "changed_since", "algorithm"]), value=st.text())
def test_no_parameter_is_an_error_of_ours(ask: Caller, name: str, value: str) -> None:
    no_fault_of_ours(ask.match(QUERY, **{name: value}))
