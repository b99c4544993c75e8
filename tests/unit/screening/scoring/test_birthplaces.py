"""What two places of birth say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.model.screening import PlacedQuery, ScreeningQuery
from kyc.screening.reverse.entries import Entries
from kyc.screening.scoring.birthplaces import OTHER_PLACE, SAME_PLACE, compare_places, place_words
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
        ("Казань", ["Kazan, Russia"], SAME_PLACE),
        ("São Paulo", ["Sao Paulo, Brazil"], SAME_PLACE),
        ("Kandahar", ["Qandahar Province, Afghanistan"], SAME_PLACE),  # one letter of a long word
        ("Bali", ["Mali"], None),  # a country has evidence of its own
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


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=4))
def test_any_text_is_compared_and_the_order_of_parts_says_nothing(asked: str, listed: list[str]) -> None:
    turned = ", ".join(reversed(asked.split(", ")))
    assert compare_places(asked, listed) == compare_places(turned, listed[::-1])
    assert all(word.isascii() and word.islower() for word in place_words(asked))


def test_a_place_adds_to_a_name_or_takes_away_and_is_told() -> None:
    entity = ListedEntity(
        "local-1", "local", Schema.PERSON, (ListedName("Suradji Wiryakusumah"),), birth_places=("Garut, Indonesia",)
    )
    judge = ListScreener((), ())
    bare = judge.compare(ScreeningQuery("Suradji Wiryakusumah"), entity)
    same, other, silent = (
        judge.compare(PlacedQuery("Suradji Wiryakusumah", birth_place=place), entity)
        for place in ("Kabupaten Garut", "Medan", "Indonesia")
    )
    assert other.bits < bare.bits == silent.bits < same.bits
    (told,) = (field for field in same.fields if field.field == "birth_place")
    assert (told.applicant, told.entry, told.verdict.value) == ("Kabupaten Garut", "Garut, Indonesia", "agrees")


def test_the_book_asks_for_no_place_until_its_bounds_know_of_one() -> None:
    Entries([[ScreeningQuery("Suradji Wiryakusumah")]])
    with pytest.raises(ValueError, match="birth place"):
        Entries([[PlacedQuery("Suradji Wiryakusumah", birth_place="Garut")]])
