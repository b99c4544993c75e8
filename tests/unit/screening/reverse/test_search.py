"""Incremental re-screening finds what a full one finds: nobody is left out by the reverse index."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kyc.model.screening import ScreeningQuery
from kyc.screening.flagged import flagged
from kyc.screening.reverse.changed import Changed
from kyc.screening.reverse.entries import Entries
from kyc.screening.reverse.search import Search
from kyc.screening.scoring.birthplaces import SAME_PLACE
from kyc.screening.scoring.calibration import score_of
from kyc.screening.screener import ListScreener
from watchlists.dates import DateSpan, PartialDate
from watchlists.model import ListedDocument, ListedEntity, ListedName, NameKind, Schema

WORDS = re.findall(
    r"\S+",
    "suradji wiryakusumah soeradji wirya kusumah muhammad mohamad abdurrahman abdul rahman ali aminah siti s m "
    "zhiganshin pyotr пётр жиганшин محمد علي al-banjari noorzehi noor zehi ghulam sarwar 5uradj1 bin van der "
    "mhmmd wrykshmh نورمحمد 김정은 田中 健一 陳大文 สมชาย wiryakusu",
)
FIELD = 20  # characters of a field: a name that fills one may be cut off
names = st.lists(st.sampled_from(WORDS), min_size=1, max_size=10).map(" ".join)


def misspelt(name: str, at: int) -> str:
    place = at % len(name)
    return name[:place] + name[place + 1 :] if name[place] != " " and len(name) > 3 else name


cut_off = names.filter(lambda name: len(name) > FIELD).map(lambda name: name[:FIELD])
spelt = st.builds(misspelt, names, st.integers(0, 60)) | cut_off | names
years = st.integers(1955, 1962)
dates = st.builds(PartialDate, years) | st.builds(PartialDate, years, st.just(3), st.sampled_from([7, 8]))
spans = dates.map(DateSpan) | st.builds(DateSpan, dates, circa=st.just(True))
countries = st.lists(st.sampled_from(["IDN", "RUS", "AFG"]), max_size=2).map(tuple)
genders = st.sampled_from([None, "male", "female"])
numbers = st.lists(st.sampled_from(["A1234567", "A1234568", "A1324567", "B99", "3171010101900001"]), max_size=2).map(
    tuple
)
PLACES = [
    "Garut",
    "Kab. Garut, Jawa Barat",
    "Maiwand, Kandahar",
    "Panjwai, Kandahar",
    "Indonesia",
    "القاهرة",
    "Cairo, Egypt",
]
queries = st.builds(
    ScreeningQuery,
    spelt,
    birth_date=st.none() | dates,
    countries=countries,
    gender=genders,
    id_numbers=numbers,
    birth_place=st.sampled_from([None, *PLACES]),
)
customers = st.lists(st.lists(queries, max_size=2).map(tuple), min_size=1, max_size=8)
kinds = st.sampled_from([Schema.PERSON, Schema.PERSON, Schema.LEGAL_ENTITY, Schema.COMPANY])


def entity(at: int, texts: list[str], schema: Schema, births: list[DateSpan], more: Any) -> ListedEntity:
    named = tuple(
        ListedName(text, NameKind.WEAK_ALIAS if place else NameKind.PRIMARY) for place, text in enumerate(texts)
    )
    made = ListedEntity(f"local-{at}", "local", schema, named, birth_dates=tuple(births))
    return replace(made, **more)


marks = st.fixed_dictionaries(
    {
        "nationalities": countries,
        "gender": genders,
        "birth_places": st.lists(st.sampled_from(PLACES), max_size=2).map(tuple),
        "documents": numbers.map(lambda own: tuple(ListedDocument("passport", each) for each in own)),
    }
)
entities = st.lists(
    st.tuples(st.lists(names, min_size=1, max_size=3), kinds, st.lists(spans, max_size=2), marks),
    min_size=1,
    max_size=6,
).map(lambda rows: [entity(at, *row) for at, row in enumerate(rows)])


def found(customers: list[tuple[ScreeningQuery, ...]], listed: list[ListedEntity]) -> set[int]:
    """Search a book of two parts, as what was remembered of the first must do for the second."""
    search, half = Search(Changed(listed)), len(customers) // 2
    parts = ((0, Entries(customers[:half])), (half, Entries(customers[half:])))
    return {first + at for first, part in parts for at in search.candidates(part).tolist()}


@given(customers, st.integers(0, 7))
def test_who_leaves_leaves_nothing_behind(customers: list[tuple[ScreeningQuery, ...]], who: int) -> None:
    at = who % len(customers)
    left, anew = Entries(customers).without(at), Entries(customers[:at] + customers[at + 1 :])
    assert sorted(left.words.written.tolist()) == sorted(anew.words.written.tolist())
    for name in sorted(set(Entries.ARRAYS) - {"of_word"}):  # words are numbered otherwise
        assert sorted(getattr(left, name).tolist()) == sorted(getattr(anew, name).tolist())


def hit(customers: list[tuple[ScreeningQuery, ...]], listed: list[ListedEntity]) -> set[int]:
    screener = ListScreener(listed, ())
    return {at for at, own in enumerate(customers) if any(flagged(screener, query) for query in own)}


@settings(max_examples=300)
@given(customers, entities)
def test_whoever_a_full_search_flags_is_a_candidate(
    customers: list[tuple[ScreeningQuery, ...]], entities: list[ListedEntity]
) -> None:
    assert hit(customers, entities) <= found(customers, entities)


short = st.lists(st.sampled_from(WORDS), min_size=1, max_size=2).map(" ".join)
near_days = st.builds(PartialDate, st.just(1961), st.just(3), st.sampled_from([None, 3, 7])) | st.just(
    PartialDate(1961, 7, 3)
)


@settings(max_examples=200)
@given(short, near_days, short, near_days, st.lists(st.sampled_from(["A1234567", "A1234568"]), min_size=2, max_size=2))
def test_who_was_born_on_the_same_day_is_found_by_a_name_with_nothing_in_common(
    name: str, born: PartialDate, listed: str, listed_born: PartialDate, numbers: list[str]
) -> None:
    query = ScreeningQuery(name, birth_date=born, countries=("IDN",), gender="male", id_numbers=(numbers[0],))
    document = (ListedDocument("passport", numbers[1]),)
    more = {"nationalities": ("IDN",), "gender": "male", "documents": document}
    entities = [entity(1, [listed], Schema.PERSON, [DateSpan(listed_born)], more)]
    assert hit([(query,)], entities) <= found([(query,)], entities)


@settings(max_examples=150)
@given(queries, entities, entities)
def test_a_pair_is_flagged_whatever_else_is_listed(
    query: ScreeningQuery, some: list[ListedEntity], more: list[ListedEntity]
) -> None:
    others = [replace(each, id=f"other-{at}") for at, each in enumerate(more)]
    alone = {each.entity_id for each in flagged(ListScreener(some, ()), query)}
    among = {each.entity_id for each in flagged(ListScreener([*others, *some], ()), query)}
    assert {each for each in among if each.startswith("local")} == alone


LISTED = [
    entity(1, ["Suradji Wiryakusumah"], Schema.PERSON, [DateSpan(PartialDate(1961, 3, 7))], {}),
    entity(2, ["PT Samudra Kencana"], Schema.COMPANY, [], {}),
]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (ScreeningQuery("Suradji Wiryakusumah"), True),
        (ScreeningQuery("Suradji Wirya Kusumah", birth_date=PartialDate(1961, 3, 7)), True),
        (ScreeningQuery("Suradji", birth_date=PartialDate(1961, 3, 7), countries=("IDN",), gender="male"), True),
        (ScreeningQuery("Suradji Wiryakusumah", birth_date=PartialDate(1990, 3, 7)), False),  # a namesake
        (ScreeningQuery("Budi Santoso", birth_date=PartialDate(1961, 3, 7)), False),
        (ScreeningQuery("Samudra Kencana"), False),  # no person is a company
        (ScreeningQuery(" "), False),
    ],
)
def test_only_those_who_may_be_meant_are_looked_at(query: ScreeningQuery, expected: bool) -> None:
    assert found([(query,)], LISTED) == ({0} if expected else set())


@pytest.mark.parametrize(
    ("asked", "listed", "expected"),
    [
        ("Kota Garut", ("Garut, Indonesia",), True),
        ("Medan", ("Garut, Indonesia",), False),
        ("Garut", ("Indonesia",), False),  # the list says no more than a country
        ("Garut", (), False),
        (None, ("Garut, Indonesia",), False),
    ],
)
def test_only_a_place_that_both_sides_tell_brings_a_customer_over_the_threshold(
    asked: str | None, listed: tuple[str, ...], expected: bool
) -> None:
    query = ScreeningQuery("Suradji", countries=("IDN",), gender="male", birth_place=asked)
    more = {"nationalities": ("IDN",), "gender": "male", "birth_places": listed}
    entities = [entity(1, ["Suradji"], Schema.PERSON, [], more)]
    bits = ListScreener(entities, ()).screen(replace(query, birth_place=None)).hits[0].bits
    least = score_of(bits + SAME_PLACE.bits / 2)
    assert Search(Changed(entities), threshold=least).candidates(Entries([(query,)])).tolist() == [0] * expected


def test_a_customer_without_a_question_and_an_empty_book_are_no_candidates() -> None:
    assert found([(), ()], LISTED) == set()
    assert found([(ScreeningQuery("Suradji Wiryakusumah"),)], []) == set()


def test_a_customer_with_ten_names_is_found_by_any_of_them() -> None:
    long = ScreeningQuery("Ade Budi Citra Dewi Eka Suradji Wiryakusumah Gilang Hadi Indah", id_numbers=("A1234567",))
    holder = entity(3, ["Nobody Else"], Schema.PERSON, [], {"documents": (ListedDocument("passport", "A 1234567"),)})
    assert found([(long,)], [holder]) == {0}
