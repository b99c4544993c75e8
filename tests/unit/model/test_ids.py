"""Ids: ordered by time, impossible to guess, told apart by their prefix."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.model.ids import is_id, new_id

INSTANTS = st.datetimes(min_value=datetime(1970, 1, 2), max_value=datetime(2500, 1, 1), timezones=st.just(UTC))


@given(INSTANTS, st.timedeltas(timedelta(milliseconds=1), timedelta(days=400)), st.binary(min_size=10, max_size=10))
def test_a_later_id_sorts_behind_whatever_the_chance(instant: datetime, later: timedelta, chance: bytes) -> None:
    first = new_id("app", lambda: instant, lambda size: b"\xff" * size)
    assert first < new_id("app", lambda: instant + later, lambda _size: chance)


@given(INSTANTS, st.binary(min_size=10, max_size=10))
def test_an_id_has_the_shape_of_one(instant: datetime, chance: bytes) -> None:
    made = new_id("ver", lambda: instant, lambda _size: chance)
    assert len(made) == 30
    assert is_id(made, "ver")
    assert not is_id(made, "app")


@pytest.mark.parametrize(
    "text", ["", "app_", "app_" + "i" * 26, "app_" + "8" * 26, "app_" + "0" * 25, "app_" + "0" * 27, " app_" + "0" * 26]
)
def test_what_is_no_id(text: str) -> None:
    assert not is_id(text, "app")


def test_chance_is_drawn_anew() -> None:
    clock = lambda: datetime(2026, 11, 22, tzinfo=UTC)  # noqa: E731
    assert len({new_id("app", clock) for _ in range(100)}) == 100
