"""The table of vowelled names holds what bearers spell, and no slips of the alignment."""

from __future__ import annotations

import pytest

from bench.screening.build_arabic import spellings_of
from kyc.screening.language.tables import mapping


def test_spellings_of_one_sound_stand_once_under_the_commonest() -> None:
    assert spellings_of([("سمير", "Samir", 5), ("سمير", "Sameer", 3), ("سمير", "Samiir", 2)]) == {"سمير": ("samir",)}


def test_the_commonest_spelling_comes_first_and_a_rare_one_not_at_all() -> None:
    pairs = [("جواد", "Jawad", 30), ("جواد", "Javad", 60), ("جواد", "Gawed", 1)]
    assert spellings_of(pairs) == {"جواد": ("javad",)}  # Jawad sounds the same, and Gawed is one of ninety


def test_a_name_of_one_bearer_is_left_out() -> None:
    assert spellings_of([("جواد", "Jawad", 1)]) == {}


@pytest.mark.parametrize(
    ("letters", "latin"),
    [
        ("جواد", "Samir"),  # the words of two names that stand in another order
        ("نورمحمد", "Muhammad"),
        ("نور", ""),
    ],
)
def test_a_word_of_other_consonants_is_no_spelling(letters: str, latin: str) -> None:
    assert spellings_of([(letters, latin, 9)]) == {}


@pytest.mark.parametrize(
    ("pairs", "names"),
    [
        ([("العقيل", "al-Aqeel", 3)], {"عقيل": ("aqeel",)}),
        ([("الهام", "Elham", 3)], {"الهام": ("elham",), "هام": ("ham",)}),
        ([("الشمري", "Ash-Shammari", 3)], {"شمري": ("shammari",)}),
    ],
)
def test_the_article_goes_unless_it_is_written_onto_the_name(
    pairs: list[tuple[str, str, int]], names: dict[str, tuple[str, ...]]
) -> None:
    assert spellings_of(pairs) == names


def test_keyboards_of_all_countries_meet_in_one_entry() -> None:
    assert spellings_of([("علی", "Ali", 2), ("علي", "Ali", 2), ("على", "Aly", 1)]) == {"علي": ("ali",)}


def test_the_shipped_table_is_of_plain_words() -> None:
    names = mapping("arabic_names.txt", "names")
    assert len(names) > 10_000
    assert all(spelling.isascii() and spelling.isalpha() for spellings in names.values() for spelling in spellings)
