"""Customers' keys: packed as arrays, and read again as they were."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.model.screening import ScreeningQuery
from kyc.screening.reverse.changed import CONTRADICTED, Changed
from kyc.screening.reverse.entries import DATED, LOCATED, NO_PERSON, NUMBERED, PLACED, Entries
from kyc.screening.reverse.hashing import HashTable, hashed, largest, owner_of, small, sums, totals
from kyc.screening.reverse.search import Search
from kyc.storage.rescreening.packing import from_bytes, to_bytes
from watchlists.dates import DateSpan, PartialDate
from watchlists.model import ListedEntity, ListedName, Schema

PEOPLE = [
    (ScreeningQuery("Suradji Wiryakusumah", birth_date=PartialDate(1961, 3, 7), id_numbers=("A1234567",)),),
    (),
    (ScreeningQuery("Siti Aminah", birth_place="Казань"), ScreeningQuery("Siti Kartanegara", countries=("IDN", "NLD"))),
]


def test_entries_survive_being_sealed_as_bytes() -> None:
    made = Entries(PEOPLE)
    again = Entries.unpacked(from_bytes(to_bytes(made.packed())))
    assert again.words.written.tolist() == made.words.written.tolist()
    assert again.owners.tolist() == [0, 2, 2]
    assert again.days.tolist() == [1961_03_07, 0, 0]
    assert again.marks.tolist() == [DATED | NUMBERED, PLACED, LOCATED]
    assert [len(again.asked(at).countries) for at in range(3)] == [0, 0, 2]
    assert [again.asked(at).place for at in range(3)] == ["", "Казань", ""]


def test_what_is_asked_is_not_shown() -> None:
    assert repr(Entries(PEOPLE).asked(0)) == "Asked()"


def test_a_word_counts_as_its_least_telling_spelling() -> None:
    words = Entries([(ScreeningQuery("Пётр"),)]).words
    assert len(words) == 1
    assert len(words.written) > 1
    assert words.bits.tolist() == [words.spelling_bits.min()]


@pytest.mark.parametrize(("name", "letter", "is_whole"), [("M", "m", True), ("Muhammad", "m", False)])
def test_a_word_knows_its_initial(name: str, letter: str, is_whole: bool) -> None:
    (first,), (whole,) = Entries([(ScreeningQuery(name),)]).words.initials
    assert (chr(first), bool(whole)) == (letter, is_whole)


def test_other_things_than_people_are_always_looked_at() -> None:
    ship = (ScreeningQuery("MV Kencana", schema=Schema.VESSEL),)
    part = Entries([*PEOPLE, ship])
    assert part.marks.tolist()[-1] & NO_PERSON
    assert Search(Changed([])).candidates(part).tolist() == [3]


def test_a_year_is_worth_what_the_best_date_in_it_is() -> None:
    spans = (DateSpan(PartialDate(1961, 3, 7)), DateSpan(PartialDate(1950), circa=True))
    listed = ListedEntity("local-1", "local", Schema.PERSON, (ListedName("Suradji"),), birth_dates=spans)
    undated = ListedEntity("local-2", "local", Schema.PERSON, (ListedName("Suradji"),))
    years = np.array([1961, 1962, 1951, 1953, 1990, 0], dtype=np.int32)
    changed, first = Changed([listed, undated]), np.zeros(6, dtype=np.int32)
    assert changed.births(first, years).tolist() == [12.0, 4.0, 2.5, -3.0, CONTRADICTED, 0.0]
    assert changed.births(first + 1, years).tolist() == [0.0] * 6


def test_a_table_finds_every_run_that_shares_a_hash() -> None:
    table = HashTable(np.array([0, 2, 3]), np.array([7, 9, 9], dtype=np.uint32))
    places, runs = table.meeting(np.array([9, 5, 7], dtype=np.uint32))
    assert list(zip(places.tolist(), runs.tolist(), strict=True)) == [(0, 0), (0, 1), (2, 0)]


@given(st.lists(st.sets(st.sampled_from("abcdefgh")), max_size=6), st.lists(st.sampled_from("abcxyz"), max_size=6))
def test_a_table_finds_what_a_walk_through_all_runs_finds(runs: list[set[str]], asked: list[str]) -> None:
    places, found = HashTable(*hashed(runs)).meeting(hashed([asked])[1])
    expected = {(at, run) for at, text in enumerate(asked) for run, own in enumerate(runs) if text in own}
    assert set(zip(places.tolist(), found.tolist(), strict=True)) == expected


def test_empty_runs_add_up_to_nothing() -> None:
    assert sums(np.array([1.0, 2.0], dtype=np.float32), np.array([0, 0, 2, 2])).tolist() == [0, 3, 0]


def test_a_place_belongs_to_the_run_it_stands_in() -> None:
    assert owner_of(np.array([0, 2, 2, 5]), np.array([0, 1, 2, 4])).tolist() == [0, 0, 2, 2]


def test_values_of_one_key_are_put_together() -> None:
    keys, values = np.array([5, -1, 5]), np.array([1.0, 2.0, 4.0], dtype=np.float32)
    assert [each.tolist() for each in totals(keys, values)] == [[-1, 5], [2, 5]]
    assert [each.tolist() for each in largest(keys, values)] == [[-1, 5], [2, 4]]


@pytest.mark.parametrize(("most", "width"), [(0, 1), (255, 1), (256, 2), (70_000, 4)])
def test_numbers_take_no_more_room_than_the_largest_needs(most: int, width: int) -> None:
    assert small(np.array([0, most])).itemsize == width
    assert small(np.array([0, most])).tolist() == [0, most]
