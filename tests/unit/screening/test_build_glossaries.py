"""The generated tables hold what their sources say, in our glossaries' writing."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.screening.build_han_forms import forms
from bench.screening.build_on_readings import on_readings
from bench.screening.build_places import LANGUAGES, places
from bench.screening.build_slavic import stems
from kyc.screening.language.foreign.forms import simplified
from kyc.screening.language.foreign.glossaries import SCRIPTS
from kyc.screening.language.foreign.stems import romanised_slavic
from kyc.screening.language.tables import mapping
from kyc.screening.language.translations import SHORTEST_STEM


def test_a_simplified_character_stands_beside_its_other_forms(tmp_path: Path) -> None:
    (tmp_path / "TSCharacters.txt").write_text("# a remark\n鐵\t铁\n銀\t银\n着\t着\n", "utf-8")
    (tmp_path / "JPShinjitaiCharactersRev.txt").write_text("鐵\t鉄\n", "utf-8")
    assert forms(tmp_path) == {"铁": "鐵鉄", "银": "銀"}


def test_japanese_sounds_of_the_first_standard_level_are_taken(tmp_path: Path) -> None:
    table = tmp_path / "Unihan_Readings.txt"
    rows = ("# a remark", "U+9280\tkJapaneseOn\tGIN GON", "U+9280\tkMandarin\tyín", "U+3400\tkJapaneseOn\tKYUU")
    table.write_text("\n".join(rows), "utf-8")
    assert list(on_readings(table)) == [("銀", ["gin", "gon"])]


@pytest.mark.parametrize(
    ("language", "script", "english", "native"),
    [
        ("ru", "CYRILLIC", "greece", "Греция"),
        ("zh", "CJK", "south+africa", "南非"),
        ("el", "GREEK", "egypt", "Αίγυπτος"),
        ("he", "HEBREW", "yemen", "תימן"),
        ("ja", "CJK", "cairo", "カイロ"),
    ],
)
def test_countries_and_cities_are_called_as_languages_have_it(
    language: str, script: str, english: str, native: str
) -> None:
    assert (english, native) in set(places(language, script))


def test_every_alphabet_of_a_glossary_has_its_places() -> None:
    assert set(LANGUAGES) == SCRIPTS


@pytest.mark.parametrize(("written", "plain"), [("國際", "国际"), ("鉄道", "铁道"), ("国际", "国际"), ("Bank", "Bank")])
def test_characters_have_one_form(written: str, plain: str) -> None:
    assert simplified(written) == plain


@pytest.fixture(scope="module")
def slavic() -> dict[str, tuple[str, ...]]:
    return stems()


@pytest.mark.parametrize(
    ("word", "english"),
    [
        ("metallurgicheskiy", "metallurgical"),
        ("tekhnologiyami", "technology"),
        ("stroitelnaya", "construction"),
        ("proizvodstvennoye", "production"),
        ("gosudarstvennykh", "state"),
        ("pidpryemstvo", "enterprise"),
    ],
)
def test_a_slavic_word_is_known_by_its_stem(slavic: dict[str, tuple[str, ...]], word: str, english: str) -> None:
    assert english in slavic[romanised_slavic(word)]


@pytest.mark.parametrize("word", ["almaz", "sokol", "slava", "gazprom", "instrument", "islamia", "imeni"])
def test_brands_and_english_words_are_none(slavic: dict[str, tuple[str, ...]], word: str) -> None:
    assert romanised_slavic(word) not in slavic


def test_the_table_of_stems_is_what_the_glossary_says(slavic: dict[str, tuple[str, ...]]) -> None:
    shipped = mapping("glossaries/slavic.txt", "words")
    assert {stem: tuple(english.split("/")) for english, found in shipped.items() for stem in found} == slavic
    assert all(len(stem) >= SHORTEST_STEM and stem.isascii() for stem in slavic)
