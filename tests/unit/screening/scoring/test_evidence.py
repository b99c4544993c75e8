"""Numbers are one however they are introduced."""

from __future__ import annotations

import pytest

from kyc.screening.scoring.evidence import OTHER_NUMBER, SAME_NUMBER, Finding, compare_numbers, normalised_numbers


@pytest.mark.parametrize(
    ("one", "other", "finding"),
    [
        ("IMO 9074729", "9074729", SAME_NUMBER),
        ("imo9074729", "IMO-9074729", SAME_NUMBER),
        ("MMSI: 235009802", "235009802", SAME_NUMBER),
        ("QZXWUTR5XXX", "QZXWUTR5", SAME_NUMBER),
        ("QZXWUTR5500", "QZXWUTR5", OTHER_NUMBER),  # a branch, not the head office
        ("IMO 9074729", "9319466", OTHER_NUMBER),
        ("A9074729", "9319466", OTHER_NUMBER),
    ],
)
def test_what_comes_and_goes_around_a_number_parts_nothing(one: str, other: str, finding: Finding) -> None:
    assert compare_numbers(normalised_numbers([one]), normalised_numbers([other])) == finding
