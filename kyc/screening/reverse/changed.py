"""The listed entities that changed, made ready to look for customers they may concern."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kyc.screening.index.rows import NameRows
from kyc.screening.language.names import Name, read_name
from kyc.screening.reverse.entries import hashed
from kyc.screening.scoring.birthdates import NEXT_YEAR_SAME_DAY, SAME_DAY, compare_birth_dates
from kyc.screening.scoring.evidence import SAME_COUNTRY, comparable_schemas, normalised_numbers
from watchlists.dates import DateSpan, PartialDate
from watchlists.model import ListedEntity, Schema

CONTRADICTED = -12.0  # bits of a birth date that cannot be the same person's, besides its share of the name's
_FIRST_YEAR, _YEARS = 1850, 250
_AROUND = 6  # years beyond which no listed date is near, however vague
_LONG = 8  # characters of a number that may be misread


class Changed:
    """Entities that a person may be, with their names as rows. `None` findings are 0 bits here: nothing to compare."""

    def __init__(self, entities: Sequence[ListedEntity]) -> None:
        comparable = comparable_schemas(Schema.PERSON)
        self.entities = [entity for entity in entities if entity.schema in comparable]
        names = [(at, name) for at, entity in enumerate(self.entities) for name in _names(entity)]
        self.rows = NameRows([name for _, name in names])
        self.names = [name for _, name in names]
        # In the order in which the rows' vocabulary numbers them.
        self.spellings = list(
            dict.fromkeys(spelling for name in self.names for word in name.words for spelling in word)
        )
        self.entity_of = np.array([at for at, _ in names], dtype=np.int32)
        self._births = np.array([_by_year(entity.birth_dates) for entity in self.entities], dtype=np.float32)
        located = [bool(entity.nationalities or entity.countries) for entity in self.entities]
        self.country_bits = np.where(located, SAME_COUNTRY.bits, 0.0).astype(np.float32)
        numbers = [normalised_numbers(each.number for each in entity.documents) for entity in self.entities]
        self.may_be_misread = np.array([any(len(one) >= _LONG for one in own) for own in numbers], dtype=np.bool_)
        self.number_start, self.numbers = hashed(numbers)

    def births(self, entities: NDArray[np.int32], years: NDArray[np.int16]) -> NDArray[np.float32]:
        """Most bits that a birth date of a year adds beside each entity; year 0 is unknown."""
        bits = self._births[entities, np.clip(years - _FIRST_YEAR, 0, _YEARS - 1)]
        return np.where(years == 0, np.float32(0), bits)


def _names(entity: ListedEntity) -> set[Name]:
    read = {read_name(name.text, person=entity.schema is Schema.PERSON) for name in entity.names}
    return {name for name in read if name.words}


def _by_year(spans: Sequence[DateSpan]) -> NDArray[np.float32]:
    """Most bits for each year of birth that may be asked about."""
    bits = np.full(_YEARS, CONTRADICTED if spans else 0.0, dtype=np.float32)
    for span in spans:
        last = (span.end or span.start).year
        for year in range(span.start.year - _AROUND, last + _AROUND + 1):
            at = min(max(year - _FIRST_YEAR, 0), _YEARS - 1)
            bits[at] = max(bits[at], _bits(year, span))
    return bits


def _bits(year: int, span: DateSpan) -> float:
    """Most that a date in a year can agree with a span."""
    apart = abs(year - span.start.year)
    if span.end is None and not span.circa:
        return {0: SAME_DAY.bits, 1: NEXT_YEAR_SAME_DAY.bits}.get(apart, CONTRADICTED)
    found = compare_birth_dates(PartialDate(min(max(year, 1), 9999)), (span,), name_bits=0.0)
    return max(CONTRADICTED, found.bits) if found else CONTRADICTED
