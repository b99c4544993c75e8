"""Initials of organisations: which words they are made of, and which words may be some."""

from __future__ import annotations

import pytest

from kyc.screening.language.names import read_name


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Bank of the Northern Islands", ("bni",)),
        ("Kencana Abadi Trading Ltd", ("kat", "katl")),
        ("Persatuan Pengusaha Kencana Utama", ("ppku",)),
        ("Kencana Abadi Ltd", ("kal",)),  # two words and a kind of company
        ("Kencana Abadi", ()),
        ("Kencana 44 Abadi Utama", ("kau",)),  # numbers begin with no letter
        ("one two three four five six seven eight nine alpha bravo charlie delta echo foxtrot golf hotel india", ()),
    ],
)
def test_initials_are_those_of_the_words_that_name_with_and_without_its_kind(
    name: str, initials: tuple[str, ...]
) -> None:
    assert read_name(name, person=False).initials == initials


def test_a_person_goes_by_no_initials() -> None:
    assert read_name("Siti Melati Kencana", person=True).initials == ()


def test_names_that_differ_in_their_order_alone_are_equal() -> None:
    assert read_name("Abadi Utama Kencana", person=False) == read_name("Kencana Abadi Utama", person=False)
