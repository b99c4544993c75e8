"""POST /match: what comes back for which question."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from yente_client.models import ScoredEntity

from kyc.services.lists.matching import ActiveLists, ListKeeper
from kyc.web.match.server import create_match_app
from kyc.web.match.wire import MAX_BATCH, MAX_BODY
from tests.unit.web.match.lists import Caller

BAGUS: dict[str, Any] = {
    "schema": "Person",
    "properties": {"name": ["Bagus Hartanto Suryakencana"], "birthDate": ["1975-08-17"], "nationality": ["id"]},
}
YUSUF: dict[str, Any] = {"schema": "Person", "properties": {"name": ["Yusuf Contoh Kartosentono"]}}


def ids(response: Any, key: str = "q") -> list[str]:
    return [result["id"] for result in response.json()["responses"][key]["results"]]


def test_a_listed_person_is_found_and_explained(ask: Caller) -> None:
    response = ask.match(BAGUS)
    answer = response.json()["responses"]["q"]
    top = ScoredEntity.model_validate(answer["results"][0])
    assert (response.status_code, answer["status"], answer["total"]) == (200, 200, {"value": 1, "relation": "eq"})
    assert (top.id, top.match, top.datasets) == ("sdn-990001", True, ["us_ofac_sdn"])
    assert {"name", "birth_date", "countries"} <= top.explanations.keys()
    assert top.explanations["countries"].query == "id"


def test_the_terms_add_up_to_the_bits(ask: Caller) -> None:
    hit = ask.match(BAGUS).json()["responses"]["q"]["results"][0]
    assert sum(term["weight"] for term in hit["explanations"].values()) == pytest.approx(hit["bits"])


def test_what_speaks_against_a_hit_is_below_zero(ask: Caller) -> None:
    other = {"schema": "Person", "properties": BAGUS["properties"] | {"birthDate": ["1931-01-02"]}}
    hit = ask.match(other, cutoff=0).json()["responses"]["q"]["results"][0]
    assert hit["explanations"]["birth_date"]["score"] < 0
    assert hit["features"]["birth_date"] == hit["explanations"]["birth_date"]["score"]


def test_the_threshold_flags_and_the_cutoff_leaves_out(ask: Caller) -> None:
    lenient = ask.match(YUSUF, threshold=0.2, cutoff=0.2).json()["responses"]["q"]
    strict = ask.match(YUSUF, threshold=1, cutoff=0.2).json()["responses"]["q"]
    assert all(hit["match"] for hit in lenient["results"])
    assert [hit["id"] for hit in strict["results"]] == [hit["id"] for hit in lenient["results"]]
    assert not any(hit["match"] for hit in strict["results"])
    assert strict["total"]["value"] == 0


@pytest.mark.parametrize(
    ("schema", "name", "found"),
    [
        ("Company", "PT Samudera Rekaan Abadi", "sdn-990003"),
        ("Organization", "PT Samudera Rekaan Abadi", "sdn-990003"),
        ("PublicBody", "PT Samudera Rekaan Abadi", "sdn-990003"),
        ("LegalEntity", "PT Samudera Rekaan Abadi", "sdn-990003"),
        ("LegalEntity", "Yusuf Contoh Kartosentono", "sdn-990006"),
        ("Thing", "Yusuf Contoh Kartosentono", "sdn-990006"),
        ("Thing", "MV Fajar Contoh", "sdn-990004"),
        ("Vehicle", "MV Fajar Contoh", "sdn-990004"),
        ("Vessel", "MV Fajar Contoh", "sdn-990004"),
        ("Person", "Galih Rekaatmaja", "dpl-bb3814c32cb2"),  # the list does not say what it is
    ],
)
def test_kinds_of_things_are_compared_as_far_as_they_can_be_the_same(
    ask: Caller, schema: str, name: str, found: str
) -> None:
    query = {"schema": schema, "properties": {"name": [name]}}
    assert found in ids(ask.match(query, cutoff=0.3))


def test_a_ship_is_no_person(ask: Caller) -> None:
    assert "sdn-990004" not in ids(
        ask.match({"schema": "Person", "properties": {"name": ["MV Fajar Contoh"]}}, cutoff=0)
    )


def test_a_number_alone_finds_its_holder(ask: Caller) -> None:
    response = ask.match({"schema": "Person", "properties": {"passportNumber": ["x 7654321"]}})
    assert ids(response) == ["sdn-990001"]


FILTERS: list[tuple[dict[str, Any], bool]] = [
    ({"exclude_entity_ids": ["sdn-990006"]}, False),
    ({"exclude_entity_ids": ["sdn-990001", "other"]}, True),
    ({"exclude_schema": ["Person"]}, False),
    ({"exclude_schema": ["Vessel"]}, True),
    ({"topics": ["sanction"]}, True),
    ({"topics": ["role.pep", "sanction"]}, True),
    ({"topics": ["role.pep"]}, False),
    ({"exclude_dataset": ["us_ofac_sdn"]}, False),
    ({"exclude_dataset": ["un_sc"]}, True),
    ({"include_dataset": ["un_sc"]}, False),
    ({"include_dataset": ["un_sc", "us_ofac_sdn"]}, True),
    ({"include_dataset": ["sanctions"]}, True),
    ({"include_dataset": ["peps"]}, False),
    ({"changed_since": "2026-11-01"}, True),
    ({"changed_since": "2026-11-22T11:59:59"}, True),
    ({"changed_since": "2026-11-22T12:00:00"}, False),
    ({"changed_since": "2026-11-22T13:00:00+02:00"}, True),
]


@pytest.mark.parametrize(("parameters", "found"), FILTERS)
def test_filters(ask: Caller, parameters: dict[str, Any], *, found: bool) -> None:
    assert ("sdn-990006" in ids(ask.match(YUSUF, **parameters))) is found


DATASETS = [("default", True), ("all", True), ("sanctions", True), ("us_ofac_sdn", True), ("peps", False)]


@pytest.mark.parametrize(("dataset", "found"), DATASETS)
def test_datasets_and_collections(ask: Caller, dataset: str, *, found: bool) -> None:
    assert ("sdn-990006" in ids(ask.match(YUSUF, dataset))) is found


def test_several_datasets_as_yentes_client_names_them_are_all_searched(ask: Caller) -> None:
    """The client sends its first dataset in the path and the others as `include_dataset`."""
    assert ids(ask.match(YUSUF, "un_sc", include_dataset=["us_ofac_sdn"])) == ["sdn-990006"]


def test_a_limit_is_filled_past_what_filters_leave_out(ask: Caller, lists: ActiveLists) -> None:
    query = {"schema": "Thing", "properties": {"name": ["Contoh Rekaan"]}}
    everything = ids(ask.match(query, cutoff=0, limit=500))
    left_out = everything[:3]
    assert ids(ask.match(query, cutoff=0, limit=4, exclude_entity_ids=left_out)) == everything[3:7]


@pytest.mark.parametrize("limit", [0, -3])
def test_no_limit_below_nothing(ask: Caller, limit: int) -> None:
    response = ask.match(YUSUF, limit=limit)
    assert (response.json()["limit"], ids(response)) == (0, [])
    assert response.json()["responses"]["q"]["total"]["value"] == 1, "nobody shown is not nobody found"


def test_the_total_counts_those_whom_the_limit_cuts_off(ask: Caller) -> None:
    query = {"schema": "Person", "properties": {"name": ["Rekaan Contoh"]}}
    whole = ask.match(query, threshold=0, limit=10).json()["responses"]["q"]
    cut = ask.match(query, threshold=0, limit=1).json()["responses"]["q"]
    assert len(cut["results"]) == 1
    assert whole["total"]["value"] > 1
    assert cut["total"] == whole["total"]


def test_a_topic_that_nobody_knows_is_refused_rather_than_clear(ask: Caller) -> None:
    assert ids(ask.match(BAGUS, topics="sanction")) == ["sdn-990001"]
    assert ids(ask.match(BAGUS, topics="role.pep")) == []
    refused = ask.match(BAGUS, topics="sanctions")
    assert (refused.status_code, refused.json()["detail"]) == (400, "Unknown topic: 'sanctions'")
    assert ask.get("/search/default", q="Bagus", topics="sanctions").status_code == 400


def test_a_client_that_goes_away_is_no_error_of_ours(keeper: ListKeeper) -> None:
    sent: list[Any] = []
    messages = iter([{"type": "http.request", "body": b'{"queries', "more_body": True}, {"type": "http.disconnect"}])

    async def receive() -> Any:
        return next(messages)

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"host", b"localhost")]
    scope = {"type": "http", "method": "POST", "path": "/match/default", "headers": headers, "query_string": b""}
    asyncio.run(create_match_app(keeper)(scope, receive, send))
    assert sent[0]["status"] == 400


@pytest.mark.parametrize("algorithm", ["best", "logic-v2", "bits", " Name-Based "])
def test_algorithms_of_yente_are_answered_by_ours_which_says_so(ask: Caller, algorithm: str) -> None:
    response = ask.match(YUSUF, algorithm=algorithm)
    assert response.headers["x-algorithm"].startswith("bits ")
    assert ids(response) == ["sdn-990006"]


def test_a_batch_is_answered_under_its_keys(ask: Caller) -> None:
    response = ask("POST", "/match/default", json={"queries": {"a": BAGUS, "b": YUSUF}})
    assert list(response.json()["responses"]) == ["a", "b"]
    assert response.headers["x-batch-size"] == "2"
    assert (ids(response, "a"), ids(response, "b")) == (["sdn-990001"], ["sdn-990006"])


def test_the_query_comes_back_as_it_was_understood(ask: Caller) -> None:
    query = {
        "id": "mine",
        "schema": "Person",
        "properties": {"name": "Contoh", "country": ["Indonesia"], "hairColor": "red"},
    }
    answer = ask.match(query).json()["responses"]["q"]
    assert answer["query"]["id"] == "mine"
    assert answer["query"]["properties"] == {"name": ["Contoh"], "country": ["id"], "hairColor": ["red"]}
    assert answer["not_compared"] == ["hairColor"]


def test_evidence_beside_the_properties_is_told(ask: Caller) -> None:
    query = {"schema": "Person", "properties": {"name": BAGUS["properties"]["name"]}, "birthDate": ["1975-08-17"]}
    answer = ask.match(query | {"caption": "Bagus", "datasets": []}).json()["responses"]["q"]
    assert answer["not_compared"] == ["birthDate"]
    assert "birthDate" not in answer["query"]


def test_one_query_of_a_batch_that_cannot_be_screened_says_so_and_the_others_are_answered(ask: Caller) -> None:
    nameless = {"schema": "Person", "properties": {"birthDate": ["1970"]}}
    responses = ask("POST", "/match/default", json={"queries": {"a": nameless, "b": YUSUF}}).json()["responses"]
    assert (responses["a"]["status"], responses["a"]["results"]) == (400, [])
    assert "Not screened" in responses["a"]["detail"]
    assert (responses["b"]["status"], responses["b"]["detail"]) == (200, None)


def test_a_request_of_which_nothing_can_be_screened_is_refused_since_no_results_read_as_clear(ask: Caller) -> None:
    response = ask.match({"schema": "Person", "properties": {"name": ["😀"]}})
    assert response.status_code == 400
    assert "Not screened" in response.json()["detail"]


REFUSED: list[tuple[int, str, dict[str, Any], dict[str, Any]]] = [
    (404, "nowhere", {"q": YUSUF}, {}),
    (404, "default", {"q": YUSUF}, {"include_dataset": "nowhere"}),
    (400, "us_ofac_sdn", {"q": YUSUF}, {"exclude_dataset": "us_ofac_sdn"}),
    (400, "default", {}, {}),
    (400, "default", {str(number): YUSUF for number in range(MAX_BATCH + 1)}, {}),
    (400, "default", {"q": {"schema": "Prson", "properties": {"name": "x"}}}, {}),
    (400, "default", {"q": {"schema": "Document", "properties": {"name": "x"}}}, {}),
    (400, "default", {"q": YUSUF}, {"algorithm": "magic"}),
    (400, "default", {"q": YUSUF}, {"changed_since": "2026-13-41"}),
    (422, "default", {"q": YUSUF}, {"changed_since": "yesterday"}),
    (422, "default", {"q": YUSUF}, {"threshold": "nan"}),
    (422, "default", {"q": YUSUF}, {"threshold": "7"}),
    (422, "default", {"q": YUSUF}, {"cutoff": "-inf"}),
    (422, "default", {"q": YUSUF}, {"limit": "501"}),
    (422, "default", {"q": YUSUF}, {"limit": "9" * 5000}),
    (422, "default", {"q": {"properties": {"name": "x"}}}, {}),
    (422, "default", {"q": {"schema": "Person", "properties": None}}, {}),
    (422, "default", {"q": None}, {}),
]


@pytest.mark.parametrize(("status", "dataset", "queries", "parameters"), REFUSED)
def test_what_is_refused(
    ask: Caller, status: int, dataset: str, queries: dict[str, Any], parameters: dict[str, Any]
) -> None:
    response = ask("POST", f"/match/{dataset}", json={"queries": queries}, params=parameters)
    assert (response.status_code, "detail" in response.json()) == (status, True)


def test_settings_that_yente_does_not_know_are_refused(ask: Caller) -> None:
    known, unknown = ({"queries": {"q": YUSUF}, "config": {key: 0.4}} for key in ("nm_number_mismatch", "magic"))
    assert ask("POST", "/match/default", json=known).status_code == 200
    assert ask("POST", "/match/default", json=unknown).status_code == 400


RAW = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'{"queries": NaN}',
    b'{"queries": {"q": {"schema": "Person", "properties": {"name": ["\\ud800"]}}}}',
    b'{"queries": {"\\ud800": {"schema": "Person", "properties": {"name": ["x"]}}}}',
    b'{"queries": {"q": {"schema": "\xff\xfe", "properties": {}}}}',
    b'{"queries": {}, "weights": {"a": 1e999}}',
    b'{"queries": ' + b'{"q":' * 5000 + b"1" + b"}" * 5001,
    b"[" * 100_000,
]


@pytest.mark.parametrize("body", RAW)
def test_a_body_that_is_no_batch_is_the_callers_fault(ask: Caller, body: bytes) -> None:
    response = ask("POST", "/match/default", content=body)
    assert response.status_code in (400, 422)
    assert response.json()["detail"]


def test_numbers_without_end_and_nan_in_a_property_are_no_error(ask: Caller) -> None:
    body = b'{"queries": {"q": {"schema": "Person", "properties": {"name": ["Contoh", NaN, 1e999, %s]}}}}' % (
        b"9" * 5000
    )
    assert ask("POST", "/match/default", content=body).status_code in (200, 400, 422)


def test_a_body_beyond_the_limit_is_not_read(ask: Caller) -> None:
    assert ask("POST", "/match/default", content=b" " * (MAX_BODY + 1)).status_code == 413


def test_a_refusal_does_not_repeat_what_was_sent(ask: Caller) -> None:
    response = ask("POST", "/match/default", json={"queries": {"q": {"schema": 1, "properties": "Sekar Rahasia"}}})
    assert "Rahasia" not in response.text


def test_names_are_in_no_log(ask: Caller, keeper: ListKeeper, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        ask.match(BAGUS)
    (event,) = [record for record in caplog.records if record.message == "match.done"]
    assert event.__dict__["flagged"] == 1
    assert "Suryakencana" not in "".join(str(record.__dict__) for record in caplog.records)
