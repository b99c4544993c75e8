"""Templates of the console: one environment per language, always escaping, an unknown name is an error."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from kyc.model.reasons import CATALOGUE
from kyc.reporting.words import shown
from kyc.texts.catalogue import Language
from kyc.texts.templates import equip
from kyc.texts.translator import Translator, translator
from kyc.web.console.statics import address

_LONG = 10  # hours from which on nobody counts minutes
_NIK = re.compile(r"[0-9]{16}")


@cache
def environment(language: Language) -> Environment:
    """The templates in one language."""
    speaker = translator(language)
    loader = PackageLoader("kyc.web.console", "templates")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    equip(made, speaker)
    made.globals.update(asset=address)
    made.filters.update(
        shown=shown,
        mask=mask,
        business=lambda span: business(span, speaker),
        label=speaker.label,
        ago=speaker.ago,
        reason=lambda code: reason(code, speaker),
    )
    return made


def mask(number: str | None) -> str:
    """A number of which the ends are shown, as it can be searched for; of one that is no NIK only the last two signs.

    >>> mask("3171234511900007"), mask("X1234567")
    ('317123******0007', '******67')
    """
    if not number:
        return "–"
    head = 6 if _NIK.fullmatch(number) else 0
    tail = 4 if head else 2
    return number[:head] + "*" * max(0, len(number) - head - tail) + number[max(head, len(number) - tail) :]


def business(span: timedelta, speaker: Translator) -> str:
    """A stretch of business time, in hours, since nobody knows how long a day of it is; without its sign.

    >>> from kyc.texts.translator import translator
    >>> business(timedelta(hours=-26), translator("en")), business(timedelta(minutes=95), translator("en"))
    ('26 h', '1 h 35 min')
    """
    hours, minutes = divmod(int(abs(span.total_seconds())) // 60, 60)
    if hours >= _LONG or (hours and not minutes):
        return speaker.text("%(hours)s h", hours=speaker.number(hours))
    if hours:
        return speaker.text("%(hours)s h %(minutes)s min", hours=hours, minutes=minutes)
    return speaker.text("%(minutes)s min", minutes=minutes)


def reason(code: str, speaker: Translator) -> str:
    """What a reason code says to the people who work on cases."""
    known = CATALOGUE.get(code)
    return (known.id if speaker.language == "id" else known.en) if known else code
