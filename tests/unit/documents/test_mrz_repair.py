"""Joining engines' readings of one zone: what a digit proves is mended, nothing else."""

from __future__ import annotations

import pytest

from kyc.documents.icao.layouts import LAYOUTS
from kyc.documents.icao.lines import assign, clean
from kyc.documents.icao.repair import Fused, fuse

TD3 = LAYOUTS["TD3"]
UPPER = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
LOWER = "L898902C36UTO7408122F1204159ZE184226B<<<<<10"


def fused(*passes: tuple[str, ...]) -> Fused | None:
    return fuse([assign([clean(text) for text in texts], TD3) for texts in passes], TD3)


def read(*passes: tuple[str, ...]) -> tuple[str, ...] | None:
    joined = fused(*passes)
    return joined.lines if joined else None


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        (UPPER, LOWER),
        (UPPER.lower(), LOWER.replace("<<<<<", "< < < < <")),  # case and spaces
        (UPPER[:-9], LOWER.replace("<<<<<", "<<<")),  # lost fillers
        (UPPER + "<<", LOWER.replace("<<<<<", "<<<<<<<<")),  # invented ones
        (UPPER[:-6] + "KK<S<K", LOWER),  # fillers taken for letters
        (UPPER, LOWER.replace("740812", "74O8I2")),  # letters among digits
        (UPPER, LOWER.replace("UTO", "UT0")),  # a digit among letters
        (UPPER, LOWER.replace("L898902C3", "L8989O2C3")),  # proven by the number's own digit
        (UPPER, LOWER.replace("ZE184226B", "ZEI84226B")),
        (LOWER, UPPER),  # in any order
    ],
)
def test_one_pass_is_mended(upper: str, lower: str) -> None:
    assert read((upper, lower)) == (UPPER, LOWER)


def test_a_field_without_proof_stays_as_it_was_read() -> None:
    wrong = LOWER.replace("740812", "740813")
    assert read((UPPER, wrong)) == (UPPER, wrong)


def test_a_change_that_only_fits_is_called_a_guess() -> None:
    changed = fused((UPPER, LOWER.replace("L898902C3", "L8989O2C3")))
    typed = fused((UPPER, LOWER.replace("740812", "74O8I2")))
    assert changed is not None
    assert typed is not None
    assert changed.guessed == {"document_number"}
    assert typed.guessed == set()


def test_a_guess_that_two_changes_could_explain_is_not_made() -> None:
    lower = "O12O123456" + LOWER[10:]  # 012O123456 and O120123456 both satisfy the digit
    assert read((UPPER, lower)) == (UPPER, lower)


def test_each_field_comes_from_the_pass_its_digit_speaks_for() -> None:
    one = LOWER.replace("L898902C3", "L898942C3")
    other = LOWER.replace("740812", "740872")
    assert read((UPPER, one), (UPPER, other)) == (UPPER, LOWER)


def test_without_one_of_its_lines_there_is_no_zone() -> None:
    assert read((UPPER,)) is None
    assert read(()) is None
