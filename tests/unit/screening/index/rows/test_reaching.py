"""An initial of a query helps the rows that have its letter, by no more than one word of theirs weighs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from kyc.screening import compiled
from kyc.screening.index.rows.querywords import QueryWords
from kyc.screening.index.rows.reaching import Anywhere, CompiledReaching, Needed, PlainReaching, Reaching
from kyc.screening.index.rows.rows import PARTS_PER_BIT, NameRows
from kyc.screening.language.names import read_name

LISTED = ("Suradji", "Suradji Wibowo", "Suradji Kencana", "Suradji Kencana Wibowo Pranata", "Wibowo Pranata")
ROWS = NameRows([read_name(name, person=True) for name in LISTED])
KINDS = [
    "numpy",
    pytest.param("c++", marks=pytest.mark.skipif(not compiled.is_built(), reason="there was no compiler")),
]


def letter(char: str) -> int:
    return 1 << (ord(char) - ord("a") + 1)


@pytest.fixture(params=KINDS)
def reaching(request: pytest.FixtureRequest) -> Reaching:
    return PlainReaching(ROWS) if request.param == "numpy" else CompiledReaching(ROWS)


def found(by: Reaching, least: float, initials: Sequence[str], *, gain: float = 2.0, covered: float = 3.0) -> list[str]:
    """The names that Suradji reaches, with some initials beside it, where all words of a row but so much are gained."""
    words = QueryWords(ROWS).of(read_name("Suradji", person=True), person=True)
    all_gained = words[0].most + words[0].penalty
    anywhere = Anywhere(
        [letter(each) for each in initials], [int(PARTS_PER_BIT * gain)] * len(initials), int(PARTS_PER_BIT * covered)
    )
    needed = Needed(words, int(PARTS_PER_BIT * (all_gained + least)), [0], anywhere)
    rows, _ = by.rows(needed, (), np.zeros(0, dtype=np.int32), None)
    return [LISTED[row] for row in sorted(set(rows.tolist()))]


def test_without_initials_what_is_left_over_counts_against_a_row(reaching: Reaching) -> None:
    assert found(reaching, -0.5, []) == ["Suradji"]


@pytest.mark.parametrize(
    ("initials", "names"),
    [
        (["w"], ["Suradji Wibowo"]),
        (["k"], ["Suradji Kencana"]),
        (["x"], []),
        (["w", "k"], ["Suradji Wibowo", "Suradji Kencana", "Suradji Kencana Wibowo Pranata"]),
    ],
)
def test_an_initial_helps_the_rows_that_have_its_letter(
    reaching: Reaching, initials: list[str], names: list[str]
) -> None:
    assert found(reaching, 1.0, initials) == names


def test_an_initial_covers_no_more_than_is_left_of_a_row(reaching: Reaching) -> None:
    """However much a word may weigh elsewhere: of Suradji alone nothing is left that an initial could stand for."""
    assert found(reaching, 4.0, ["s"], covered=60.0) == []
    assert "Suradji" in found(reaching, 2.0, ["s"], covered=60.0)
