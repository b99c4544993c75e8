"""How the paper writes values: numbers, dates and names in its language, foreign text as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from jinja2 import Environment

from kyc.model.check import Value
from kyc.model.face import FacePair
from kyc.reporting.fields import Fact
from kyc.reporting.words import reason, shown
from kyc.texts.rates import rate_in_words
from kyc.texts.told import change, effect, told
from kyc.texts.translator import N_, Translator
from watchlists.dates import PartialDate

FACTS = (N_("Name"), N_("Born"), N_("Number"), N_("Nationality"))  # the titles of kyc.reporting.fields
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_SMALL = 1e-3  # smaller numbers are told in powers of ten
_WHOLE_FROM = 100.0


def equip_values(environment: Environment, t: Translator) -> Environment:
    """Teach an environment how values are written."""
    environment.filters.update(
        shown=shown,
        label=t.label,
        why=lambda code: reason(code).id if t.language == "id" else reason(code).en,
        value=lambda value: measured(value, t),
        spoken=lambda text, key: spoken(text, key, t),
        fact=lambda fact: fact_value(fact, t),
        told=lambda text: told(text, t),
        effect=lambda text: effect(text, t, t.number),
        change=lambda text: change(text, t, lambda number: measured(number, t)),
    )
    environment.globals.update(rate_in_words=lambda pair: _rate(pair, t))
    return environment


def measured(value: Value, t: Translator) -> str:
    """A measured value for people: three significant digits, truth as yes or no.

    >>> from kyc.texts.translator import translator
    >>> [measured(value, translator("en")) for value in (0.0000831, 412.4, 0.12345, True, None, "for life")]
    ['8.3 × 10⁻⁵', '412', '0.123', 'yes', '–', 'For life']
    """
    match value:
        case None | "":
            return "–"
        case bool():
            return t.text("yes") if value else t.text("no")
        case int() | float():
            return _number(float(value), t)
    return t.label(value)


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
        return "–"
    say = _SPOKEN.get(key)
    return "; ".join(say(part, t) for part in text.split("; ")) if say else text


def _number(number: float, t: Translator) -> str:
    if number and abs(number) < _SMALL:
        mantissa, power = f"{number:.1e}".split("e")
        return f"{t.number(float(mantissa))} × 10{str(int(power)).translate(_RAISED)}"
    return t.number(round(number) if abs(number) >= _WHOLE_FROM else float(f"{number:.3g}"))


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
    "gender": _sex,
    "sex": _sex,
}
