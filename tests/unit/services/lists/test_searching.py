"""An index that is saved and loaded answers as a fresh one does, and is never trusted further than its checksum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest

from kyc.model.screening import ScreeningQuery
from kyc.screening.index.listing import Listing
from kyc.screening.screener import ListScreener
from kyc.services.lists import searching
from kyc.services.lists.searching import active_screener
from kyc.storage.files.snapshots import FolderSnapshots
from watchlists.dates import DateSpan, PartialDate
from watchlists.model import ListedDocument, ListedEntity, ListedName, NameKind, Schema, Snapshot
from watchlists.records import content_hash, list_hash

NOW = datetime(2026, 3, 1, tzinfo=UTC)
GIVEN = ("Suradji", "Muhammad", "Wirya Kusumah", "Пётр", "محمد", "Li")
FAMILY = ("Noorzehi", "Abdul Rahman", "Жиганшин", "Zainuddin bin Hasan", "Tan", "O'Hara-Lim")


def listed(number: int, given: str, family: str) -> ListedEntity:
    return ListedEntity(
        f"local-{number}",
        "local",
        Schema.COMPANY if number % 7 == 0 else Schema.PERSON,
        (ListedName(f"{given} {family}"), ListedName(f"{family} {number}", NameKind.WEAK_ALIAS)),
        birth_dates=(DateSpan(PartialDate(1950 + number, 3, 7)),),
        nationalities=("IDN",),
        documents=(ListedDocument("passport", f"A {1000 + number}"),),
    )


ENTITIES = tuple(listed(number, *names) for number, names in enumerate(product(GIVEN, FAMILY)))
QUERIES = [
    ScreeningQuery(name, schema=schema, birth_date=born, id_numbers=numbers)
    for name in (
        *(entity.names[0].text for entity in ENTITIES),
        "Soeradji Norzehi",
        "Wiryakusumah Tan",
        "P. Zhiganshin",
    )
    for schema in (Schema.PERSON, Schema.COMPANY)
    for born, numbers in ((None, ()), (PartialDate(1961, 3, 7), ("A1012",)))
]


def activate(store: FolderSnapshots, entities: Sequence[ListedEntity], version: str) -> None:
    digest = list_hash(map(content_hash, entities))
    snapshot = Snapshot("local", version, digest, len(entities), NOW)
    store.put(snapshot, entities)
    store.activate(snapshot, at=NOW)


@pytest.fixture
def store(tmp_path: Path) -> FolderSnapshots:
    store = FolderSnapshots(tmp_path / "lists")
    activate(store, ENTITIES, "1")
    return store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many entities each index was built of."""
    built: list[int] = []

    class Counted(Listing):
        def __init__(self, entities: Sequence[ListedEntity]) -> None:
            built.append(len(entities))
            super().__init__(entities)

    monkeypatch.setattr(searching, "Listing", Counted)
    return built


def test_a_loaded_index_answers_as_a_fresh_one(store: FolderSnapshots, folder: Path, builds: list[int]) -> None:
    built, loaded = active_screener(store, folder), active_screener(store, folder)
    assert builds == [len(ENTITIES)]
    assert built
    assert loaded
    fresh = ListScreener(store.entities(store.history("local")[0]), loaded.lists)
    for query in QUERIES:
        assert built.screen(query) == loaded.screen(query) == fresh.screen(query)
    assert any(fresh.screen(query).flagged for query in QUERIES)


def test_another_version_of_a_list_is_built_anew(store: FolderSnapshots, folder: Path, builds: list[int]) -> None:
    active_screener(store, folder)
    activate(store, [*ENTITIES, replace(listed(90, "Budi", "Wirjawan"))], "2")
    screener = active_screener(store, folder)
    assert builds == [len(ENTITIES), len(ENTITIES) + 1]
    assert screener
    assert screener.screen(ScreeningQuery("Budi Wirjawan")).hits[0].entity_id == "local-90"


def test_other_code_builds_anew(
    store: FolderSnapshots, folder: Path, builds: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    active_screener(store, folder)
    monkeypatch.setattr(searching, "_code", lambda: "another digest")
    active_screener(store, folder)
    assert len(builds) == 2


def test_a_damaged_index_is_built_anew_and_mended(store: FolderSnapshots, folder: Path, builds: list[int]) -> None:
    active_screener(store, folder)
    (saved,) = folder.glob("*.index")
    content = bytearray(saved.read_bytes())
    content[len(content) // 2] ^= 1
    saved.write_bytes(content)
    active_screener(store, folder)
    active_screener(store, folder)
    assert len(builds) == 2


def test_where_nothing_can_be_saved_names_are_screened_all_the_same(store: FolderSnapshots, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    screener = active_screener(store, tmp_path / "file")
    assert screener
    assert screener.screen(ScreeningQuery("Suradji Noorzehi")).hits


def test_old_indexes_are_thrown_away(store: FolderSnapshots, folder: Path) -> None:
    for number in range(8):
        activate(store, ENTITIES[: number + 1], f"v{number}")
        active_screener(store, folder)
    assert len([*folder.iterdir()]) == 4


def test_without_lists_there_is_no_screener(tmp_path: Path, folder: Path) -> None:
    assert active_screener(FolderSnapshots(tmp_path / "none"), folder) is None
