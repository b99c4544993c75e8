"""Where each field of a machine-readable zone stands (ICAO Doc 9303 parts 4 to 7), as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kyc.documents.icao.errors import MrzError


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to before `end` of a line, counted from 0."""

    line: int
    start: int
    end: int

    def of(self, lines: Sequence[str]) -> str:
        """Cut the span out of the lines."""
        return lines[self.line][self.start : self.end]


@dataclass(frozen=True, slots=True)
class DigitRule:
    """A check digit's place and the spans that it covers, in order."""

    place: Span
    covers: tuple[Span, ...]

    def covered(self, lines: Sequence[str]) -> str:
        """Join the covered characters."""
        return "".join(span.of(lines) for span in self.covers)


@dataclass(frozen=True, slots=True)
class Layout:
    """One format. `spill` is the optional field that takes the rest of a document number over 9 characters."""

    format: str
    height: int
    width: int
    fields: Mapping[str, Span]
    digits: Mapping[str, DigitRule]
    spill: str | None = None


# The names under which every reading reports its digits; those a format lacks are absent.
DIGITS = ("document_number", "birth_date", "expiry_date", "optional_data", "composite")


def layout_of(lines: Sequence[str]) -> Layout:
    """Recognise the format by number and length of lines; visas begin with V.

    Raises:
        MrzError: when no format has that shape.
    """
    shape = (len(lines), *{len(line) for line in lines})
    fitting = [layout for layout in LAYOUTS.values() if shape == (layout.height, layout.width)]
    # A visa shares its shape with a passport or card, and alone begins with V.
    fitting.sort(key=lambda layout: layout.format.startswith("MRV") != lines[0].startswith("V"))
    if fitting:
        return fitting[0]
    raise MrzError("expected 3 lines of 30, or 2 of 36 or 44 characters")


def _lower_line() -> tuple[dict[str, Span], dict[str, DigitRule]]:
    """Fields and digits that TD2, TD3 and both visas share in their lower line."""
    fields = {
        "document_number": Span(1, 0, 9),
        "nationality": Span(1, 10, 13),
        "birth_date": Span(1, 13, 19),
        "sex": Span(1, 20, 21),
        "expiry_date": Span(1, 21, 27),
    }
    places = {"document_number": Span(1, 9, 10), "birth_date": Span(1, 19, 20), "expiry_date": Span(1, 27, 28)}
    return fields, {name: DigitRule(place, (fields[name],)) for name, place in places.items()}


def _two_lines(name: str, width: int, optional: Span, extra: Mapping[str, DigitRule], spill: str | None) -> Layout:
    lower, digits = _lower_line()
    upper = {
        "document_code": Span(0, 0, 2),
        "issuing_country": Span(0, 2, 5),
        "names": Span(0, 5, width),
    }
    return Layout(name, 2, width, {**upper, **lower, "optional_data": optional}, {**digits, **extra}, spill)


def _composite(last: int) -> DigitRule:
    return DigitRule(Span(1, last, last + 1), (Span(1, 0, 10), Span(1, 13, 20), Span(1, 21, last)))


_PERSONAL_NUMBER = Span(1, 28, 42)

_TD1_FIELDS = {
    "document_code": Span(0, 0, 2),
    "issuing_country": Span(0, 2, 5),
    "document_number": Span(0, 5, 14),
    "optional_data": Span(0, 15, 30),
    "birth_date": Span(1, 0, 6),
    "sex": Span(1, 7, 8),
    "expiry_date": Span(1, 8, 14),
    "nationality": Span(1, 15, 18),
    "optional_data_2": Span(1, 18, 29),
    "names": Span(2, 0, 30),
}

_TD1 = Layout(
    "TD1",
    3,
    30,
    _TD1_FIELDS,
    {
        "document_number": DigitRule(Span(0, 14, 15), (_TD1_FIELDS["document_number"],)),
        "birth_date": DigitRule(Span(1, 6, 7), (_TD1_FIELDS["birth_date"],)),
        "expiry_date": DigitRule(Span(1, 14, 15), (_TD1_FIELDS["expiry_date"],)),
        "composite": DigitRule(Span(1, 29, 30), (Span(0, 5, 30), Span(1, 0, 7), Span(1, 8, 15), Span(1, 18, 29))),
    },
    spill="optional_data",
)

LAYOUTS: Mapping[str, Layout] = {
    layout.format: layout
    for layout in (
        _TD1,
        _two_lines("TD2", 36, Span(1, 28, 35), {"composite": _composite(35)}, "optional_data"),
        _two_lines(
            "TD3",
            44,
            _PERSONAL_NUMBER,
            {"optional_data": DigitRule(Span(1, 42, 43), (_PERSONAL_NUMBER,)), "composite": _composite(43)},
            None,
        ),
        _two_lines("MRV-A", 44, Span(1, 28, 44), {}, None),
        _two_lines("MRV-B", 36, Span(1, 28, 36), {}, None),
    )
}
