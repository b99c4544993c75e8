"""Reading a place: the town, what it lies in, and nothing of what every place is called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.screening.language.places import read_places, whole_of


def _told(words: frozenset[tuple[str, ...]]) -> set[str]:
    return {word[0] for word in words}


@pytest.mark.parametrize(
    ("text", "town", "around"),
    [
        ("GARUT", {"garut"}, set()),
        ("Kab. Garut, Jawa Barat", {"garut"}, set()),  # half of all Indonesians are born on Java
        ("Kota Cimahi", {"cimahi"}, set()),
        ("D.K.I. Jakarta", {"jakarta"}, set()),
        ("Garut Indonesia", {"garut"}, set()),
        ("Maiwand District, Kandahar Province, Afghanistan", {"maiwand"}, {"kandahar"}),
        ("Kerman, Iran (Islamic Republic of)", {"kerman"}, set()),
        ("Al-Owja, Iraq", {"owja"}, set()),  # "AL" before a hyphen is no Albania
        ("Santo Domingo", {"santodomingo", "domingo"}, set()),  # Santo alone is half of Latin America
        ("Banda Aceh", {"bandaaceh", "aceh"}, set()),
        ("Mexico City", {"mexico"}, set()),
        ("г. Казань", {"kazan"}, set()),
        ("上海市", {"shanghai"}, set()),
        ("مدينة القاهرة، مصر", {"cairo"}, set()),
    ],
)
def test_a_place_is_read(text: str, town: set[str], around: set[str]) -> None:
    (place,) = read_places(text)
    assert (_told(place.town), _told(place.around)) == (town, around)


@pytest.mark.parametrize(
    "text", ["", "-", "Indonesia", "ID", "Kota", "Jawa Timur", "Province", "Democratic Republic of the Congo", "12"]
)
def test_what_names_no_more_than_a_country_or_a_kind_is_no_place(text: str) -> None:
    assert read_places(text) == ()


def test_several_places_of_one_text_stay_apart() -> None:
    assert [_told(place.town) for place in read_places("Garut; Mosul or Baghdad, Iraq")] == [
        {"garut"},
        {"mosul"},
        {"baghdad"},
    ]


@pytest.mark.parametrize(
    ("other", "name"),
    [
        ("Batavia", "jakarta"),
        ("Ujung Pandang", "makassar"),
        ("Saigon", "hochiminh"),
        ("al-Qahira", "cairo"),
        ("Leningrad", "saintpetersburg"),
    ],
)
def test_what_a_city_was_called_stands_beside_its_name(other: str, name: str) -> None:
    assert any(name in word for word in read_places(other)[0].town)
    assert name not in whole_of(other)


@given(st.text(max_size=80))
def test_any_text_is_read_and_gives_words_of_plain_letters(text: str) -> None:
    for place in read_places(text):
        assert place.town
        for word in place.town | place.around:
            assert all(
                spelling.removeprefix("~").isascii() and spelling.removeprefix("~").isalpha() for spelling in word
            )
