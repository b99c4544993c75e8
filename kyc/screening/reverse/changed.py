"""The listed entities that changed, made ready to look for customers they may concern."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from kyc.screening.index.rows.rows import NameRows
from kyc.screening.index.spelling.likeness import Bits, Ids
from kyc.screening.language.names import Name, read_names
from kyc.screening.reverse.beside import SHORTEST_MISREAD, compared, day_code
from kyc.screening.reverse.hashing import hashed, lengths_of, starts_at
from kyc.screening.scoring.birthdates import NEXT_YEAR_SAME_DAY, SAME_DAY, compare_birth_dates, exact_day
from kyc.screening.scoring.birthplaces import SAME_PLACE
from kyc.screening.scoring.evidence import (
    NEAR_NUMBER,
    SAME_COUNTRY,
    SAME_GENDER,
    comparable_schemas,
    normalised_numbers,
)
from kyc.screening.scoring.weighing import WEAK_ALIAS_BITS
from watchlists.dates import DateSpan, PartialDate
from watchlists.model import ListedEntity, NameKind, Schema

CONTRADICTED = -12.0  # bits of a birth date that cannot be the same person's, besides its share of the name's
_KEPT_WITH_NAMESAKE = 0.3  # share of a name's bits that a contradicting birth date leaves
_FIRST_YEAR, _YEARS = 1850, 250
_AROUND = 6  # years beyond which no listed date is near, however vague


class Changed:
    """Entities that a person may be, with their names as rows."""

    def __init__(self, entities: Sequence[ListedEntity]) -> None:
        comparable = comparable_schemas(Schema.PERSON)
        self.entities = [entity for entity in entities if entity.schema in comparable]
        names = [(at, name, bits) for at, entity in enumerate(self.entities) for name, bits in _names(entity).items()]
        self.names = [name for _, name, _ in names]
        self.rows = NameRows(self.names)
        # In the order in which the rows' vocabulary numbers them.
        self.spellings = list(
            dict.fromkeys(spelling for name in self.names for word in name.words for spelling in word)
        )
        self.entity_of = np.array([at for at, _, _ in names], dtype=np.int32)
        self.alias_bits = np.array([bits for _, _, bits in names], dtype=np.float32)
        days = [sorted(_days(entity)) for entity in self.entities]
        self.day_start = starts_at(lengths_of(days[at] for at in self.entity_of.tolist()))  # by row, as `day_code`
        self.days = np.array([day for at in self.entity_of.tolist() for day in days[at]], dtype=np.uint32)
        self.compared = [compared(entity) for entity in self.entities]
        self.numbers = [normalised_numbers(each.number for each in entity.documents) for entity in self.entities]
        self.number_start, self.number_hashes = hashed(self.numbers)
        by_year = np.array([_by_year(entity.birth_dates) for entity in self.entities], dtype=np.float32)
        self._births = np.pad(by_year.reshape(-1, _YEARS), ((0, 0), (1, 0)))  # an unknown year first

    def births(self, entities: Ids, years: NDArray[np.int32]) -> Bits:
        """Most bits that a birth date of a year adds beside each entity; year 0 is unknown."""
        return np.asarray(self._births[entities, column(years)])

    def least_names(self, least: float) -> Bits:
        """Bits that a name needs for a pair to reach so many: by entity, and by year of birth (see `column`)."""
        located = np.array([bool(each.countries) for each in self.compared], dtype=np.float32)
        misread = [any(len(one) >= SHORTEST_MISREAD for one in own) for own in self.numbers]
        most = located * SAME_COUNTRY.bits + np.array(misread, np.float32) * NEAR_NUMBER.bits + SAME_GENDER.bits
        most += np.array([bool(each.places) for each in self.compared], np.float32) * SAME_PLACE.bits
        needed = np.asarray(least - most[:, None] - self._births, dtype=np.float32)
        return np.where(self._births <= CONTRADICTED, needed / np.float32(_KEPT_WITH_NAMESAKE), needed)


def column(years: NDArray[np.int32]) -> NDArray[np.int64]:
    """Where a year of birth stands in a table of all; an unknown one stands first."""
    return np.where(years == 0, 0, 1 + np.clip(years.astype(np.int64) - _FIRST_YEAR, 0, _YEARS - 1))


def _names(entity: ListedEntity) -> dict[Name, float]:
    """The names that an entity goes by, with the bits that the way it is given adds."""
    names: dict[Name, float] = {}
    for name in entity.names:
        bits = WEAK_ALIAS_BITS if name.kind is NameKind.WEAK_ALIAS else 0.0
        for read in read_names(name.text, person=entity.schema is Schema.PERSON):
            names[read] = max(bits, names.get(read, bits))
    return names


def _days(entity: ListedEntity) -> Iterator[int]:
    """The days on which, and the months in which, who is asked about is likely to be an entity (`index.birthdays`)."""
    for span in entity.birth_dates:
        if span.end is None and not span.circa:
            date = span.start
            yield day_code(date)
            if exact_day(date):
                yield (date.year * 100 + (date.day or 0)) * 100 + (date.month or 0)  # day and month swapped


def _by_year(spans: Sequence[DateSpan]) -> Bits:
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
