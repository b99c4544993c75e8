"""Sentences that are chosen here and spoken by the page, in the language of whoever reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from kyc.texts.translator import Translator

Filling = str | int | float


@dataclass(frozen=True, slots=True)
class Saying:
    """An English sentence that `N_` marked, and what fills its gaps; a `Saying` in a gap is spoken first."""

    text: str
    values: Mapping[str, Filling | Saying] = field(default_factory=lambda: MappingProxyType({}))

    def spoken(self, speaker: Translator) -> str:
        """Say it in a language, numbers as that language writes them."""
        return speaker.text(self.text, **{name: _filled(value, speaker) for name, value in self.values.items()})


def say(text: str, **values: Filling | Saying) -> Saying:
    """Put a marked sentence and its values together."""
    return Saying(text, MappingProxyType(values))


def _filled(value: Filling | Saying, speaker: Translator) -> str:
    match value:
        case Saying():
            return value.spoken(speaker)
        case str():
            return value
    return speaker.number(value)
