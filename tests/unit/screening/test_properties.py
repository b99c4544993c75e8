"""What holds of every score: sums, orders, evidence, and independence of what else is listed.

The queries are made out of the listed names, so that nearly every example finds somebody.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kyc.model.screening import ScreeningQuery
from kyc.screening.screener import ListScreener
from watchlists.dates import DateSpan, PartialDate
from watchlists.model import ListedDocument, ListedEntity, ListedName, NameKind, Schema

BORN = PartialDate(1961, 3, 17)


def listed(number: int, *names: str, schema: Schema = Schema.PERSON, **more: Any) -> ListedEntity:
    kinds = (NameKind.PRIMARY, NameKind.ALIAS, NameKind.WEAK_ALIAS)
    texts = tuple(ListedName(text, kinds[min(at, 2)]) for at, text in enumerate(names))
    return replace(ListedEntity(f"local-{number}", "local", schema, texts), **more)


PEOPLE = (
    listed(
        1,
        "Suradji WIRYAKUSUMAH",
        "Abu Hanzhalah al-Banjari",
        "Pak Radji",
        birth_dates=(DateSpan(BORN), DateSpan(PartialDate(1975), circa=True)),
        birth_places=("Garut, West Java, Indonesia", "Kota Bharu, Malaysia"),
        nationalities=("IDN", "MYS"),
        gender="male",
        documents=(ListedDocument("passport", "A 1234567"), ListedDocument("national_id", "3171016103610009")),
    ),
    listed(2, "Ghulam Sarwar Noorzehi", birth_dates=(DateSpan(PartialDate(1970)),), nationalities=("AFG",)),
    listed(3, "Пётр Ильич Жиганшин", "Petr Zhiganshin", countries=("RUS",), gender="male"),
    listed(4, "Suradji Noorzehi", gender="female"),
    listed(5, "عبد الرحمن الزهراني"),
)
FIRMS = (
    listed(6, "PT Samudra Kencana Abadijaya", "Samudra Kencana", schema=Schema.COMPANY, countries=("IDN",)),
    listed(7, "Kencana Shipping Lines", schema=Schema.ORGANIZATION, documents=(ListedDocument("imo", "9074729"),)),
)
ENTITIES = (*PEOPLE, *FIRMS)
NAMES = [(entity.schema, name.text) for entity in ENTITIES for name in entity.names]
EVIDENCE = {
    "birth_date": st.sampled_from([None, BORN, PartialDate(1961, 3), PartialDate(1961), PartialDate(1999, 1, 2)]),
    "countries": st.lists(st.sampled_from(["IDN", "MYS", "AFG", "RUS", "FRA"]), max_size=2, unique=True).map(tuple),
    "gender": st.sampled_from([None, "male", "female"]),
    "birth_place": st.sampled_from([None, "Garut", "Kab. Garut", "Banyuwangi", "Indonesia"]),
    "id_numbers": st.sampled_from([(), ("A1234567",), ("A1234568",), ("9074729", "X99999")]),
}


@st.composite
def queries(draw: st.DrawFn) -> ScreeningQuery:
    """A listed name, a letter of it left out perhaps, and any evidence."""
    schema, name = draw(st.sampled_from(NAMES))
    at = draw(st.integers(0, 3 * len(name)))  # mostly none
    misspelt = name[:at] + name[at + 1 :]
    assume(any(map(str.isalpha, misspelt)))
    found: dict[str, Any] = {field: draw(values) for field, values in EVIDENCE.items()}
    return ScreeningQuery(misspelt, schema, **found)


@pytest.fixture(scope="module")
def screener() -> ListScreener:
    return ListScreener(ENTITIES, ())


@settings(max_examples=200, deadline=None)
@given(queries())
def test_the_terms_sum_to_the_bits(screener: ListScreener, query: ScreeningQuery) -> None:
    hits = screener.screen(query).hits
    compared = [screener.compare(query, entity) for entity in ENTITIES]
    by_id = {entity.id: pair for entity, pair in zip(ENTITIES, compared, strict=True)}
    assert all(by_id[hit.entity_id] == hit for hit in hits)
    for hit in (*hits, *compared):
        assert hit.bits == pytest.approx(sum(field.contribution for field in hit.fields), abs=1e-9)
        assert hit.fields[0].field == "name"
        assert 0 < hit.score < 1
        shown = {field.field for field in hit.fields}
        asked = {name for name in EVIDENCE if getattr(query, name)}
        assert asked <= shown, "what was asked is told, compared or not"


@settings(max_examples=200, deadline=None)
@given(queries(), st.randoms(use_true_random=False))
def test_the_order_of_words_changes_no_score(query: ScreeningQuery, random: Any) -> None:
    words = query.name.split()
    random.shuffle(words)
    other, judge = replace(query, name=" ".join(words)), ListScreener((), ())
    for entity in ENTITIES:
        assert judge.compare(query, entity).bits == judge.compare(other, entity).bits


@settings(max_examples=100, deadline=None)
@given(queries(), st.permutations(ENTITIES), st.lists(st.text("abdhiknorsuw ", min_size=3, max_size=30), max_size=20))
def test_neither_order_nor_company_on_a_list_changes_a_pair(
    screener: ListScreener, query: ScreeningQuery, order: list[ListedEntity], others: list[str]
) -> None:
    names = [f"Suradji {other}" for other in others] + [query.name] * 12  # namesakes enough to fill every answer
    more = [listed(100 + at, name, schema=query.schema) for at, name in enumerate(names)]
    grown = {hit.entity_id: hit for hit in ListScreener([*order, *more], (), limit=100).screen(query).hits}
    for hit in screener.screen(query).hits:
        assert grown[hit.entity_id] == hit


@settings(max_examples=200, deadline=None)
@given(queries(), st.sampled_from(ENTITIES), st.sampled_from(sorted(EVIDENCE)))
def test_evidence_that_agrees_never_lowers_a_score(query: ScreeningQuery, entity: ListedEntity, field: str) -> None:
    agreeing: dict[str, Any] = {
        "birth_date": entity.birth_dates[0].start if entity.birth_dates else None,
        "countries": (*entity.nationalities, *entity.countries)[:1],
        "gender": entity.gender,
        "birth_place": entity.birth_places[-1] if entity.birth_places else None,
        "id_numbers": tuple(document.number for document in entity.documents[:1]),
    }
    assume(agreeing[field])
    judge = ListScreener((), ())
    silent: dict[str, Any] = {field: () if field in ("countries", "id_numbers") else None}
    bare = judge.compare(replace(query, **silent), entity)
    told = judge.compare(replace(query, **{field: agreeing[field]}), entity)
    assert told.bits > bare.bits
    assert told.score > bare.score


@pytest.mark.parametrize(
    "dates",
    [
        [PartialDate(1961), PartialDate(1961, 3), BORN],
        [PartialDate(1999), PartialDate(1961)],
        [BORN, BORN],
    ],
)
def test_the_nearer_a_birth_date_the_higher_the_score(dates: list[PartialDate]) -> None:
    judge, query = ListScreener((), ()), ScreeningQuery("Suradji Wiryakusumah")
    bits = [judge.compare(replace(query, birth_date=date), PEOPLE[0]).bits for date in dates]
    assert bits == sorted(bits)


@given(st.lists(st.sampled_from(["FRA", "AFG", "MYS"]), max_size=3, unique=True))
def test_one_country_in_common_agrees_whatever_else_is_told(others: list[str]) -> None:
    judge = ListScreener((), ())
    query = ScreeningQuery("Suradji Wiryakusumah", countries=("IDN", *others))
    assert {field.field: field.verdict.value for field in judge.compare(query, PEOPLE[0]).fields}["countries"] == (
        "agrees"
    )


@pytest.mark.parametrize("limit", [1, 3, 15])
def test_as_many_hits_as_asked_for_and_the_best(limit: int) -> None:
    namesakes = [listed(number, f"Suradji Wiryakusumah {'abcdefghij'[number % 10] * 3}") for number in range(20)]
    query = ScreeningQuery("Suradji Wiryakusumah")
    judge = ListScreener(namesakes, (), limit=limit)
    hits = judge.screen(query).hits
    best = sorted((judge.compare(query, entity) for entity in namesakes), key=lambda hit: (-hit.bits, hit.entity_id))
    assert hits == tuple(best[:limit])
