"""What stands beside a name, as numbers: enough to say of a pair how many bits it adds, or at most how many."""

from __future__ import annotations

from dataclasses import dataclass
from zlib import crc32

from kyc.screening.language.places import read_places
from kyc.screening.scoring.birthdates import compare_birth_dates
from kyc.screening.scoring.birthplaces import compare_places
from kyc.screening.scoring.calibration import tempered
from kyc.screening.scoring.evidence import (
    NEAR_NUMBER,
    OTHER_COUNTRY,
    OTHER_GENDER,
    OTHER_NUMBER,
    SAME_COUNTRY,
    SAME_GENDER,
    normalised_numbers,
)
from watchlists.dates import DateSpan, PartialDate
from watchlists.model import ListedEntity

SHORTEST_MISREAD = 8  # characters of a number that may be misread
_FIRST, _LAST = 3, 4  # characters of it, of which one misread character, or two swapped ones, leave one end as it was
_HALF = 16  # bits


@dataclass(frozen=True, slots=True)
class Compared:
    """What is known of a listed entity beside its names, in the same numbers."""

    births: tuple[DateSpan, ...]
    countries: frozenset[int]
    gender: int
    has_numbers: bool
    ends: frozenset[tuple[bool, int]]  # the first and the last characters of long numbers
    places: tuple[str, ...]  # of birth, such as tell more than a country


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """What a question gives beside the name, in the same numbers; the place of birth as it is written."""

    day: int
    countries: tuple[int, ...]
    gender: int
    ends: tuple[int, ...]  # one for each number
    place: str = ""

    def __repr__(self) -> str:
        return "Asked()"


def compared(entity: ListedEntity) -> Compared:
    """Make an entity ready."""
    numbers = normalised_numbers(document.number for document in entity.documents)
    ends = [number_ends(number) for number in numbers]
    countries = frozenset(map(country_code, (*entity.nationalities, *entity.countries)))
    both = frozenset(end for each in ends for end in _both(each))
    places = tuple(place for place in entity.birth_places if read_places(place))
    return Compared(tuple(entity.birth_dates), countries, gender_code(entity.gender), bool(numbers), both, places)


def most_bits(asked: Asked, listed: Compared, name: float) -> float:
    """The most bits that a pair comes to whose name has so many; a number that is the same is not counted."""
    bits = tempered(name)
    if asked.day:
        born = compare_birth_dates(_day(asked.day), listed.births, name_bits=bits)
        bits += born.bits if born else 0.0
    if asked.countries and listed.countries:
        bits += (OTHER_COUNTRY if listed.countries.isdisjoint(asked.countries) else SAME_COUNTRY).bits
    if asked.gender and listed.gender:
        bits += (SAME_GENDER if asked.gender == listed.gender else OTHER_GENDER).bits
    if asked.ends and listed.has_numbers:
        bits += (
            NEAR_NUMBER if any(end in listed.ends for each in asked.ends for end in _both(each)) else OTHER_NUMBER
        ).bits
    if asked.place and listed.places and (found := compare_places(asked.place, listed.places)):
        bits += found.bits
    return bits


def day_code(day: PartialDate | None) -> int:
    """Write a birth date as YYYYMMDD, with 00 for what is not known of it; 0 for none.

    >>> day_code(PartialDate(1961, 3))
    19610300
    """
    return day.year * 10000 + (day.month or 0) * 100 + (day.day or 0) if day else 0


def _day(code: int) -> PartialDate:
    year, rest = divmod(code, 10000)
    month, day = divmod(rest, 100)
    return PartialDate(year, month or None, day or None)


def gender_code(gender: str | None) -> int:
    """A number for a gender, 0 for none."""
    return crc32(gender.encode()) % 255 + 1 if gender else 0


def country_code(country: str) -> int:
    """A number for a country; two of one number only make a pair likelier than it is."""
    return crc32(country.encode("utf-8", "replace")) & 0xFFFF


def number_ends(number: str) -> int:
    """Hash the beginning and the end of a normalised number; 0 for one that is too short to be misread.

    >>> number_ends("A1234567") >> 16 == number_ends("A1299999") >> 16
    True
    """
    if len(number) < SHORTEST_MISREAD:
        return 0
    first, last = (crc32(part.encode()) & 0xFFFF for part in (number[:_FIRST], number[-_LAST:]))
    return first << _HALF | last


def _both(ends: int) -> tuple[tuple[bool, int], ...]:
    return ((True, ends >> _HALF), (False, ends & 0xFFFF)) if ends else ()
