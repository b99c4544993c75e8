"""A designation of the UK Sanctions List, before its XML or CSV origin is forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from watchlists.model import ListedName, NameKind
from watchlists.scripts import foreign_script

_LANGUAGES = {
    "arabic": "ara",
    "belarusian": "bel",
    "bulgarian": "bul",
    "chinese": "zho",
    "greek": "ell",
    "hebrew": "heb",
    "korean": "kor",
    "persian": "fas",
    "russian": "rus",
    "serbian": "srp",
    "ukrainian": "ukr",
}


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
    return NameKind.FORMER if "formerly" in words or "f.k.a" in words else NameKind.ALIAS
