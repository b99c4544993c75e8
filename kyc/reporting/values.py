"""How the page and the paper write values: numbers, dates and names in its language, foreign text as it is."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from jinja2 import Environment

from kyc.model.check import Value
from kyc.model.face import FacePair
from kyc.model.reasons import CATALOGUE
from kyc.reporting.fields import Fact
from kyc.reporting.words import MEANINGS, reason, shown
from kyc.texts.rates import rate_in_words
from kyc.texts.told import change, effect, told
from kyc.texts.translator import N_, NOTHING, Translator
from watchlists.dates import PartialDate

FACTS = (N_("Name"), N_("Born"), N_("Number"), N_("Nationality"))  # the titles of kyc.reporting.fields
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_SMALL = 1e-3  # smaller numbers are told in powers of ten
_WHOLE_FROM = 100.0
_COMMON = 0.1  # from here on, out of a hundred
_NEVER = 1e-12  # a rate below this is told as this: nothing was ever measured so finely


def equip_values(environment: Environment, t: Translator) -> Environment:
    """Teach an environment how values are written."""
    environment.filters.update(
        shown=shown,
        label=t.label,
        why=lambda code: reason(code).id if t.language == "id" else reason(code).en,
        value=lambda value: measured(value, t),
        spoken=lambda text, key: spoken(text, key, t),
        fact=lambda fact: fact_value(fact, t),
        meaning=lambda recommendation: t.text(MEANINGS[recommendation]),
        odds=lambda rate: odds(rate, t),
        is_reason=lambda code: code in CATALOGUE,
        told=lambda text: told(text, t),
        effect=lambda text: effect(text, t, t.number),
        change=lambda text: change(text, t, lambda number: measured(number, t)),
    )
    environment.globals.update(rate_in_words=lambda pair: _rate(pair, t))
    return environment


def measured(value: Value, t: Translator) -> str:
    """A measured value for people: three significant digits, truth as yes or no; lists of codes as they stand.

    >>> from kyc.texts.translator import translator
    >>> [measured(value, translator("en")) for value in (0.0000831, 412.4, 0.12345, True, "for life", "OCR.LOW_X")]
    ['8.3 × 10⁻⁵', '412', '0.123', 'yes', 'For life', 'OCR.LOW_X']
    """
    match value:
        case None | "":
            return NOTHING
        case bool():
            return t.text("yes") if value else t.text("no")
        case int() | float():
            return figure(float(value), t)
    return t.label(value) if value.islower() else value


def fact_value(fact: Fact, t: Translator) -> str:
    """What is known of the person, as people write it."""
    match fact.label:
        case "Name":
            return t.name(fact.value)
        case "Nationality":
            return t.country(fact.value)
        case "Born":
            return _day(fact.value, t)
    return fact.value


def spoken(text: str | None, key: str, t: Translator) -> str:
    """A field's value as people write it: dates, countries and sexes in words; several are parted by `; `.

    >>> from kyc.texts.translator import translator
    >>> spoken("1960; 1961-03-05", "birth_date", translator("en")), spoken("IDN", "countries", translator("id"))
    ('1960; 5 March 1961', 'Indonesia')
    """
    if not text:
        return NOTHING
    say = _SPOKEN.get(key)
    return "; ".join(say(part, t) for part in text.split("; ")) if say else text


def figure(number: float, t: Translator) -> str:
    """A number with three digits that count, as the language writes it.

    >>> from kyc.texts.translator import translator
    >>> [figure(number, translator("id")) for number in (-0.3141, 12_345.6, 8.312e-5, float("nan"))]
    ['−0,314', '12.346', '8,3 × 10⁻⁵', '–']
    """
    if not math.isfinite(number):
        return NOTHING
    if number and abs(number) < _SMALL:
        mantissa, power = f"{number:.1e}".split("e")
        return f"{_signed(float(mantissa), t)} × 10{str(int(power)).translate(_RAISED)}"
    return _signed(round(number) if abs(number) >= _WHOLE_FROM else float(f"{number:.3g}"), t)


def odds(rate: float, t: Translator) -> str:
    """A small rate as people say it.

    >>> from kyc.texts.translator import translator
    >>> [odds(rate, translator("en")) for rate in (1e-3, 0.42, 8.3e-5)]
    ['1 in 1,000', '42 in 100', '1 in 12,000']
    """
    if rate >= _COMMON:
        return t.text("%(count)s in 100", count=round(rate * 100))
    pairs = 1 / max(rate, _NEVER)
    step = 10 ** (math.floor(math.log10(pairs)) - 1)
    return t.text("1 in %(pairs)s", pairs=t.number(round(pairs / step) * step))


def _signed(number: float, t: Translator) -> str:
    return t.number(number).replace("-", "−")


def _day(text: str, t: Translator) -> str:
    try:
        return t.date(PartialDate.parse(text))
    except ValueError:
        return text


def _rate(pair: FacePair, t: Translator) -> str:
    return rate_in_words(pair.fmr, t, extrapolated=pair.fmr_extrapolated)


def _country(text: str, t: Translator) -> str:
    return t.country(text)


def _sex(text: str, t: Translator) -> str:
    return t.label(text) if text in {"male", "female"} else text


_SPOKEN: Mapping[str, Callable[[str, Translator], str]] = {
    "birth_date": _day,
    "issue_date": _day,
    "expiry_date": _day,
    "countries": _country,
    "nationality": _country,
    "issuing_country": _country,
    "gender": _sex,
    "sex": _sex,
}
