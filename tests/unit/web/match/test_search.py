"""GET /search and GET /entities."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from yente_client.models import AdjacentPropertyResponse, AdjacentResponse, Entity, SearchResponse

from kyc.services.lists.matching import ActiveLists, ListKeeper
from kyc.services.lists.watchlists import import_list
from kyc.storage.files.snapshots import FolderSnapshots
from kyc.web.match.server import create_match_app
from tests.unit.web.match.lists import NOW, Caller


def found(ask: Caller, text: str = "", dataset: str = "default", **parameters: Any) -> list[str]:
    response = ask.get(f"/search/{dataset}", q=text, limit=500, **parameters)
    assert response.status_code == 200
    return [entity["id"] for entity in response.json()["results"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bagus suryakencana", {"sdn-990001"}),
        ("SURYAKENCANA,", {"sdn-990001"}),
        ("bagus kartosentono", set()),
        ("bagus OR kartosentono", {"sdn-990001", "sdn-990006"}),
        ("bagus | kartosentono", {"sdn-990001", "sdn-990006"}),
        ("kartosen*", {"sdn-990006"}),
        ("names:kartosentono", {"sdn-990006"}),
        ("(properties.alias:bagus) -names:kartosentono", {"sdn-990001"}),
        ("kartosentono~2", {"sdn-990006"}),
        ('"bagus suryakencana"~1', {"sdn-990001"}),
        ("kartosen*^2.5", {"sdn-990006"}),
        ("yusuf -kartosentono", set()),
        ("yusuf NOT bagus", {"sdn-990006"}),
        ("yusuf AND kartosentono", {"sdn-990006"}),
        ("X7654321", {"sdn-990001"}),
        ("sdn-990001", {"sdn-990001"}),
        ("pandzhi", {"Q-rekaan-2"}),
        ("Панджи", {"Q-rekaan-2"}),
        ("-", set()),
        ("😀", set()),
    ],
)
def test_words_are_looked_for(ask: Caller, text: str, expected: set[str]) -> None:
    assert set(found(ask, text)) == expected


def test_a_misspelt_name_needs_a_fuzzy_search(ask: Caller) -> None:
    assert not found(ask, "bagus hartanto suryakenchana")
    assert found(ask, "bagus hartanto suryakenchana", fuzzy=True)[0] == "sdn-990001"


def test_without_words_everything_is_listed(ask: Caller, lists: ActiveLists) -> None:
    assert sorted(found(ask)) == sorted(lists.entities)


def test_pages_part_what_is_found(ask: Caller) -> None:
    pages = [ask.get("/search/default", limit=4, offset=offset).json() for offset in (0, 4)]
    whole = found(ask)
    assert [entity["id"] for page in pages for entity in page["results"]] == whole[:8]
    assert {page["total"]["value"] for page in pages} == {len(whole)}


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"schema": "Vessel"}, {"gb-XXX9002", "sdn-990004"}),
        ({"schema": "Vehicle", "countries": "ID"}, {"sdn-990004"}),
        ({"schema": "Airplane"}, {"sdn-990005"}),
        ({"schema": "Company", "topics": "reg.warn"}, {"local-own-3"}),
        ({"schema": "Address"}, set()),
        ({"datasets": ["ftm", "local"], "schema": "Company"}, {"rekaan-company-1", "local-own-3"}),
        ({"filter": "properties.birthDate:1975-08-17"}, {"sdn-990001"}),
        ({"filter": ["identifiers:X7654321", "schema:Person"]}, {"sdn-990001"}),
        ({"filter": "properties.nothing:1"}, set()),
        ({"filter": "dates:1959", "topics": "role.pep"}, {"local-pep-2"}),
        ({"countries": ["my", "id"], "filter_op": "AND", "datasets": "local"}, {"local-pep-2"}),
        ({"countries": ["my", "sy"], "filter_op": "AND"}, set()),
        ({"topics": ["role.pep", "role.rca"], "filter_op": "AND"}, {"local-pep-2"}),
        ({"target": "false"}, set()),
        ({"target": "true", "schema": "Airplane"}, {"sdn-990005"}),
        ({"changed_since": "2030-01-01"}, set()),
    ],
)
def test_filters(ask: Caller, parameters: dict[str, Any], expected: set[str]) -> None:
    assert set(found(ask, **parameters)) == expected


def test_a_collection_is_searched_by_its_topics(ask: Caller) -> None:
    assert set(found(ask, dataset="peps")) == {"Q-rekaan-1", "Q-rekaan-2", "local-pep-1", "local-pep-2"}
    assert "local-own-3" not in found(ask, dataset="sanctions")


def test_sorting_puts_what_has_no_value_last(ask: Caller) -> None:
    rising = found(ask, dataset="local", sort="properties.birthDate")
    falling = found(ask, dataset="local", sort="properties.birthDate:desc")
    assert rising == ["local-pep-2", "local-pep-1", "local-own-3"]
    assert falling == ["local-pep-1", "local-pep-2", "local-own-3"]
    assert found(ask, dataset="local", sort=["schema", "caption:desc"]) == ["local-own-3", "local-pep-2", "local-pep-1"]
    assert len(found(ask, dataset="local", sort="last_change:desc")) == 3


def test_facets_count_all_that_is_found(ask: Caller) -> None:
    response = ask.get("/search/local", limit=1, facets=["topics", "datasets", "schema", "genders", "countries"])
    facets = SearchResponse.model_validate(response.json()).facets
    assert [(item.name, item.label, item.count) for item in facets["schema"].values] == [
        ("Person", "People", 2),
        ("Company", "Companies", 1),
    ]
    assert {item.name: (item.label, item.count) for item in facets["topics"].values} == {
        "role.pep": ("PEP", 2),
        "reg.warn": ("Regulator warning", 1),
        "role.rca": ("Close Associate", 1),
    }
    assert [(item.label, item.count) for item in facets["countries"].values] == [("Indonesia", 3), ("Malaysia", 1)]
    assert {item.label for item in facets["genders"].values} == {"Female", "Male"}


@pytest.mark.parametrize(
    ("status", "dataset", "parameters"),
    [
        (404, "nowhere", {}),
        (400, "default", {"schema": "Prson"}),
        (400, "default", {"filter": "nocolon"}),
        (422, "default", {"limit": 501}),
        (422, "default", {"offset": 10_000}),
        (422, "default", {"facets": "magic"}),
        (422, "default", {"fuzzy": "perhaps"}),
    ],
)
def test_what_is_refused(ask: Caller, status: int, dataset: str, parameters: dict[str, Any]) -> None:
    response = ask.get(f"/search/{dataset}", **parameters)
    assert (response.status_code, "detail" in response.json()) == (status, True)


def test_an_entity_comes_with_what_is_linked_to_it_unless_that_is_unwanted(ask: Caller) -> None:
    whole, bare = (
        Entity.model_validate(ask.get("/entities/sdn-990001", nested=nested).json()) for nested in ("true", "false")
    )
    sanction = whole.properties["sanctions"][0]
    assert isinstance(sanction, Entity)
    assert sanction.schema_ == "Sanction"
    assert "sanctions" not in bare.properties


def test_links_come_in_pages(ask: Caller) -> None:
    everything = AdjacentResponse.model_validate(ask.get("/entities/sdn-990001/adjacent").json())
    page = AdjacentPropertyResponse.model_validate(ask.get("/entities/sdn-990001/adjacent/sanctions", offset=1).json())
    assert (everything.entity.id, everything.adjacent["sanctions"].total.value) == ("sdn-990001", 1)
    assert (page.total.value, page.results) == (1, [])


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/entities/NK-unknown", "No such entity!"),
        ("/entities/NK-unknown/adjacent", "No such entity!"),
        ("/entities/%ED%A0%80", "No such entity!"),
        ("/entities/sdn-990001/adjacent/magic", "No such property!"),
        ("/entities/sdn-990001/adjacent/name", "No such property!"),
    ],
)
def test_what_there_is_not(ask: Caller, path: str, says: str) -> None:
    response = ask.get(path)
    assert (response.status_code, response.json()) == (404, {"detail": says})


def test_a_property_that_links_nothing_here_is_an_empty_page(ask: Caller) -> None:
    assert ask.get("/entities/sdn-990001/adjacent/ownershipOwner").json()["results"] == []


def test_an_entity_whose_id_holds_a_slash_is_reached(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("id,name\n2026/A 1,Contoh Rekaan\n", encoding="utf-8")
    store = FolderSnapshots(tmp_path / "lists")
    import_list(store, "local", [path], now=NOW)
    keeper = ListKeeper(store)
    keeper.refresh()
    own = Caller(create_match_app(keeper))
    (found,) = own.get("/search/default", q="Rekaan").json()["results"]
    at = f"/entities/{quote(found['id'], safe='')}"  # as yente's client asks
    assert own.get(at).json()["caption"] == "Contoh Rekaan"
    assert own.get(f"{at}/adjacent").json()["entity"]["id"] == found["id"]
    assert own.get(f"{at}/adjacent/sanctions").status_code == 200
