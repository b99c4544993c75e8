"""Two names word by word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.web.console.case.views.names import name_parts

WORDS = st.lists(st.text("ABCDEFGHIKLMNOPRSTU", min_size=1, max_size=9), min_size=1, max_size=5)


@pytest.mark.parametrize(
    ("applicant", "entry", "kinds"),
    [
        ("BAGUS HARTANTO", "Hartanto, Bagus", ["same", "same"]),  # order and capitals say nothing
        ("SITI AMINAH", "Aminah, Sity", ["alike", "same"]),
        ("BUDI", "BUDI SANTOSO", ["same", "entry"]),
        ("BUDI SANTOSO", "BUDI", ["same", "applicant"]),
        ("BUDI", "WILLIAMS", ["applicant", "entry"]),
        ("", "BUDI", ["entry"]),
        ("", "", []),
    ],
)
def test_words_find_their_partners(applicant: str, entry: str, kinds: list[str]) -> None:
    assert [part.kind for part in name_parts(applicant, entry)] == kinds


def test_a_word_in_another_alphabet_is_shown_as_written_and_read_in_latin_letters() -> None:
    (part,) = name_parts("IBRAHIM", "Ибрагим")
    assert "".join(run.text for run in part.entry) == "Ибрагим"
    assert part.reading == "Ibragim"
    assert part.kind == "alike"


@given(WORDS, WORDS)
def test_every_word_of_both_names_stands_once(mine: list[str], theirs: list[str]) -> None:
    parts = name_parts(" ".join(mine), " ".join(theirs))
    left = sorted("".join(run.text for run in part.applicant) for part in parts if part.applicant)
    right = sorted("".join(run.text for run in part.entry) for part in parts if part.entry)
    assert (left, right) == (sorted(mine), sorted(theirs))


@pytest.mark.parametrize("name", ["A" * 10_000, "A " * 5_000, "\u202e\x00<b>", "=HYPERLINK(1)"])
def test_a_hostile_name_is_compared_like_any_other(name: str) -> None:
    assert len(name_parts(name, "BUDI")) <= 41
