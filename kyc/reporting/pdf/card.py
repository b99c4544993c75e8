"""The card with the boxes of its fields, as one picture that says what it shows."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from xml.sax.saxutils import quoteattr

from kyc.reporting.fields import BoxView
from kyc.reporting.pictures import Picture

_COLOURS = {"verified": "#0f7b4f", "read": "#2457a6", "doubtful": "#b25e00", "missing": "#b25e00"}


def marked_card(picture: Picture, boxes: Iterable[BoxView]) -> str:
    """A data URI of the card under its numbered boxes; the numbers are those of the field table."""
    size = f'width="{picture.width}" height="{picture.height}"'
    image = f"<image href={quoteattr(picture.uri)} {size}/>"
    marks = "".join(_mark(box, picture.width / 62) for box in boxes)
    start = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {picture.width} {picture.height}" {size}>'
    return "data:image/svg+xml;base64," + base64.b64encode(f"{start}{image}{marks}</svg>".encode()).decode("ascii")


def _mark(box: BoxView, radius: float) -> str:
    colour = _COLOURS.get(box.status, _COLOURS["read"])
    (left, top), (_, bottom) = box.corners[0], box.corners[3]
    x, y = max(left - radius, radius), (top + bottom) / 2
    return (
        f'<polygon points="{box.points}" fill="none" stroke="{colour}" stroke-width="{radius / 6:.1f}"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{colour}"/>'
        f'<text x="{x:.1f}" y="{y + radius * 0.4:.1f}" font-size="{radius * 1.15:.1f}" text-anchor="middle" '
        f'fill="#ffffff" font-family="Liberation Sans, DejaVu Sans, sans-serif">{box.number}</text>'
    )
