"""Who is said to be born on a day: the names for which a birth date speaks before they are compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from kyc.screening.index.arrays.packing import Packed
from kyc.screening.index.arrays.runs import distinct
from kyc.screening.index.spelling.likeness import Ids
from kyc.screening.scoring.birthdates import exact_day
from watchlists.dates import PartialDate
from watchlists.model import ListedEntity

_NOBODY = np.zeros(0, dtype=np.int32)


class Birthdays(Packed):
    """The rows of those born on each day, or in each month where no day is known."""

    ARRAYS = ("_days", "_rows")

    def __init__(self, entities: Sequence[ListedEntity], entity_of: Ids) -> None:
        days = [sorted(set(_days(entity))) for entity in entities]
        held = [(day, row) for row, at in enumerate(entity_of.tolist()) for day in days[at]]
        held.sort()
        self._days = np.array([day for day, _ in held], dtype=np.int32)
        self._rows = np.array([row for _, row in held], dtype=np.int32)

    def rows(self, born: PartialDate | None) -> Ids:
        """The rows, ascending, of those born on a day, on it with day and month swapped, or in its month."""
        day = exact_day(born) if born else None
        if not day:
            return _NOBODY
        wanted = (
            _code(day.year, day.month, day.day),
            _code(day.year, day.day, day.month),
            _code(day.year, day.month, 0),
        )
        # Of another width than the days, they would be found in a copy of all days.
        ends = self._days.searchsorted(np.array([(code, code + 1) for code in wanted], dtype=np.int32).ravel()).tolist()
        found = [self._rows[ends[at] : ends[at + 1]] for at in (0, 2, 4) if ends[at] < ends[at + 1]]
        if len(found) < 2:
            return found[0] if found else _NOBODY
        return distinct(np.concatenate(found))


def _days(entity: ListedEntity) -> Iterator[int]:
    """The days, and the months without a day, on which an entity is said to be born."""
    for date in (span.start for span in entity.birth_dates if not span.end and not span.circa):
        if exact_day(date) or (date.month and not date.day):
            yield _code(date.year, date.month or 0, date.day or 0)


def _code(year: int, month: int, day: int) -> int:
    return (year * 100 + month) * 100 + day
