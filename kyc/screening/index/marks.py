"""What else is known of the listed, packed small: enough to say how much it can add to a name before it is compared.

Reading an entity and comparing all its dates takes longer than finding its name. Most of those found by name are ruled
out here by their birth years and countries. Nothing is decided: what is given is a ceiling, never less than the truth.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from kyc.model.screening import ScreeningQuery
from kyc.screening.index.arrays.packing import Packed
from kyc.screening.index.spelling.likeness import Bits, Ids
from kyc.screening.scoring.birthdates import (
    CIRCA_MOST,
    CONTRADICTION,
    CONTRADICTION_SHARE,
    NEXT_YEAR_SAME_DAY,
    SAME_DAY,
)
from kyc.screening.scoring.birthplaces import SAME_PLACE
from kyc.screening.scoring.calibration import tempered_all
from kyc.screening.scoring.evidence import NEAR_NUMBER, OTHER_COUNTRY, OTHER_GENDER, SAME_COUNTRY, SAME_GENDER
from watchlists.model import ListedEntity

_COUNTRIES = 4  # of an entity that are held; who has more may have any
_ANY = -1
_ROUNDING = 1e-3  # bits, more than all single precision can lose here
_GENDERS = {"male": 1, "female": 2}
# Bits at most: where nothing is known; where it is another; where it is the same.
_LOCATED = np.array([0, OTHER_COUNTRY.bits, SAME_COUNTRY.bits], dtype=np.float32)
_GENDERED = np.array([0, OTHER_GENDER.bits, SAME_GENDER.bits], dtype=np.float32)
# Bits at most: where no year is known; in a year given; in the next; in none near.
_DATED = np.array([0, SAME_DAY.bits, NEXT_YEAR_SAME_DAY.bits, -CONTRADICTION], dtype=np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Beside:
    """What all but the name can add for some entities: `most` bits, and whether their birth dates contradict."""

    most: Bits
    contradicted: NDArray[np.bool_]

    def of(self, places: Ids) -> Beside:
        """The same for some of the entities, by their places."""
        return Beside(self.most[places], self.contradicted[places])

    def ceilings(self, name_bits: Bits) -> Bits:
        """The most bits these entities can reach where their names have so many."""
        name = tempered_all(name_bits)
        lost = np.where(self.contradicted, np.float32(CONTRADICTION_SHARE) * np.maximum(name, 0), np.float32(0))
        return np.asarray(name + self.most - lost + np.float32(_ROUNDING), dtype=np.float32)


class Marks(Packed):
    """Of every entity the first and the last year it may be born in (0 where none is known), countries and gender."""

    ARRAYS = ("_first", "_last", "_countries", "_genders")

    def __init__(self, entities: Sequence[ListedEntity]) -> None:
        years = [_years(entity) for entity in entities]
        self._first = np.array([first for first, _ in years], dtype=np.int16)
        self._last = np.array([last for _, last in years], dtype=np.int16)
        self._countries = np.array([_held(entity) for entity in entities], dtype=np.int16).reshape(-1, _COUNTRIES)
        self._genders = np.array([_GENDERS.get(entity.gender or "", 0) for entity in entities], dtype=np.int8)

    def beside(self, query: ScreeningQuery, entities: Ids) -> Beside:
        """Say what all that is asked beside the name can add for some entities; a number they hold is left out."""
        most = np.full(len(entities), NEAR_NUMBER.bits if query.id_numbers else 0, dtype=np.float32)
        most += np.float32(SAME_PLACE.bits if query.birth_place else 0)
        contradicted = np.zeros(len(entities), dtype=np.bool_)
        if query.birth_date:
            first, last, year = self._first[entities], self._last[entities], query.birth_date.year
            known = first != 0
            contradicted = known & ((first > year + 1) | (last < year - 1))
            near = known & ((first > year) | (last < year))
            most += _DATED[known.astype(np.int8) + near + contradicted]
        if query.countries:
            held = self._countries[entities]
            shared = held == _ANY
            for code in map(_code, query.countries):
                shared |= held == code
            most += _LOCATED[(held[:, 0] != 0).astype(np.int8) + shared.any(axis=1)]
        if query.gender:
            gender = self._genders[entities]
            most += _GENDERED[(gender != 0).astype(np.int8) + (gender == _GENDERS.get(query.gender, -1))]
        return Beside(most, contradicted)


def _years(entity: ListedEntity) -> tuple[int, int]:
    if not entity.birth_dates:
        return 0, 0
    firsts = [span.start.year - CIRCA_MOST * span.circa for span in entity.birth_dates]
    lasts = [(span.end or span.start).year + CIRCA_MOST * span.circa for span in entity.birth_dates]
    return min(firsts), max(lasts)


def _held(entity: ListedEntity) -> list[int]:
    codes = sorted(set(_codes((*entity.nationalities, *entity.countries))))
    if len(codes) > _COUNTRIES:
        return [_ANY] * _COUNTRIES
    return codes + [0] * (_COUNTRIES - len(codes))


def _codes(countries: Iterable[str]) -> Iterable[int]:
    return map(_code, countries)


def _code(country: str) -> int:
    """A number for a country, never 0; two of one number only make a ceiling higher than need be."""
    return crc32(country.encode("utf-8", "replace")) % 32749 + 1
