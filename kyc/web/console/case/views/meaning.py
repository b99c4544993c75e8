"""What the figures of a hit say in words. The shares of people are those of docs/scoring.md."""

from __future__ import annotations

import math

from kyc.model.screening import HitField, Verdict
from kyc.screening.scoring.calibration import THRESHOLD
from kyc.texts.marking import N_
from kyc.web.console.case.views.saying import Saying, say

_STRONG, _SIMILAR = 0.8, 0.5
_NOTHING = 0.05  # bits: less moves nobody
_MOST_BITS = 30  # a factor of a billion; figures beyond say no more
_ROUND_FROM = 100  # factors from here on are told with two digits


def band(score: float) -> Saying:
    """Say what a score means: how many unrelated people get as far. From which score on to flag is the policy's."""
    if score >= _STRONG:
        return say(N_("Strong: by name alone about 1 in 1,800 unrelated people gets here."))
    if score >= THRESHOLD:
        return say(
            N_(
                "Notable: by name alone about 1 in 110 unrelated people gets here, "
                "with birth date and country 1 in 1,100."
            )
        )
    if score >= _SIMILAR:
        return say(N_("Similar: by name alone about 1 in 11 unrelated people gets here."))
    return say(N_("Weak: a shared word, or a name that other evidence contradicts."))


def weight(bits: float) -> Saying:
    """Say what bits do to the odds; each bit doubles or halves them."""
    if abs(bits) < _NOTHING:
        return say(N_("Says nothing either way."))
    factor = _factor(bits)
    if bits > 0:
        return say(N_("%(factor)s times likelier that they are the same."), factor=factor)
    return say(N_("%(factor)s times less likely that they are the same."), factor=factor)


def finding(part: HitField) -> Saying:
    """Say what was found when a field was compared."""
    if part.verdict is Verdict.NOT_COMPARED:
        return say(N_("The entry does not say."))
    by_field = {
        "birth_date": _birth_date,
        "birth_place": _birth_place,
        "countries": _countries,
        "gender": _gender,
        "id_numbers": _number,
    }
    if part.field in by_field:
        return by_field[part.field](part)
    if part.field == "name_kind":
        return say(N_("The publisher itself calls this name weak."))
    if part.field == "schema":
        return say(N_("A different kind of thing is listed."))
    if part.verdict is Verdict.CONTRADICTS:
        return say(N_("The names share too little."))
    return say(N_("The names are alike; the rarer the words, the more that says."))


def _factor(bits: float) -> Saying | str | float:
    if abs(bits) > _MOST_BITS:
        return say(N_("more than a billion"))
    factor = 2 ** abs(bits)
    if factor < _ROUND_FROM:
        return round(factor, 1 if factor < 10 else 0)
    step = 10 ** (math.floor(math.log10(factor)) - 1)
    return float(round(factor / step) * step)


# A birth date's finding is told apart by its likeness: see kyc.screening.scoring.birthdates, whose values these are.
_DATES = (
    (1.0, N_("The same day.")),
    (0.9, N_("The same month; one side knows no day.")),
    (0.85, N_("The same year; one side knows no more.")),
    (0.8, N_("Day and month are swapped.")),
    (0.75, N_("Within the years that the list gives.")),
    (0.7, N_("One part of the date differs.")),
    (0.5, N_("A year beside it.")),
    (0.3, N_("Years close or equal, but another date.")),
    (0.2, N_("The next year, another day.")),
)


def _birth_date(part: HitField) -> Saying:
    alike = part.similarity or 0.0
    found = next((text for least, text in _DATES if alike >= least - 0.001), None)
    return say(found or N_("Another date: it also takes most of the name's weight, for then the name is a namesake's."))


def _birth_place(part: HitField) -> Saying:
    if part.verdict is Verdict.AGREES:
        return say(N_("A town or a district in common."))
    if part.verdict is Verdict.PARTLY:
        return say(N_("Two towns of one region."))
    return say(N_("No place in common; a card may name the regency where a list names the village."))


def _countries(part: HitField) -> Saying:
    if part.verdict is Verdict.AGREES:
        return say(N_("One country in common."))
    return say(N_("No country in common."))


def _gender(part: HitField) -> Saying:
    return say(N_("The same.")) if part.verdict is Verdict.AGREES else say(N_("Different."))


def _number(part: HitField) -> Saying:
    if part.verdict is Verdict.AGREES:
        return say(N_("The same number."))
    if part.verdict is Verdict.PARTLY:
        return say(N_("One character differs: a misread number?"))
    return say(N_("Other numbers; people have several, and renew them."))
