"""Look at the zone with every reader, in the whole card and by itself; each look is one pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kyc.documents.icao.layouts import Layout
from kyc.documents.icao.lines import assign, clean, looks_like_zone
from kyc.documents.scan import Scan, joined_box, rows_of
from kyc.model.document import TextLine
from kyc.model.geometry import Box

_BAND_TOP = 0.7  # share of the height where the zone begins, when no line of it was seen yet


@dataclass(frozen=True, slots=True, repr=False)
class Pass:
    """What one reader (`source`) saw, a text of the format's width or None for each line."""

    source: str
    lines: tuple[str | None, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Zone:
    """Where the zone stands, and all passes over it."""

    box: Box | None
    passes: tuple[Pass, ...]

    @property
    def seen(self) -> tuple[tuple[str | None, ...], ...]:
        """The passes' lines."""
        return tuple(one.lines for one in self.passes)


def zone_rows(lines: Sequence[TextLine]) -> list[list[TextLine]]:
    """The rows that look like a zone, from the top down; engines often cut a row at its fillers."""
    return [row for row in rows_of(lines) if looks_like_zone(clean(_text(row)))]


def first_pass(scan: Scan, layout: Layout) -> Zone:
    """What the first reader saw of the zone when it read the whole card."""
    rows = zone_rows(scan.lines)
    box = joined_box([line for row in rows for line in row]) if rows else None
    seen = assign([clean(_text(row)) for row in rows], layout)
    return Zone(box, (Pass(scan.source, seen),))


def band_pass(scan: Scan, zone: Zone, layout: Layout, *, reader: int) -> Zone:
    """Read the zone's band alone with one of the readers."""
    crop = scan.crop(_band(scan, zone), margin=0.12)
    lines = scan.readers[reader].read(crop, mode="mrz")
    seen = assign([clean(_text(row)) for row in zone_rows(lines)], layout)
    return Zone(zone.box, (*zone.passes, Pass(scan.readers[reader].used.name, seen)))


def line_pass(scan: Scan, zone: Zone, layout: Layout) -> Zone:
    """Read each row of the zone by itself with the first reader."""
    lines = [scan.read_line(joined_box(row), mode="line", margin=0.15) for row in zone_rows(scan.lines)]
    seen = assign([clean(line.text) for line in lines if line], layout)
    return Zone(zone.box, (*zone.passes, Pass(scan.source, seen)))


def _band(scan: Scan, zone: Zone) -> Box:
    if zone.box is not None and zone.box.height > 0.05 * scan.height:
        return zone.box
    return Box(0.0, _BAND_TOP * scan.height, float(scan.width), (1 - _BAND_TOP) * scan.height)


def _text(row: Sequence[TextLine]) -> str:
    return "".join(line.text for line in row)
