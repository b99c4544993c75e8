"""What a search promises, whatever the lists hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kyc.model.screening import ListVersion, ScreeningQuery
from kyc.screening.flagged import flagged
from kyc.screening.scoring.calibration import PAIR_THRESHOLD, bits_of
from kyc.screening.screener import ListScreener
from watchlists.dates import DateSpan, PartialDate
from watchlists.model import ListedDocument, ListedEntity, ListedName, NameKind, Schema

LISTS = (ListVersion("local", "1", "0" * 64, 4, datetime(2026, 1, 1, tzinfo=UTC)),)


def listed(number: int, *names: str, schema: Schema = Schema.PERSON, **more: object) -> ListedEntity:
    texts = tuple(ListedName(text, NameKind.ALIAS if at else NameKind.PRIMARY) for at, text in enumerate(names))
    return replace(ListedEntity(f"local-{number}", "local", schema, texts), **more)  # type: ignore[arg-type]


ENTITIES = (
    listed(
        1,
        "Suradji WIRYAKUSUMAH",
        "Abu Hanzhalah al-Banjari",
        birth_dates=(DateSpan(PartialDate(1961, 3, 7)),),
        nationalities=("IDN",),
        gender="male",
        documents=(ListedDocument("passport", "A 1234567"),),
    ),
    listed(2, "Ghulam Sarwar Noorzehi", birth_dates=(DateSpan(PartialDate(1970), circa=True),), nationalities=("AFG",)),
    listed(3, "PT Samudra Kencana Abadijaya", "Samudra Kencana", schema=Schema.COMPANY, countries=("IDN",)),
    listed(4, "Пётр Жиганшин", birth_dates=(DateSpan(PartialDate(1958, 12, 30)),), nationalities=("RUS",)),
)


@pytest.fixture(scope="module")
def screener() -> ListScreener:
    return ListScreener(ENTITIES, LISTS)


def best(screener: ListScreener, name: str, **more: object) -> tuple[str | None, bool]:
    hits = screener.screen(ScreeningQuery(name, **more)).hits  # type: ignore[arg-type]
    return (hits[0].entity_id, hits[0].flagged) if hits else (None, False)


@pytest.mark.parametrize(
    "name",
    [
        "Suradji Wiryakusumah",
        "WIRYAKUSUMAH, Suradji",
        "Drs. H. Suradji Wiryakusumah, S.H., M.M.",
        "Soeradji Wirjakoesoemah",  # spelling before 1947
        "Suradji Wiryakusuma",
        "Sur\u200badji Wiryakusum\u00adah",
        "Sur\u0430dji Wiry\u0430kusum\u0430h",  # Cyrillic а
        "5uradj1 W1ryakusumah",
        "Suradji Wirya Kusumah",
        "Abu Hanzalah Banjari",
        "Abu Hanzhalah Albanjari",
    ],
)
def test_the_same_name_is_found_however_it_is_written(screener: ListScreener, name: str) -> None:
    assert best(screener, name) == ("local-1", True)


@pytest.mark.parametrize("name", ["Pyotr Zhiganshin", "Petr Jiganshin", "Пётр Жиганшин", "ZHIGANSHIN Piotr"])
def test_a_name_is_found_across_alphabets(screener: ListScreener, name: str) -> None:
    assert best(screener, name) == ("local-4", True)


def test_somebody_else_with_the_name_is_not_flagged(screener: ListScreener) -> None:
    assert best(screener, "Suradji Wiryakusumah", birth_date=PartialDate(1990, 3, 7)) == ("local-1", False)


def test_a_person_is_no_company(screener: ListScreener) -> None:
    assert best(screener, "Samudra Kencana") == (None, False)
    assert best(screener, "PT. Samudera Kencana", schema=Schema.COMPANY) == ("local-3", True)


def test_a_name_without_letters_is_not_searched(screener: ListScreener) -> None:
    assert screener.screen(ScreeningQuery("😀 \u200f")).lists == ()


def test_an_entity_is_one_hit_by_its_best_name(screener: ListScreener) -> None:
    hits = screener.screen(ScreeningQuery("Abu Hanzhalah al-Banjari")).hits
    assert [(hit.entity_id, hit.name) for hit in hits] == [("local-1", "Abu Hanzhalah al-Banjari")]


@settings(max_examples=200, deadline=None)
@given(name=st.text(max_size=80), date=st.dates(), country=st.text(max_size=3), number=st.text(max_size=12))
def test_nothing_makes_a_search_raise(
    screener: ListScreener, name: str, date: object, country: str, number: str
) -> None:
    born = PartialDate.of(date)  # type: ignore[arg-type]
    query = ScreeningQuery(name, birth_date=born, countries=(country,), gender="x", id_numbers=(number,))
    for hit in screener.screen(query).hits:
        assert hit.bits == pytest.approx(sum(field.contribution for field in hit.fields))
        assert 0 < hit.score < 1


@settings(max_examples=100, deadline=None)
@given(st.permutations(["Ghulam", "Sarwar", "bin", "Noor", "zehi"]))
def test_the_order_of_words_changes_nothing(screener: ListScreener, words: list[str]) -> None:
    one = screener.screen(ScreeningQuery("Ghulam Sarwar bin Noor zehi")).hits
    other = screener.screen(ScreeningQuery(" ".join(words))).hits
    assert [(hit.entity_id, hit.bits) for hit in one] == [(hit.entity_id, hit.bits) for hit in other]


EVIDENCE: dict[str, Any] = {
    "birth_date": PartialDate(1961, 3, 7),
    "countries": ("IDN",),
    "gender": "male",
    "id_numbers": ("A1234567",),
}


@given(st.sets(st.sampled_from(sorted(EVIDENCE))), st.sampled_from(sorted(EVIDENCE)))
def test_more_agreeing_evidence_never_lowers_the_score(fields: set[str], another: str) -> None:
    screener = ListScreener((), ())
    some = ScreeningQuery("Suraji Wiryakusuma", **{field: EVIDENCE[field] for field in fields})
    more = replace(some, **{another: EVIDENCE[another]})
    assert screener.compare(more, ENTITIES[0]).score >= screener.compare(some, ENTITIES[0]).score


@settings(max_examples=50, deadline=None)
@given(st.text("abdhiknorsuw ", min_size=3, max_size=30), st.permutations(ENTITIES))
def test_a_score_does_not_depend_on_what_else_is_listed(other: str, order: list[ListedEntity]) -> None:
    query = ScreeningQuery("Abu Suraji Wirya Kusuma Ghulam")
    more = [*order, listed(9, f"Suradji {other}")]
    grown = {hit.entity_id: hit for hit in ListScreener(more, LISTS).screen(query).hits}
    for hit in ListScreener(ENTITIES, LISTS).screen(query).hits:
        assert grown[hit.entity_id] == hit


def test_a_pair_scores_as_a_search_that_finds_it(screener: ListScreener) -> None:
    query = ScreeningQuery("Ghulam Sarwar Nurzehi", birth_date=PartialDate(1971), countries=("AFG",))
    hit = screener.screen(query).hits[0]
    assert screener.compare(query, ENTITIES[1]) == hit


def test_every_flagged_hit_is_told_however_many_there_are() -> None:
    namesakes = [listed(number, "Suradji Wiryakusumah") for number in range(30)]
    found = flagged(ListScreener(namesakes, LISTS, limit=10), ScreeningQuery("Suradji Wiryakusumah"))
    assert {hit.entity_id for hit in found} == {entity.id for entity in namesakes}


@pytest.mark.parametrize("name", ["Suradji Wiryakusumah", "Abu Hanzalah", "Ghulam Noorzehi", "Budi Santoso", " "])
@pytest.mark.parametrize("birth_date", [None, PartialDate(1961, 3, 7), PartialDate(1970)])
def test_what_is_flagged_is_what_a_search_flags(
    screener: ListScreener, name: str, birth_date: PartialDate | None
) -> None:
    query = ScreeningQuery(name, birth_date=birth_date)
    assert flagged(screener, query) == screener.screen(query).flagged


def pair(one: str, other: str, schema: Schema = Schema.PERSON) -> float:
    return ListScreener((), ()).compare(ScreeningQuery(one, schema=schema), listed(7, other, schema=schema)).bits


@pytest.mark.parametrize(
    ("agreeing", "contradicting", "name"),
    [
        ("Suradji Wiryakusumah", "Bambang Wiryakusumah", "Suradji Wiryakusumah"),
        ("Suradji Wiryakusumah", "Wiryakusumah", "Suradji Wiryakusumah"),
        ("Wiryakusumah", "Bambang Wiryakusumah", "Suradji Wiryakusumah"),
        ("S. Wiryakusumah", "B. Wiryakusumah", "Suradji Wiryakusumah"),
        ("Malik Zhiganovich Barzhanov", "Malik Rustamovich Barzhanov", "Malik Zhiganovich Barzhanov"),
        ("Ahmed Yasin Kencani", "Mohamed Yasin Kencani", "Ahmed Yasin Kencani"),
    ],
)
def test_a_given_name_that_is_clearly_another_lowers(agreeing: str, contradicting: str, name: str) -> None:
    assert pair(agreeing, name) > pair(contradicting, name)


def test_namesakes_of_a_rare_family_are_no_pair() -> None:
    assert pair("Bambang Wiryakusumah", "Suradji Wiryakusumah") < bits_of(PAIR_THRESHOLD)
    assert pair("Wiryakusumah", "Suradji Wiryakusumah") >= bits_of(PAIR_THRESHOLD)


@pytest.mark.parametrize("schema", [Schema.COMPANY, Schema.VESSEL])
def test_another_number_is_another_organisation_or_ship(schema: Schema) -> None:
    same, none, another = (pair(f"Bintang Kencana {number}", "Bintang Kencana II", schema) for number in ("2", "", "3"))
    assert same > none > another
    assert another < bits_of(PAIR_THRESHOLD) <= same


def test_another_kind_of_company_alone_is_hardly_a_contradiction() -> None:
    exact, exchanged = (
        pair(f"Samudra Kencana {kind}", "Samudra Kencana Ltd", Schema.COMPANY) for kind in ("Ltd", "JSC")
    )
    assert exact - 4 < exchanged < exact


@pytest.mark.parametrize(
    ("asked", "names", "one"),
    [
        ("SKA", ["PT Samudra Kencana Abadijaya"], True),
        ("Samudra Kencana Abadijaya", ["SKA Ltd"], True),
        ("SAK", ["PT Samudra Kencana Abadijaya"], False),  # the same letters in another order
        ("SKA Melati", ["PT Samudra Kencana Abadijaya"], False),  # three letters suffice only by themselves
        ("SKAN Melati", ["PT Samudra Kencana Abadijaya Nusantara"], True),
    ],
)
def test_an_organisation_is_known_by_its_initials_but_not_flagged_by_them(
    asked: str, names: list[str], one: bool
) -> None:
    entity = listed(9, *names, schema=Schema.COMPANY)
    hit = ListScreener((entity,), LISTS).compare(ScreeningQuery(asked, schema=Schema.COMPANY), entity)
    assert (hit.bits > 0) is one
    assert not hit.flagged


def test_three_initials_are_enough_for_two_who_are_compared() -> None:
    entity = listed(9, "Samudra Kencana Abadijaya", schema=Schema.COMPANY)
    hit = ListScreener((entity,), LISTS).compare(ScreeningQuery("S.K.A.", schema=Schema.COMPANY), entity)
    assert hit.score >= PAIR_THRESHOLD


@pytest.mark.parametrize(
    "asked",
    [
        "Melati Niaga (formerly Samudra Kencana)",
        "Samudra Kencana t/a Melati Niaga",
        "BENEFICIARY: SAMUDRA KENCANA",
        "Samudra Kencana c/o Melati Niaga, Jalan Kenanga 7",
    ],
)
def test_every_name_in_a_text_is_asked_for(screener: ListScreener, asked: str) -> None:
    query = ScreeningQuery(asked, schema=Schema.COMPANY)
    whole = screener.screen(ScreeningQuery("Samudra Kencana", schema=Schema.COMPANY)).hits[0]
    (hit,) = screener.screen(query).hits
    assert (hit.entity_id, hit.bits, hit.name) == (whole.entity_id, whole.bits, whole.name)
    assert screener.compare(query, ENTITIES[2]).bits == hit.bits
    assert [each.bits for each in flagged(screener, query)] == ([hit.bits] if hit.flagged else [])


def test_a_listed_text_with_two_names_is_found_by_either() -> None:
    entity = listed(9, "Samudra Kencana Abadijaya (formerly Melati Niagatama)", schema=Schema.COMPANY)
    screener = ListScreener((entity,), LISTS)
    for name in ("Samudra Kencana Abadijaya", "Melati Niagatama"):
        assert screener.screen(ScreeningQuery(name, schema=Schema.COMPANY)).hits[0].flagged
