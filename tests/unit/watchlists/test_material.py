"""The publishers' real files, where they are at hand: nothing of them is kept here but counts."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from watchlists.delta import compare
from watchlists.errors import ListError
from watchlists.integrity import breaches, profile_of
from watchlists.model import ListedEntity, NameKind, Snapshot
from watchlists.reading import Reading, read_list, source

pytestmark = pytest.mark.material
SDN_2023 = ("sdn_2023-01-21", "alt_2024-01", "add_2024-01", "sdn_comments_2025-12")
UN = ("un_consolidated_2025-11-18.xml", "un_consolidated_2026-02-27.xml")


@pytest.fixture(scope="module")
def sdn(shared: Path) -> Reading:
    return read_list("us_ofac_sdn", ofac(shared, *SDN_2023))


@pytest.fixture(scope="module")
def un(shared: Path) -> tuple[Reading, Reading]:
    old, new = (read_list("un_sc", [shared / "lists" / "un" / name]) for name in UN)
    return old, new


def ofac(shared: Path, *names: str) -> list[Path]:
    return [shared / "lists" / "ofac" / f"{name}.csv" for name in names]


def kinds(entities: tuple[ListedEntity, ...]) -> Counter[str]:
    return Counter(entity.schema.value for entity in entities)


def test_the_sdn_list_has_its_records(sdn: Reading) -> None:
    assert kinds(sdn.entities) == {"Person": 5890, "Organization": 4575, "Vessel": 685, "Airplane": 293}
    people = [entity for entity in sdn.entities if entity.schema.value == "Person"]
    assert sum(bool(person.birth_dates) for person in people) / len(people) > 0.97
    assert sum(name.kind is NameKind.WEAK_ALIAS for entity in sdn.entities for name in entity.names) > 2700


def test_no_number_of_the_un_list_is_a_sentence(un: tuple[Reading, Reading]) -> None:
    numbers = [document.number for entity in un[1].entities for document in entity.documents]
    assert len(numbers) == 463  # 454 in their field, 9 in the note beside it
    assert [number for number in numbers if re.search(r"[a-z]{3}|[()]", number)] == []


def test_every_alias_finds_its_record_or_is_counted(sdn: Reading, shared: Path) -> None:
    joined = sum(name.kind in (NameKind.ALIAS, NameKind.FORMER) for entity in sdn.entities for name in entity.names)
    assert sdn.tally.orphans["aliases"] == 2332
    assert 17091 - 2332 - joined < 70  # told twice by the publisher
    later = read_list("us_ofac_sdn", ofac(shared, "sdn_2023-01-21", "alt_2026-06", "add_2026-06"))
    assert later.tally.orphans["aliases"] == 6011
    assert len(later.entities) == 11443


@pytest.mark.parametrize(
    ("key", "paths", "entries", "records"),
    [
        ("us_ofac_sdn", ["ofac/sdn_2018-11.csv", "ofac/alt_2018-11.csv", "ofac/add_2018-11.csv"], 8976, 8976),
        ("us_ofac_cons", [f"ofac/cons_{name}_2025-12.csv" for name in ("prim", "alt", "add", "comments")], 442, 442),
        ("us_trade_csl", ["us_csl/csl_watchman_hist.csv"], 4220, 4227),  # 4,229 rows, two of them headers
        ("us_bis_dpl", ["us_csl/bis_dpl.txt"], 417, 546),
        ("us_bis_dpl", ["us_csl/bis_dpl_2018.txt"], 461, 581),
        ("ftm", ["ftm/sa_wiki_peps.entities.ftm.json"], 607, 607),
    ],
)
def test_a_real_file_has_its_records(shared: Path, key: str, paths: list[str], entries: int, records: int) -> None:
    reading = read_list(key, [shared / "lists" / path for path in paths])
    assert (len(reading.entities), reading.tally.records) == (entries, records)


def test_the_un_list_has_its_records(un: tuple[Reading, Reading]) -> None:
    assert [kinds(reading.entities) for reading in un] == [
        {"Person": 727, "Organization": 273},
        {"Person": 730, "Organization": 273},
    ]
    assert sum(name.script == "Arab" for entity in un[1].entities for name in entity.names) > 370


def test_the_un_pair_gives_exactly_its_delta(un: tuple[Reading, Reading]) -> None:
    delta = compare(*(reading.entities for reading in un))
    assert (len(delta.added), len(delta.removed), len(delta.changed)) == (4, 1, 2)
    assert {change.fields for change in delta.changed} == {("remarks",)}
    assert not any(change.concerns_screening for change in delta.changed)
    assert delta.to_screen == delta.added


@pytest.mark.parametrize("key", ["us_ofac_sdn", "us_ofac_cons", "un_sc", "us_trade_csl"])
def test_the_canaries_sing(shared: Path, key: str) -> None:
    paths = {
        "us_ofac_sdn": ofac(shared, "sdn_2018-11"),
        "us_ofac_cons": ofac(shared, "cons_prim_2025-12"),
        "un_sc": [shared / "lists" / "un" / UN[0]],
        "us_trade_csl": [shared / "lists" / "us_csl" / "csl_watchman_hist.csv"],
    }
    ids = {entity.id for entity in read_list(key, paths[key]).entities}
    assert set(source(key).CANARIES) <= ids


def test_an_ordinary_change_keeps_the_rules_and_a_large_one_does_not(
    shared: Path, un: tuple[Reading, Reading], sdn: Reading
) -> None:
    def found(old: Reading, new: Reading) -> list[str]:
        profile = tuple(profile_of(old.entities, old.tally).items())
        before = Snapshot(old.source, "1", "", len(old.entities), datetime(2026, 1, 1, tzinfo=UTC), profile=profile)
        broken = breaches(before, source(old.source).CANARIES, new.entities, profile_of(new.entities, new.tally))
        return [breach.code for breach in broken]

    assert found(*un) == []
    old = read_list("us_ofac_sdn", ofac(shared, "sdn_2018-11", "alt_2018-11", "add_2018-11", "sdn_comments_2025-12"))
    assert found(old, sdn) == []
    assert found(sdn, old) == ["LIST.SHRUNK"]
    bare = read_list("us_ofac_sdn", ofac(shared, "sdn_2023-01-21"))
    assert "LIST.SCHEMA" in found(sdn, bare)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
@pytest.mark.parametrize("name", ["ofac/sdn_2023-01-21.csv", "ofac/sdn_2018-11.csv", f"un/{UN[1]}"])
def test_a_real_file_cut_off_is_refused(shared: Path, tmp_path: Path, name: str, share: float) -> None:
    content = (shared / "lists" / name).read_bytes()
    stump = tmp_path / "stump"
    stump.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(ListError):
        read_list("us_ofac_sdn" if "ofac" in name else "un_sc", [stump])
