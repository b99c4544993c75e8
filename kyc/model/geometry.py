"""Places in an image: pixels of the EXIF-turned picture, x to the right, y down."""

from __future__ import annotations

from dataclasses import dataclass

Point = tuple[float, float]
Quad = tuple[Point, Point, Point, Point]  # clockwise from the card's own top-left


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle; `x`, `y` is its top-left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def quad(self) -> Quad:
        """Its four corners, clockwise from the top-left."""
        right, bottom = self.x + self.width, self.y + self.height
        return ((self.x, self.y), (right, self.y), (right, bottom), (self.x, bottom))

    @classmethod
    def around(cls, quad: Quad) -> Box:
        """The smallest upright box that holds a quad."""
        xs, ys = [x for x, _ in quad], [y for _, y in quad]
        return cls(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
