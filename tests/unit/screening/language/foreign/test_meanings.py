"""Words of organisations say what they mean in English, in every form that grammar gives them."""

from __future__ import annotations

import pytest

from kyc.screening.language.foreign.glossaries import SCRIPTS, glossary
from kyc.screening.language.foreign.meanings import meanings_of
from kyc.screening.language.foreign.numerals import number_of
from kyc.screening.language.names import read_name
from kyc.screening.language.normalise import clean


@pytest.mark.parametrize(
    ("word", "english"),
    [
        ("банка", "bank"),
        ("строительной", "construction"),
        ("промисловості", "industry"),
        ("والتجارة", "trade"),
        ("للصناعات", "industries"),
        ("بانک", "bank"),
        ("貿易", "trading"),
        ("银行", "bank"),
        ("鉄道", "railway"),
        ("무역", "trading"),
        ("התעשייה", "industry"),
        ("τραπεζών", "bank"),
        ("ბანკის", "bank"),
        ("բանկի", "bank"),
        ("จำกัด", "ltd"),
        ("ဘဏ်", "bank"),
        ("विश्वविद्यालय", "university"),
        ("ব্যাংক", "bank"),
    ],
)
def test_a_word_is_known_in_its_forms(word: str, english: str) -> None:
    (meaning,) = meanings_of(clean(word))
    assert english in meaning


@pytest.mark.parametrize(
    ("word", "words"),
    [("НИИ", ["research", "institute"]), ("进出口", ["import", "export"]), ("ЦКБ", ["central", "design", "bureau"])],
)
def test_one_word_may_stand_for_several(word: str, words: list[str]) -> None:
    assert [each[0] for each in meanings_of(word)] == words


@pytest.mark.parametrize("word", ["Bank", "Заречье", "云桐", "단풍", "", "😀", "7"])
def test_what_names_somebody_means_nothing(word: str) -> None:
    assert meanings_of(word) == ()


@pytest.mark.parametrize(
    ("native", "words"),
    [
        ("公交", {"publictransport", "bus", "gongjiao"}),  # and not as Taiwan, Hong Kong and Japan would sound it
        ("ธนาคาร", {"bank", "thanakhar"}),
    ],
)
def test_beside_its_meaning_a_word_has_one_sound(native: str, words: set[str]) -> None:
    (word,) = read_name(native, person=False).words
    assert set(word) == words


def test_what_is_often_part_of_a_brand_keeps_every_sound() -> None:
    (word,) = read_name("東方", person=False).words
    assert {"east", "dongfang", "tungfang"} <= set(word)


@pytest.mark.parametrize(
    ("written", "number"),
    [("第一", "1"), ("第十", "10"), ("第十四", "14"), ("第二十", "20"), ("第一百零三", "103"), ("七一九", "719")],
)
def test_numbers_in_characters_are_read(written: str, number: str) -> None:
    assert number in number_of(written)


@pytest.mark.parametrize("script", sorted(SCRIPTS))
def test_a_glossary_holds_plain_english_words(script: str) -> None:
    words = {word for meaning in glossary(script).values() for each in meaning for word in each}
    assert words
    assert all(word.isascii() and word.isalnum() and word.islower() for word in words), words
