"""Where the marks of the small bars stand: plain numbers for the templates to draw, 0 to 100 along the bar."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from kyc.model.screening import Hit

Place = Callable[[float], float]

_WIDE = 50  # a span of more than this ratio is drawn in powers of ten
_RARE = 0.1  # thresholds up to this are rates such as an FMR, where powers of ten matter
_MARGIN = 0.12  # of the span, so that no mark stands on the edge


@dataclass(frozen=True, slots=True)
class Mark:
    """A threshold on a bar."""

    name: str
    at: float
    limit: float


@dataclass(frozen=True, slots=True)
class Zone:
    """A coloured stretch of a bar: `good`, `look` or `bad`."""

    kind: str
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A value among its thresholds."""

    value: float
    at: float
    marks: tuple[Mark, ...]
    zones: tuple[Zone, ...]
    logarithmic: bool


def threshold_bar(value: object, thresholds: Mapping[str, float]) -> Bar | None:
    """Place a value among its thresholds; None where either is no number.

    Where thresholds named `clear…` and `review…` stand, the stretches they part are told, too.
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not thresholds:
        return None
    numbers = [float(value), *thresholds.values()]
    if not all(map(math.isfinite, numbers)):
        return None
    logarithmic = min(numbers) > 0 and (max(numbers) > _WIDE * min(numbers) or max(thresholds.values()) <= _RARE)
    place = _place(numbers, logarithmic=logarithmic)
    ordered = sorted(thresholds.items(), key=lambda pair: pair[1])
    marks = tuple(Mark(name, place(limit), limit) for name, limit in ordered)
    return Bar(float(value), place(float(value)), marks, _zones(marks), logarithmic)


def bits_width(hits: Iterable[Hit]) -> float:
    """The bits that fill half a diverging bar, the same for all hits of a report."""
    return max((abs(part.contribution) for hit in hits for part in hit.fields), default=1.0) or 1.0


def _place(numbers: list[float], *, logarithmic: bool) -> Place:
    low, high = min(numbers), max(numbers)
    if logarithmic:
        return _between(math.log10(low), math.log10(high), math.log10)
    if low >= 0 and high <= 1:
        return lambda number: round(100 * number, 2)
    return _between(low, high, float)


def _between(low: float, high: float, turn: Place) -> Place:
    margin = (high - low) * _MARGIN or 1.0
    start, width = low - margin, high - low + 2 * margin
    return lambda number: round(100 * (turn(number) - start) / width, 2)


def _zones(marks: tuple[Mark, ...]) -> tuple[Zone, ...]:
    clear = next((mark for mark in marks if mark.name.startswith("clear")), None)
    look = next((mark for mark in marks if mark.name.startswith("review")), None)
    if clear is None or look is None:
        return ()
    kinds = ("good", "look", "bad") if clear.at <= look.at else ("bad", "look", "good")
    edges = (0.0, *sorted((clear.at, look.at)), 100.0)
    return tuple(Zone(kind, edges[n], round(edges[n + 1] - edges[n], 2)) for n, kind in enumerate(kinds))
