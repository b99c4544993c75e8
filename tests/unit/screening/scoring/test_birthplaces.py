"""What two places of birth say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.model.screening import ScreeningQuery, Verdict
from kyc.screening.scoring.birthplaces import OTHER_PLACE, SAME_PLACE, SAME_REGION, alike, compare_places
from kyc.screening.scoring.evidence import Finding
from kyc.screening.screener import ListScreener
from watchlists.model import ListedEntity, ListedName, Schema


@pytest.mark.parametrize(
    ("asked", "listed", "finding"),
    [
        ("Garut", ["Garut, Indonesia"], SAME_PLACE),
        ("GARUT", ["Garut Regency, West Java, Indonesia"], SAME_PLACE),
        ("Kab. Banyuwangi", ["Banyuwangi"], SAME_PLACE),
        ("Menzel Temime", ["Manzal Tmim, Nabul, Tunisia", "Menzel Temim, Tunisia"], SAME_PLACE),  # the best counts
        ("São Paulo", ["Sao Paulo, Brazil"], SAME_PLACE),
        ("Kandahar", ["Qandahar Province, Afghanistan"], SAME_PLACE),  # the same sound
        ("Kandahar", ["Maiwand District, Kandahar Province"], SAME_PLACE),  # one side knows more
        ("Maiwand, Kandahar", ["Panjwai, Kandahar"], SAME_REGION),
        ("Djakarta", ["Jakarta"], SAME_PLACE),
        ("Soerabaja", ["Surabaya, East Java, Indonesia"], SAME_PLACE),
        ("Jogjakarta", ["Yogyakarta"], SAME_PLACE),
        ("Tanjungpinang", ["Tanjung Pinang, Riau"], SAME_PLACE),  # as one word and as two
        ("Talafar", ["Tall 'Afar, Iraq"], SAME_PLACE),
        ("Batavia", ["Jakarta, Indonesia"], SAME_PLACE),  # what it was called
        ("القاهرة", ["Cairo, Egypt"], SAME_PLACE),
        ("Казань", ["Kazan, Russia"], SAME_PLACE),
        ("北京", ["Beijing, China"], SAME_PLACE),
        ("دمشق", ["Damascus, Syria"], SAME_PLACE),
        ("Bali", ["Mali"], None),  # a country has evidence of its own
        ("Kerman, Iran (Islamic Republic of)", ["Tehran, Iran (Islamic Republic of)"], OTHER_PLACE),
        ("San Jose", ["San Juan"], OTHER_PLACE),  # half of Latin America is a saint
        ("上海", ["海口"], OTHER_PLACE),  # one character of two
        ("دمشق", ["Garut"], None),  # in other letters they may be one, romanised otherwise
        ("Garut", ["Medan, Indonesia", "ميدان"], None),
        ("دمشق", ["حلب"], OTHER_PLACE),
        ("Garut", ["Medan", "إيران"], OTHER_PLACE),  # what tells only a country has no say
        ("Solo", ["Polo"], OTHER_PLACE),  # of a short word every letter counts
        ("Garut", ["Medan, Indonesia"], OTHER_PLACE),
        ("Jawa Barat", ["Garut, West Java"], None),  # half of all Indonesians
        ("Indonesia", ["Garut, Indonesia"], None),
        ("Garut", ["Indonesia"], None),
        ("Garut", [], None),
        ("-", ["Garut"], None),
        ("Kota", ["Kota Medan"], None),
    ],
)
def test_a_pair_of_places_has_its_finding(asked: str, listed: list[str], finding: Finding | None) -> None:
    assert compare_places(asked, listed) == finding


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("tjirebon", "chirebon", True),
        ("makasar", "makassar", True),
        ("~bgdad", "baghdad", True),  # without vowels, by the consonants
        ("~bgdad", "bogota", False),
        ("~bn", "bonn", False),  # two consonants tell nothing
        ("binnish", "banash", False),
        ("homs", "hims", False),
    ],
)
def test_spellings_are_of_one_place_or_not(one: str, other: str, same: bool) -> None:
    assert alike(one, other) is alike(other, one) is same


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=4))
def test_neither_side_nor_order_says_anything(asked: str, listed: list[str]) -> None:
    assert compare_places(asked, listed) == compare_places(asked, listed[::-1])
    if len(listed) == 1 and ";" not in asked + listed[0]:
        assert compare_places(asked, listed) == compare_places(listed[0], [asked])


def test_a_place_adds_to_a_name_or_takes_away_and_is_told() -> None:
    entity = ListedEntity(
        "local-1", "local", Schema.PERSON, (ListedName("Suradji Wiryakusumah"),), birth_places=("Garut, Indonesia",)
    )
    judge = ListScreener((), ())
    bare = judge.compare(ScreeningQuery("Suradji Wiryakusumah"), entity)
    same, other, silent = (
        judge.compare(ScreeningQuery("Suradji Wiryakusumah", birth_place=place), entity)
        for place in ("Kabupaten Garut", "Medan", "Indonesia")
    )
    assert other.bits < bare.bits == silent.bits < same.bits
    (told,) = (field for field in same.fields if field.field == "birth_place")
    assert (told.applicant, told.entry, told.verdict) == ("Kabupaten Garut", "Garut, Indonesia", Verdict.AGREES)
    assert (same.coverage, silent.coverage) == (1.0, 0.75)  # a place weighs a third of a name
