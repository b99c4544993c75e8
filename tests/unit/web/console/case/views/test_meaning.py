"""What a score means, in the console's words: what docs/scoring.md measured, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kyc.texts.translator import Language, translator
from kyc.web.console.case.views.meaning import band

SCORING = (Path(__file__).parents[6] / "docs" / "scoring.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("score", "row"), [(0.85, "| 0.8 and more |"), (0.75, "| 0.7 to 0.8 |"), (0.55, "| 0.5 to 0.7 |")]
)
@pytest.mark.parametrize("language", ["en", "id"])
def test_a_band_is_told_by_the_figures_that_were_measured(score: float, row: str, language: Language) -> None:
    (measured,) = (line for line in SCORING.splitlines() if line.startswith(row))
    figures = re.findall(r"one in (\d[\d,]*\d|\d)", measured)
    told = re.findall(r"1 (?:in|di antara) (\d[\d.,]*\d|\d)", band(score).spoken(translator(language)))
    assert told
    assert {figure.replace(".", ",") for figure in told} <= set(figures)


def test_below_every_band_nothing_is_promised() -> None:
    assert not re.search(r"\d", band(0.2).text)
