"""Who was born on the day that is asked about, and what that does for a name that hardly agrees."""

from __future__ import annotations

import numpy as np
import pytest

from kyc.model.screening import ScreeningQuery
from kyc.screening.index.birthdays import Birthdays
from kyc.screening.screener import ListScreener
from watchlists.dates import DateSpan, PartialDate
from watchlists.model import ListedEntity, ListedName, Schema


def born(number: int, *spans: DateSpan, name: str = "Abdifatah Zhiganshin Noor") -> ListedEntity:
    return ListedEntity(f"local-{number}", "local", Schema.PERSON, (ListedName(name),), birth_dates=spans)


def on(year: int, month: int | None = None, day: int | None = None) -> DateSpan:
    return DateSpan(PartialDate(year, month, day))


ENTITIES = (
    born(0, on(1961, 3, 7), on(1962, 4, 8)),
    born(1, on(1961, 7, 3)),
    born(2, on(1961, 3)),
    born(3, on(1961)),
    born(4, DateSpan(PartialDate(1961, 3, 7), circa=True)),
    born(5, on(1961, 1, 1)),
    born(6),
    born(7, on(1961, 3, 7)),
)
# The first has two names, so two rows.
BIRTHDAYS = Birthdays(ENTITIES, np.array([0, 0, 1, 2, 3, 4, 5, 6, 7], dtype=np.int32))


@pytest.mark.parametrize(
    ("date", "rows"),
    [
        (PartialDate(1961, 3, 7), [0, 1, 2, 3, 8]),  # the day, day and month swapped, and the month
        (PartialDate(1962, 4, 8), [0, 1]),  # any of several dates
        (PartialDate(1961, 3, 8), [3]),
        (PartialDate(1961, 1, 1), []),  # which lists write for a year alone
        (PartialDate(1961, 3), []),  # no day is asked about
        (PartialDate(1961), []),
        (None, []),
    ],
)
def test_those_born_on_a_day_are_found(date: PartialDate | None, rows: list[int]) -> None:
    assert BIRTHDAYS.rows(date).tolist() == rows


def test_nobody_is_born_where_nobody_is_listed() -> None:
    assert Birthdays((), np.zeros(0, dtype=np.int32)).rows(PartialDate(1961, 3, 7)).tolist() == []


@pytest.mark.parametrize(
    ("asked", "date", "shown"),
    [
        ("Abdifatah Gihanchin", PartialDate(1961, 3, 7), True),  # badly read, but born on that day
        ("Abdifatah Gihanchin", PartialDate(1961, 7, 3), True),
        ("Abdifatah Gihanchin", PartialDate(1961, 3, 8), False),  # the name alone says too little
        ("Abdifatah Gihanchin", None, False),
        ("Marta Quintero", PartialDate(1961, 3, 7), False),  # the day alone says nothing
    ],
)
def test_a_badly_read_name_is_shown_for_its_birthday(asked: str, date: PartialDate | None, shown: bool) -> None:
    entity = born(7, on(1961, 3, 7))
    others = [born(number, name=f"Ghulam Sarwar {number}") for number in range(100, 160)]
    query = ScreeningQuery(asked, birth_date=date)
    hits = ListScreener([entity, *others], ()).screen(query).hits
    assert ([hit.entity_id for hit in hits] == [entity.id]) is shown
    if shown:
        assert hits[0].strength < hits[0].score < 0.7
        assert ListScreener((), ()).compare(query, entity) == hits[0]
