"""A designation of the UK Sanctions List, before its XML or CSV origin is forgotten."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from watchlists.model import ListedName, NameKind
from watchlists.scripts import foreign_script

_LANGUAGES = {
    "arabic": "ara",
    "belarusian": "bel",
    "bosnian": "bos",
    "bulgarian": "bul",
    "burmese": "mya",
    "chinese": "zho",
    "georgian": "kat",
    "greek": "ell",
    "hebrew": "heb",
    "japanese": "jpn",
    "kazakh": "kaz",
    "korean": "kor",
    "persian": "fas",
    "russian": "rus",
    "serbian": "srp",
    "thai": "tha",
    "ukrainian": "ukr",
}
_LABEL = re.compile(r"(?<![\w-])[^\W\d_]{3,}(?![\w-])|[:;,]")  # a word, or a mark that parts several
_GLUED = re.compile(r"(?<=\d)(?=[A-Z]{3,5}\s*[:-]|[A-Z][a-z]{2})")  # `7700000017OGRN: …`, where a line end got lost
_NUMBER = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_DIGITS = 5  # fewer are a year, or a part of an address


@dataclass(frozen=True, slots=True)
class Designation:
    """What a designation says, as text."""

    unique_id: str
    kind: str  # Individual, Entity or Ship
    names: tuple[ListedName, ...]
    birth_dates: tuple[str, ...] = ()
    birth_places: tuple[str, ...] = ()
    nationalities: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    genders: tuple[str, ...] = ()
    passports: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    registrations: tuple[str, ...] = ()
    imo_numbers: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    regime: str = ""
    designated: str = ""
    remarks: str | None = None


def name_of(parts: Mapping[int, str], *, kind: str, strength: str) -> ListedName | None:
    """A name from its numbered parts; the sixth is the family name where there are others."""
    given = " ".join(parts[number] for number in range(1, 6) if parts.get(number))
    family = parts.get(6, "")
    full = f"{given} {family}".strip()
    if not full:
        return None
    tagged = (family, given) if given and family else (None, None)
    return ListedName(full, _kind(kind, strength), foreign_script(full), None, *tagged)


def foreign_name(text: str, language: str = "") -> ListedName:
    """A name in another script than the Latin one."""
    return ListedName(text, NameKind.ALIAS, foreign_script(text), _LANGUAGES.get(language.lower()))


def numbers_in(text: str) -> tuple[str, ...]:
    """The numbers of a cell in which the publisher wrote what they are beside them; a bare number as it stands.

    >>> numbers_in("INN: 7700000017 / KPP: 770001001"), numbers_in("AB 123456"), numbers_in("Trade Register: 4891")
    (('7700000017', '770001001'), ('AB 123456',), ('Trade Register: 4891',))
    """
    if not _LABEL.search(text):
        return (text,)
    found = _NUMBER.findall(_GLUED.sub(" ", text))
    return tuple(dict.fromkeys(number for number in found if sum(map(str.isdigit, number)) >= _DIGITS)) or (text,)


def ordered(names: list[ListedName]) -> tuple[ListedName, ...]:
    """Each name once, the primary ones first; when none is called primary, the first one is."""
    unique = sorted(dict.fromkeys(names), key=lambda name: name.kind is not NameKind.PRIMARY)
    return tuple(unique)


def _kind(kind: str, strength: str) -> NameKind:
    """The publisher writes the kinds in half a dozen ways, `Primary name variation` among them."""
    words = kind.lower()
    if words == "primary name":
        return NameKind.PRIMARY
    if "low" in strength.lower():
        return NameKind.WEAK_ALIAS
    if not words:
        return NameKind.PRIMARY  # names of no stated kind are those of designations with one name
    return NameKind.FORMER if "formerly" in words or "f.k.a" in words else NameKind.ALIAS
