"""The Indonesian identity number (NIK): PPRRDD DDMMYY SSSS, and no check digit.

District of first registration, birth date with 40 added to a woman's day, serial number from 0001.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kyc.documents.regions import Region, region_of, same_place, town_of

FEMALE, MALE = "PEREMPUAN", "LAKI-LAKI"


@dataclass(frozen=True, slots=True, repr=False)
class Nik:
    """What the sixteen digits say. `year` has two digits: the century is not in the number."""

    number: str
    day: int
    month: int
    year: int
    is_female: bool

    def __repr__(self) -> str:
        return "Nik(…)"

    @property
    def sex(self) -> str:
        """As the card prints it."""
        return FEMALE if self.is_female else MALE

    @property
    def region(self) -> Region | None:
        """The district of first registration; None when the code is unknown."""
        return region_of(self.number)

    def is_born_on(self, day: date) -> bool:
        """Whether a date agrees with the number's six digits."""
        return (self.day, self.month, self.year) == (day.day, day.month, day.year % 100)


def parse_nik(number: str) -> Nik | None:
    """Take a number apart; None unless it has 16 digits, a possible date and a serial number.

    >>> nik = parse_nik("3273024903840012")
    >>> nik.day, nik.month, nik.year, nik.is_female
    (9, 3, 84, True)
    """
    if not re.fullmatch(r"[0-9]{16}", number) or number.endswith("0000"):
        return None
    day, month, year = (int(number[at : at + 2]) for at in (6, 8, 10))
    is_female = day > 40
    day -= 40 if is_female else 0
    try:
        date(1900 + year if year else 2000, month, day)  # 29 February 1900 never was, that of 2000 was
    except ValueError:
        return None
    return Nik(number, day, month, year, is_female)


def contradictions(nik: Nik, printed: Mapping[str, str | None]) -> tuple[str, ...]:
    """Reason codes for what a card prints against its own number; fields that were not read say nothing.

    A region that differs is no proof of anything: people move, districts are split, the number stays.
    """
    issues = []
    born, sex = _date(printed.get("birth_date")), printed.get("sex")
    if born and not nik.is_born_on(born):
        issues.append("NIK.DOB_MISMATCH")
    if sex and sex != nik.sex:
        issues.append("NIK.SEX_MISMATCH")
    if nik.region is None:
        issues.append("NIK.REGION_UNKNOWN")
    elif not _same_region(nik.region, printed):
        issues.append("NIK.REGION_MISMATCH")
    return tuple(issues)


def is_confirmed(nik: Nik, printed: Mapping[str, str | None]) -> bool:
    """Whether date, sex and region were all printed, and all agree."""
    keys = ("birth_date", "sex", "province", "regency", "district")
    return all(printed.get(key) for key in keys) and not contradictions(nik, printed)


def _same_region(region: Region, printed: Mapping[str, str | None]) -> bool:
    pairs = (
        (printed.get("province"), tuple(f"PROVINSI {name}" for name in region.provinces)),
        (printed.get("regency"), region.regencies),
        (printed.get("district"), region.districts),
    )
    return all(value is None or any(_same(value, name) for name in names) for value, names in pairs)


def _same(printed: str, name: str) -> bool:
    if printed.startswith(("KABUPATEN", "KOTA")) and name.startswith(("KABUPATEN", "KOTA")):
        # KOTA BANDUNG and KABUPATEN BANDUNG are two places.
        return printed[:3] == name[:3] and same_place(town_of(printed), town_of(name))
    return same_place(town_of(printed), town_of(name))


def _date(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return None
