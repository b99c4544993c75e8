"""Words that are looked up together are the same, to the bit, as those that are looked up one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.screening.index.candidates import NameIndex
from kyc.screening.index.rows import placing, querywords
from kyc.screening.index.rows.placing import PlacedWords
from kyc.screening.index.rows.querywords import QueryWords
from kyc.screening.index.rows.rows import NameRows
from kyc.screening.language.names import read_name

LISTED = (
    "Muhammad Muhamad Suradji",  # two words that one word fits alike
    "Mohamed Ahmed",
    "M. Suradji",
    "Yusuf Youssef Yousuf Ibrahim",
    "Ибрагим Юсуф",
    "ABC Trading 2 Limited",
    "Fund 2",
    "Fund 3",
    "Budi",
    "محمد يوسف",
)
ASKED = (
    *LISTED, "Mohammad Yusof", "Surajdi", "Brhm Mhmmd", "M Y", "Second Fund", "Zzyzx", "Budhi Budi", "Юсуф", "A B C",
)  # fmt: skip


@cache
def rows() -> NameRows:
    return NameRows([read_name(name, person=not name.startswith(("ABC", "Fund"))) for name in LISTED])


def values(record: Any) -> list[Any]:
    """All fields of a record, arrays as lists with their type."""
    found = [getattr(record, field.name) for field in fields(record)]
    return [(each.dtype.str, each.tolist()) if isinstance(each, np.ndarray) else each for each in found]


def one_by_one(names: Sequence[str], *, person: bool) -> tuple[list[Any], list[Any]]:
    """Every word by a `QueryWords` that knows no other."""
    words, places = [], []
    for name in names:
        for word in read_name(name, person=person).words:
            alone = QueryWords(rows())
            alone.prepare([word], person=person)
            words.append(alone._known[word, 0 if person else 1])
            places += PlacedWords(rows()).of(words[-1:])
    return [values(word) for word in words], [values(each) for each in places]


@given(st.lists(st.sampled_from(ASKED), min_size=1, max_size=4), st.booleans(), st.booleans())
def test_words_are_the_same_together_and_one_by_one(names: list[str], person: bool, prepared: bool) -> None:
    together, placed = QueryWords(rows()), PlacedWords(rows())
    reads = [read_name(name, person=person) for name in names]
    if prepared:
        new = together.prepare(list(dict.fromkeys(word for read in reads for word in read.words)), person=person)
        placed.prepare(new)
    found = [together.of(read, person=person) for read in reads]
    words, places = one_by_one(names, person=person)
    assert [values(word) for each in found for word in each] == words
    assert [values(place) for each in found if each for place in placed.of(each)] == places


@pytest.mark.parametrize("person", [True, False])
@pytest.mark.parametrize("few", [0, 50_000])
def test_where_words_stand_is_the_same_for_few_rows_and_for_many(
    few: int, person: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(placing, "_FEW", few)
    words = [word for name in ASKED for word in QueryWords(rows()).of(read_name(name, person=person), person=person)]
    _, places = one_by_one(ASKED, person=person)
    assert [values(each) for each in placing.placed(rows(), words)] == places


def test_a_row_with_two_words_that_fit_alike_stands_twice_and_once_more() -> None:
    (place,) = PlacedWords(rows()).of(QueryWords(rows()).of(read_name("Muhammad", person=True), person=True))
    assert place.rows.tolist().count(0) == 3
    first = place.rows.tolist().index(0)
    assert (place.most[first], place.rest[first]) == (0, 0)


def test_a_word_asked_for_twice_in_one_name_is_one_word() -> None:
    words = QueryWords(rows())
    found = words.of(read_name("Yusuf Ibrahim Yusuf", person=True), person=True)
    assert [word.first for word in found] == ["ibrahim", "yusuf", "yusuf"]
    assert found[1] is found[2]
    places = PlacedWords(rows()).of(found)
    assert places[1] is places[2]


def test_preparing_drives_out_nothing_that_was_prepared_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(querywords, "_HELD", 120)
    words = QueryWords(rows())
    for name in ASKED:
        words.prepare(read_name(name, person=True).words, person=True)
    known = dict(words._known)
    assert known
    assert len(known) < len({word for name in ASKED for word in read_name(name, person=True).words})
    words.prepare(read_name("Budi", person=True).words, person=True)
    assert known.items() <= words._known.items()


def test_an_index_finds_the_same_prepared_or_not() -> None:
    reads = [read_name(name, person=True) for name in ASKED]
    listed = [read_name(name, person=True) for name in LISTED]
    plain, prepared = NameIndex(listed), NameIndex(listed)
    prepared.prepare(reads, person=True)
    for read in reads:
        answers = [index.search(read, person=True, floor=0.0) for index in (plain, prepared)]
        assert [array.tolist() for array in answers[0]] == [array.tolist() for array in answers[1]]


def test_without_names_every_word_stands_nowhere() -> None:
    nothing = NameRows([])
    found = QueryWords(nothing).of(read_name("Budi Suradji", person=True), person=True)
    assert [word.most for word in found] == [0.0, 0.0]
    assert [len(place.rows) for place in PlacedWords(nothing).of(found)] == [0, 0]
