"""Templates of the console: one environment per language, always escaping, an unknown name is an error."""

from __future__ import annotations

import re
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from kyc.model.reasons import CATALOGUE
from kyc.reporting.words import shown
from kyc.texts.catalogue import Language
from kyc.texts.templates import equip
from kyc.texts.translator import Translator, translator
from kyc.web.console.statics import address

_DIGITS = re.compile(r"[0-9]{10,}")


@cache
def environment(language: Language) -> Environment:
    """The templates in one language."""
    speaker = translator(language)
    loader = PackageLoader("kyc.web.console", "templates")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    equip(made, speaker)
    made.globals.update(asset=address)
    made.filters.update(
        shown=shown, mask=mask, label=speaker.label, ago=speaker.ago, reason=lambda code: reason(code, speaker)
    )
    return made


def mask(number: str | None) -> str:
    """A number of which only the two ends are shown.

    >>> mask("3171234511900007")
    '317123••••••0007'
    """
    if not number:
        return "–"
    return number[:6] + "•" * max(0, len(number) - 10) + number[-4:] if _DIGITS.fullmatch(number) else "•" * len(number)


def reason(code: str, speaker: Translator) -> str:
    """What a reason code says to the people who work on cases."""
    known = CATALOGUE.get(code)
    return (known.id if speaker.language == "id" else known.en) if known else code
