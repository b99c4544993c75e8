"""One language's way to say things: sentences, dates, instants, numbers and names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import cache
from gettext import NullTranslations
from zoneinfo import ZoneInfo

import pycountry
from babel import Locale
from babel.dates import format_date, format_timedelta
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit

from kyc.texts.catalogue import Language, catalogue
from kyc.texts.labels import QUESTIONS, label
from kyc.texts.marking import N_, NN_
from kyc.texts.names import written_name
from watchlists.dates import PartialDate

__all__ = ["NN_", "NOTHING", "N_", "Language", "Translator", "translator"]

NOTHING = "–"
# English as Indonesia's banks write it: the day first, the comma for thousands.
_LOCALES: dict[Language, str] = {"id": "id", "en": "en_GB"}
_CLOCKS: dict[Language, str] = {"id": "%H.%M", "en": "%H:%M"}
_DATES = {"long": "d MMMM y", "short": "d MMM y"}
# CLDR knows these names in Indonesian only; people in Indonesia say them in English, too.
_ZONES = {"Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60))
_SIZES = (("megabyte", 1_000_000), ("kilobyte", 1_000))


@dataclass(frozen=True, slots=True)
class Translator:
    """Says things in one language, at one place's time.

    Sentences are looked up by their English form and filled by `%(name)s`; a percent sign in one is written `%%`.
    """

    language: Language
    zone: ZoneInfo
    texts: NullTranslations

    def text(self, text: str, /, **values: object) -> str:
        """Say a sentence, filled with values."""
        return self.texts.gettext(text) % values

    def plural(self, one: str, many: str, count: int, /, **values: object) -> str:
        """Say a sentence that counts; `%(num)s` is the count, as the language writes numbers."""
        return self.texts.ngettext(one, many, count) % {"num": self.number(count), **values}

    def label(self, key: str) -> str:
        """Call a key of the model by its name: `birth_date`, `in_review`, `document.brightness`."""
        return label(key, self.text)

    def question(self, check: str) -> str | None:
        """The question that a check answers."""
        return self.text(QUESTIONS[check]) if check in QUESTIONS else None

    def date(self, day: date | PartialDate | None, *, style: str = "long") -> str:
        """Write a date, known as far as it is: `22 November 2026`, `Maret 1960`, `1960`; `short` for `22 Nov 2026`."""
        match day:
            case None:
                return NOTHING
            case PartialDate(day=None, month=None):
                return str(day.year)
            case PartialDate(day=None):
                return format_date(date(day.year, day.month or 1, 1), "MMMM y", locale=self._locale)
            case PartialDate():
                return self.date(date(day.year, day.month or 1, day.day or 1), style=style)
        return format_date(day, _DATES[style], locale=self._locale)

    def instant(self, at: datetime | None, *, style: str = "long") -> str:
        """Write an instant at the translator's place: `22 November 2026, 14.20 WIB`."""
        if at is None:
            return NOTHING
        there = at.astimezone(self.zone)
        return f"{self.date(there.date(), style=style)}, {there.strftime(_CLOCKS[self.language])} {self._zone(there)}"

    def time(self, at: datetime) -> str:
        """Write the time of day alone: `14.20 WIB`."""
        there = at.astimezone(self.zone)
        return f"{there.strftime(_CLOCKS[self.language])} {self._zone(there)}"

    def ago(self, then: datetime, now: datetime) -> str:
        """Say how long ago, or in what time: `3 jam yang lalu`, `in 2 days`."""
        return format_timedelta(then - now, add_direction=True, threshold=1.0, locale=self._locale)

    def duration(self, length: timedelta | float) -> str:
        """Say a length of time, or seconds, in its two largest units: `2 jam 15 menit`; its sign is the caller's."""
        rest = int(abs(length.total_seconds() if isinstance(length, timedelta) else length))
        parts: list[str] = []
        for unit, seconds in _UNITS:
            count, rest = divmod(rest, seconds)
            if count:
                parts.append(format_unit(count, f"duration-{unit}", locale=self._locale))
            elif parts:
                break
        return " ".join(parts[:2]) or self.text("less than a minute")

    def number(self, value: float | None, *, digits: int = 3) -> str:
        """Write a number with at most so many decimals: `1.234,5`."""
        if value is None:
            return NOTHING
        return format_decimal(round(value, digits), "#,##0." + "#" * digits, locale=self._locale)

    def percent(self, share: float | None, *, digits: int = 1) -> str:
        """Write a share of 1 in percent: `12,3%`."""
        if share is None:
            return NOTHING
        return format_percent(share, "#,##0." + "#" * digits + "%", locale=self._locale)

    def size(self, count: int) -> str:
        """Write a size in bytes: `1,2 MB`."""
        unit, step = next(((unit, step) for unit, step in _SIZES if count >= step), ("byte", 1))
        return format_unit(round(count / step, 1), f"digital-{unit}", length="short", locale=self._locale)

    def country(self, code: str | None) -> str:
        """Name a country by its ISO 3166-1 alpha-3 code; an unknown code stays."""
        found = pycountry.countries.get(alpha_3=code.upper()) if code else None
        if found is None:
            return code or NOTHING
        return str(Locale.parse(self._locale).territories.get(found.alpha_2, found.alpha_3))

    def name(self, name: str | None) -> str:
        """Write a person's name in the letters people use: `BUDI SANTOSO` becomes `Budi Santoso`."""
        return written_name(name) if name else NOTHING

    def listed(self, parts: Iterable[str]) -> str:
        """Join words as a sentence does: `a, b, dan c`."""
        return format_list(list(parts), locale=self._locale)

    @property
    def _locale(self) -> str:
        return _LOCALES[self.language]

    def _zone(self, there: datetime) -> str:
        return _ZONES.get(self.zone.key) or str(timezone(there.utcoffset() or timedelta()))


@cache
def translator(language: Language, zone: str = "Asia/Jakarta") -> Translator:
    """The translator of a language, at a place's time.

    >>> translator("id").number(1234.5), translator("en").number(1234.5)
    ('1.234,5', '1,234.5')
    """
    return Translator(language, ZoneInfo(zone), catalogue(language))
