"""Rates as people say them."""

from __future__ import annotations

import math

from kyc.texts.translator import Translator

_UNMEASURED = 1e-6  # no calibration has the million pairs that would speak of less
_COMMON = 0.1  # from here on, out of a hundred


def rate_in_words(fmr: float | None, speaker: Translator, *, extrapolated: bool = False) -> str:
    """Say what a false match rate means for two different people.

    >>> from kyc.texts.translator import translator
    >>> rate_in_words(8.3e-5, translator("en"))
    'About 1 in 12,000 pairs of different people reach this score.'
    """
    if fmr is None or not 0 <= fmr <= 1:
        return speaker.text("The two faces could not be compared.")
    if fmr <= _UNMEASURED:
        if extrapolated:
            return speaker.text(
                "Fewer than 1 in 1,000,000 pairs of different people reach this score: beyond all measured data."
            )
        return speaker.text("Fewer than 1 in 1,000,000 pairs of different people reach this score.")
    if fmr >= _COMMON:
        return speaker.text(
            "About %(count)s in 100 pairs of different people reach this score.", count=round(100 * fmr)
        )
    step = 10 ** (math.floor(math.log10(1 / fmr)) - 1)
    pairs = speaker.number(round(1 / fmr / step) * step)
    return speaker.text("About 1 in %(pairs)s pairs of different people reach this score.", pairs=pairs)
