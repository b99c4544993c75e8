"""A book is opened from sealed segments, which are never staler than the rows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kyc.model.rescreening import RunMode, Tally
from kyc.screening.index.spelling.likeness import Ids
from kyc.screening.reverse.entries import Entries
from kyc.services.onboarding import applicants
from kyc.services.rescreening import looking, segments
from kyc.services.rescreening.segments import pack, search_book
from kyc.storage.erasing import erase
from kyc.storage.rescreening.segments import SEGMENTS
from tests.databases import TENANT
from tests.unit.services.rescreening.book import LISTED, WHO, Installation


@pytest.fixture
def people(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Five customers packed three to a segment."""
    monkeypatch.setattr(segments, "SEGMENT", 3)
    monkeypatch.setattr(segments, "_WORTH_PACKING", 1)
    monkeypatch.setattr(segments, "_SMALL", 1)
    ids = [installation.customer(f"{first} KARTANEGARA") for first in ("ADI", "BAYU", "CAHYA", "DODI", "ENDANG")]
    pack(installation.database, TENANT, WHO)
    return ids


def sizes(installation: Installation) -> list[int]:
    with installation.database.transaction(TENANT, WHO, read_only=True) as unit:
        return sorted(mark.customers for mark in unit.segments.all())


def everybody(installation: Installation) -> frozenset[str]:
    """All customers that a search through the book comes by."""
    return search_book(installation.database, TENANT, WHO, lambda part: np.unique(part.owners)).ids


def words(installation: Installation) -> set[str]:
    found: set[str] = set()

    def look(part: Entries) -> Ids:
        found.update(each.decode() for each in part.words.written.tolist())
        return np.zeros(0, dtype=np.int32)

    assert search_book(installation.database, TENANT, WHO, look).ids == frozenset()
    return found


def test_a_search_says_who_was_found_and_how_long_opening_took(installation: Installation, people: list[str]) -> None:
    def endang(part: Entries) -> Ids:
        spelt = part.words.written[part.words.spelled]  # each word in one way
        return np.array(
            [at for at in range(len(part)) if b"endang" in spelt[part.words_of(np.array([at]))[0]]], np.int32
        )

    searched = search_book(installation.database, TENANT, WHO, endang)
    assert searched.ids == {people[-1]}
    assert searched.seconds_opening > 0
    assert people[-1] not in repr(searched)


def test_everybody_stands_in_one_segment(installation: Installation, people: list[str]) -> None:
    assert sizes(installation) == [2, 3]
    assert everybody(installation) == set(people)
    with installation.database.transaction(TENANT, WHO, read_only=True) as unit:
        assert unit.customers.count() == (5, 0)


def test_packing_again_changes_nothing(installation: Installation, people: list[str]) -> None:
    assert pack(installation.database, TENANT, WHO) == 0
    assert sizes(installation) == [2, 3]


def test_who_is_erased_leaves_no_word_behind(installation: Installation, people: list[str]) -> None:
    assert "endang" in words(installation)
    with installation.database.transaction(TENANT, WHO) as unit:
        erase(unit, people[-1])
    assert sum(sizes(installation)) == 4
    assert "endang" not in words(installation)
    assert {"adi", "kartanegara"} <= words(installation)


def test_an_erasure_that_is_rolled_back_changes_no_segment(installation: Installation, people: list[str]) -> None:
    with pytest.raises(RuntimeError), installation.database.transaction(TENANT, WHO) as unit:  # noqa: PT012
        erase(unit, people[-1])
        raise RuntimeError
    assert "endang" in words(installation)


def test_a_segment_whose_last_customer_goes_goes_too(installation: Installation, people: list[str]) -> None:
    with installation.database.transaction(TENANT, WHO) as unit:
        for each in people:
            applicants.switch_monitor(unit, each, is_on=False, version=None)
    assert sizes(installation) == []
    assert everybody(installation) == set()


def test_who_changes_is_found_by_the_new_name_only(installation: Installation, people: list[str]) -> None:
    with installation.database.transaction(TENANT, WHO) as unit:
        applicants.update(unit, people[-1], {"name": "FITRI KARTANEGARA"})
    assert "endang" not in words(installation)
    assert "fitri" in words(installation)
    pack(installation.database, TENANT, WHO)
    assert sum(sizes(installation)) == 5


def test_a_change_that_concerns_no_list_moves_nobody(installation: Installation, people: list[str]) -> None:
    with installation.database.transaction(TENANT, WHO) as unit:
        before = unit.customers.versions(people)
        applicants.update(unit, people[0], {"email": "adi@example.id"})
        assert unit.customers.versions(people) == before


@pytest.mark.parametrize("column", ["sealed_keys", "sealed_key"])
def test_a_damaged_segment_is_made_anew(installation: Installation, people: list[str], column: str) -> None:
    with installation.database.transaction(TENANT, WHO) as unit:
        unit.scope.connection.execute(SEGMENTS.update().values({column: b"rubbish"}))
    assert everybody(installation) == set(people)
    with installation.database.transaction(TENANT, WHO) as unit:
        erase(unit, people[0])
    assert sum(sizes(installation)) == 4


def test_other_code_packs_anew(installation: Installation, people: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "code_digest", lambda: "other code")
    assert pack(installation.database, TENANT, WHO) == 5
    with installation.database.transaction(TENANT, WHO, read_only=True) as unit:
        assert {mark.format for mark in unit.segments.all()} == {"other code"}


def test_a_row_that_says_the_same_is_not_written_again(installation: Installation, people: list[str]) -> None:
    with installation.database.transaction(TENANT, WHO) as unit:
        (watched,) = unit.customers.of(people[:1])
        unit.customers.put(replace(watched, version=9))
        assert unit.customers.versions(people[:1]) == {people[0]: 1}


@pytest.mark.parametrize("column", [None, "sealed_customers"])
def test_whom_a_run_looks_at_is_read_from_segments_that_open(
    installation: Installation, people: list[str], monkeypatch: pytest.MonkeyPatch, column: str | None
) -> None:
    monkeypatch.setattr(looking, "_WORTH_OPENING", 1)
    installation.lists(LISTED | {"9": "Kartanegara,,1961-03-07"}, version="2")
    if column:
        with installation.database.transaction(TENANT, WHO) as unit:
            unit.scope.connection.execute(SEGMENTS.update().values({column: b"rubbish"}))
    assert installation.rescreen(RunMode.FULL).tally == Tally(5, new=5)
    assert installation.standing() == {(each, "local-9") for each in people}


def test_the_count_follows_whoever_comes_and_goes(installation: Installation, people: list[str]) -> None:
    installation.customer("FITRI KARTANEGARA")
    with installation.database.transaction(TENANT, WHO) as unit:
        erase(unit, people[0])
        assert unit.customers.count() == (5, 1)
        assert [each.queries[0].name for each in unit.customers.loose(limit=9)] == ["FITRI KARTANEGARA"]
        assert len(unit.customers.fresh()) == 5
