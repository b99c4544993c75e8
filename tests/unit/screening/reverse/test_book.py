"""Customers' keys: packed as arrays, put together from parts, turned round."""

from __future__ import annotations

import numpy as np

from kyc.model.screening import ScreeningQuery
from kyc.screening.reverse.book import Book, HashTable, sums
from kyc.screening.reverse.changed import CONTRADICTED, Changed
from kyc.screening.reverse.entries import DATED, LOCATED, NO_PERSON, NUMBERED, Entries
from kyc.screening.reverse.search import candidates
from kyc.storage.rescreening.packing import from_bytes, to_bytes
from watchlists.dates import DateSpan, PartialDate
from watchlists.model import ListedEntity, ListedName, Schema

PEOPLE = [
    (ScreeningQuery("Suradji Wiryakusumah", birth_date=PartialDate(1961, 3, 7), id_numbers=("A1234567",)),),
    (),
    (ScreeningQuery("Siti Aminah"), ScreeningQuery("Siti Kartanegara", countries=("IDN",))),
]


def test_entries_survive_being_sealed_as_bytes() -> None:
    made = Entries(PEOPLE)
    again = Entries.unpacked(from_bytes(to_bytes(made.packed())))
    assert again.words.spellings == made.words.spellings
    assert again.owners.tolist() == [0, 2, 2]
    assert again.years.tolist() == [1961, 0, 0]
    assert again.marks.tolist() == [DATED | NUMBERED, 0, LOCATED]


def test_a_book_of_parts_is_the_book_of_the_whole() -> None:
    whole, parts = Book([Entries(PEOPLE)], [3]), Book([Entries(PEOPLE[:1]), Entries(PEOPLE[1:])], [1, 2])
    assert whole.words.spellings == parts.words.spellings
    for name in ("owners", "marks", "years", "of_word", "starts", "penalties"):
        assert getattr(whole, name).tolist() == getattr(parts, name).tolist(), name


def test_a_table_finds_every_run_that_shares_a_hash() -> None:
    table = HashTable(np.array([0, 2, 3]), np.array([7, 9, 9], dtype=np.uint32))
    asked, found = table.meeting(np.array([0, 1, 2]), np.array([9, 5], dtype=np.uint32))
    assert list(zip(asked.tolist(), found.tolist(), strict=True)) == [(0, 0), (0, 1)]


def test_empty_runs_add_up_to_nothing() -> None:
    assert sums(np.array([1.0, 2.0], dtype=np.float32), np.array([0, 0, 2, 2])).tolist() == [0, 3, 0]


def test_other_things_than_people_are_always_looked_at() -> None:
    ship = (ScreeningQuery("MV Kencana", schema=Schema.VESSEL),)
    book = Book([Entries([*PEOPLE, ship])], [4])
    assert book.marks.tolist()[-1] & NO_PERSON
    assert candidates(book, Changed([])).tolist() == [3]


def test_a_year_is_worth_what_the_best_date_in_it_is() -> None:
    spans = (DateSpan(PartialDate(1961, 3, 7)), DateSpan(PartialDate(1950), circa=True))
    listed = ListedEntity("local-1", "local", Schema.PERSON, (ListedName("Suradji"),), birth_dates=spans)
    undated = ListedEntity("local-2", "local", Schema.PERSON, (ListedName("Suradji"),))
    years = np.array([1961, 1962, 1951, 1953, 1990, 0], dtype=np.int16)
    changed, first = Changed([listed, undated]), np.zeros(6, dtype=np.int32)
    assert changed.births(first, years).tolist() == [12.0, 4.0, 2.5, -3.0, CONTRADICTED, 0.0]
    assert changed.births(first + 1, years).tolist() == [0.0] * 6
