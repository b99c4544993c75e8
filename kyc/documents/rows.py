"""Give each labelled field the lines that belong to it: beside its label, or below in the column of values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import numpy as np

from kyc.documents.labels import Anchor, without_colon
from kyc.documents.scan import box_of, joined_box
from kyc.documents.template import FieldSpec
from kyc.model.document import TextLine
from kyc.model.geometry import Box


@dataclass(frozen=True, slots=True, repr=False)
class Cell:
    """A field's printed lines, colon and all, and the box around them: the label's own where there are none."""

    lines: tuple[TextLine, ...]
    box: Box

    @property
    def text(self) -> str:
        """All of it without its colon, joined by spaces."""
        return " ".join(without_colon(line.text) for line in self.lines)

    @property
    def confidence(self) -> float:
        """The least sure line's."""
        return min((line.confidence for line in self.lines), default=0.0)


@dataclass(frozen=True, slots=True)
class Columns:
    """Pixels: the rows' distance, where values begin, and where the portrait begins."""

    pitch: float
    values: float
    end: float


def columns(found: Mapping[str, Anchor], specs: Sequence[FieldSpec], lines: Sequence[TextLine], end: float) -> Columns:
    """Measure the table that a card's labels and values stand in."""
    tops = {spec.key: spec.top for spec in specs}
    ordered = sorted((tops[key], anchor.middle) for key, anchor in found.items() if key in tops)
    steps = [below[1] - above[1] for above, below in pairwise(ordered)]
    height = median(anchor.box.height for anchor in found.values()) if found else 30.0
    pitch = max(1.1 * height, median(steps or [1.2 * height]))
    left = max((anchor.box.x for anchor in found.values()), default=0.0)
    starts = [box_of(line).x for line in lines if _is_value(line, found, left, end)]
    return Columns(pitch, median(starts) if starts else 0.27 * end, end)


def _is_value(line: TextLine, found: Mapping[str, Anchor], left: float, end: float) -> bool:
    box = box_of(line)
    beside = any(abs(_middle(box) - anchor.middle) < 0.5 * box.height for anchor in found.values())
    return beside and box.x < end and all(anchor.line is not line for anchor in found.values()) and box.x > left


def cells(
    lines: Sequence[TextLine], found: Mapping[str, Anchor], specs: Sequence[FieldSpec], *, table: Columns
) -> dict[str, Cell]:
    """Share the lines out among the fields of a table, from the top down.

    A field whose label was not found gets the free line nearest to where its label should stand.
    """
    labels = {id(anchor.line) for anchor in found.values()}
    free = [line for line in lines if id(line) not in labels and _in_table(line, table)]
    places = _places(found, specs)
    taken: dict[str, list[TextLine]] = {spec.key: [] for spec in specs}
    for line in sorted(free, key=lambda line: (_middle(box_of(line)), box_of(line).x)):
        key = _owner(line, places, specs, taken, table)
        if key:
            taken[key].append(line)
    shared = {spec.key: _cell(found.get(spec.key), taken[spec.key]) for spec in specs if spec.key in places}
    return {key: cell for key, cell in shared.items() if cell}


def _in_table(line: TextLine, table: Columns) -> bool:
    box = box_of(line)
    # The place of issue is centred under the portrait, and a long one begins left of it.
    return table.values - 1.5 * table.pitch < box.x and box.x + box.width / 2 < table.end


def _places(found: Mapping[str, Anchor], specs: Sequence[FieldSpec]) -> dict[str, float]:
    """Height of each field's first line: its label's, or what its neighbours' labels make of it."""
    known = sorted((spec.top, found[spec.key].middle) for spec in specs if spec.key in found)
    if len(known) < 2:
        return {key: anchor.middle for key, anchor in found.items()}
    tops, middles = (np.array(column) for column in zip(*known, strict=True))
    slope = (middles[-1] - middles[0]) / (tops[-1] - tops[0])
    places: dict[str, float] = {}
    for spec in specs:
        guess = float(np.interp(spec.top, tops, middles))
        beyond = min(0.0, spec.top - tops[0]) + max(0.0, spec.top - tops[-1])
        places[spec.key] = found[spec.key].middle if spec.key in found else guess + beyond * float(slope)
    return places


def _owner(
    line: TextLine,
    places: Mapping[str, float],
    specs: Sequence[FieldSpec],
    taken: Mapping[str, Sequence[TextLine]],
    table: Columns,
) -> str | None:
    """The field a line belongs to: the one beside it, else the one above with room for another line."""
    middle = _middle(box_of(line))
    fitting = [spec.key for spec in specs if spec.key in places and re.search(spec.pattern, line.text)]
    nearest = min(fitting, key=lambda key: abs(places[key] - middle), default=None)
    if nearest is None:
        return None
    if abs(places[nearest] - middle) <= 0.5 * table.pitch:
        return nearest
    above = [spec for spec in specs if spec.key in places and places[spec.key] < middle]
    if not above:
        return None
    spec = max(above, key=lambda spec: places[spec.key])
    rows = {round((_middle(box_of(one)) - places[spec.key]) / table.pitch) for one in taken[spec.key]}
    within = middle - places[spec.key] <= (spec.lines - 0.4) * table.pitch if rows else True
    return spec.key if within else None


def _cell(anchor: Anchor | None, lines: Sequence[TextLine]) -> Cell | None:
    beside = [TextLine(anchor.rest, anchor.line.quad, anchor.line.confidence)] if anchor and anchor.rest else []
    parts = _in_reading_order([*beside, *lines])
    if not parts:
        return Cell((), anchor.box) if anchor else None
    return Cell(tuple(parts), joined_box(parts))


def _in_reading_order(lines: Sequence[TextLine]) -> list[TextLine]:
    """By rows, each from the left: boxes of one row differ in height by a few pixels."""
    boxes = [box_of(line) for line in lines]
    top, height = min((_middle(box) for box in boxes), default=0.0), max((box.height for box in boxes), default=1.0)
    return sorted(lines, key=lambda line: (round((_middle(box_of(line)) - top) / (0.8 * height)), box_of(line).x))


def _middle(box: Box) -> float:
    return box.y + box.height / 2
