"""Foreign text: nothing hidden stays hidden, nothing is torn apart that reads as one."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.web.console.case.views.differences import Mark, differences
from kyc.web.console.case.views.writing import MOST, clusters, cut, is_unseen, pieces


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Siti", 4),
        ("e\u0301a", 2),  # an accent stands on its letter
        ("\u0645\u064f\u062d", 2),  # Arabic vowel marks stand on theirs
        ("👩\u200d👧", 1),  # joined signs are one
        ("👍🏽", 1),  # a skin tone belongs to its hand
        ("🇮🇩", 1),  # two letters make a flag
        ("🇮🇩🇲🇾", 2),
        ("क्ष", 2),  # a virama is a mark
        ("a\u202eb", 3),  # a turning mark is nobody's part
        ("", 0),
    ],
)
def test_what_a_reader_sees_as_one_character_stays_whole(text: str, count: int) -> None:
    assert len(clusters(text)) == count


@pytest.mark.parametrize("char", ["\u202e", "\u200b", "\u2066", "\x00", "\x1b", "\u200f", "\ufeff", "\u2028", "\u3164"])
def test_an_invisible_mark_is_named(char: str) -> None:
    shown = [piece for piece in pieces(f"a{char}b") if piece.code]
    assert [piece.code for piece in shown] == [f"U+{ord(char):04X}"]


@pytest.mark.parametrize("char", ["a", " ", "'", "م", "字", "<", "=", "\u200d"])
def test_what_can_be_seen_is_left_alone(char: str) -> None:
    assert not is_unseen(char)


def test_a_long_text_is_cut_and_says_by_how_much() -> None:
    shown, left_out = cut("x" * 10_000)
    assert (len(shown), left_out) == (MOST, 10_000 - MOST)


@given(st.text(max_size=40))
def test_cutting_into_characters_loses_nothing(text: str) -> None:
    assert "".join(clusters(text)) == text


@given(st.text(max_size=40))
def test_no_control_survives_in_a_shown_piece(text: str) -> None:
    assert not any(is_unseen(char) for piece in pieces(text) if not piece.code for char in piece.text)


@given(st.text(max_size=25), st.text(max_size=25))
def test_the_runs_of_a_side_are_the_side(one: str, other: str) -> None:
    left, right = differences(one, other)
    assert ("".join(run.text for run in left), "".join(run.text for run in right)) == (one, other)


@given(st.text(max_size=25), st.text(max_size=25))
def test_what_is_called_the_same_is_the_same(one: str, other: str) -> None:
    left, right = differences(one, other)
    same = ["".join(run.text for run in side if run.mark is Mark.SAME) for side in (left, right)]
    assert _folded(same[0]) == _folded(same[1])


@given(st.text(min_size=1, max_size=25))
def test_a_text_beside_itself_has_no_difference(text: str) -> None:
    assert all(run.mark is Mark.SAME for side in differences(text, text) for run in side)


@pytest.mark.parametrize(
    ("one", "other", "marks"),
    [
        ("SURYA", "surya", ["same"]),  # capitals are no difference
        ("Surya", "Suria", ["same", "changed", "same"]),
        ("Muhamad", "Muhammad", ["same"]),
        ("Muhammad", "Muhamad", ["same", "only", "same"]),
        ("Ali", "Bogdan", ["changed"]),  # letters shared by chance are not pointed out
        ("e\u0301", "\u00e9", ["same"]),  # written in two ways, read in one
        ("Ali", "", ["only"]),
    ],
)
def test_differences_are_told_as_a_person_sees_them(one: str, other: str, marks: list[str]) -> None:
    assert [run.mark.value for run in differences(one, other)[0]] == marks


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", "".join(unicodedata.normalize("NFC", c).casefold() for c in clusters(text)))
