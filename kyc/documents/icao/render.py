"""Write a machine-readable zone: the inverse of `kyc.documents.mrz.parse_mrz`."""

from __future__ import annotations

from collections.abc import Mapping

from kyc.documents.icao.countries import field_of
from kyc.documents.icao.digits import FILLER, check_digit
from kyc.documents.icao.layouts import LAYOUTS, Layout, Span
from kyc.documents.icao.names import join_names


def render(mrz_format: str, document_code: str, values: Mapping[str, str | None]) -> tuple[str, ...]:
    """Write values, keyed and formed as `parse_mrz` gives them, with their check digits.

    >>> render("MRV-B", "V", {"surname": "ERIKSSON", "given_names": "ANNA", "document_number": "L8988901C",
    ...     "issuing_country": "UTO", "nationality": "UTO", "birth_date": "1940", "sex": "X"})[1]
    'L8988901C4UTO40<<<<8<<<<<<<0<<<<<<<<'
    """
    layout = LAYOUTS[mrz_format]
    grid = [[FILLER] * layout.width for _ in range(layout.height)]
    number, spill = _spill(layout, values.get("document_number") or "")
    optional = " ".join(part for part in (spill, values.get("optional_data")) if part)
    texts = {
        "document_code": document_code,
        "issuing_country": field_of(values.get("issuing_country") or ""),
        "nationality": field_of(values.get("nationality") or ""),
        "document_number": number,
        "birth_date": _date(values.get("birth_date")),
        "expiry_date": _date(values.get("expiry_date")),
        "sex": (values.get("sex") or "X").replace("X", FILLER),
        "optional_data": optional,
    }
    for key, text in texts.items():
        _put(grid, layout.fields[key], text)
    names = layout.fields["names"]
    joined = join_names(values.get("surname") or "", values.get("given_names") or "", names.end - names.start)
    _put(grid, names, joined)
    _put_digits(grid, layout, skip="document_number" if spill else None)
    return tuple("".join(row) for row in grid)


def _spill(layout: Layout, number: str) -> tuple[str, str]:
    """Cut a number that is too long; the rest takes its check digit along (9303-5, note j)."""
    if layout.spill is None or len(number) <= 9:
        return number, ""
    return number[:9], f"{number[9:]}{check_digit(number)}"


def _date(value: str | None) -> str:
    return value.replace("-", "")[2:].ljust(6, FILLER) if value else FILLER * 6


def _put(grid: list[list[str]], span: Span, text: str) -> None:
    width = span.end - span.start
    grid[span.line][span.start : span.end] = text.replace(" ", FILLER)[:width].ljust(width, FILLER)


def _put_digits(grid: list[list[str]], layout: Layout, *, skip: str | None) -> None:
    for name, rule in layout.digits.items():  # the composite stands last, after the digits it covers
        if name != skip:
            lines = ["".join(row) for row in grid]
            _put(grid, rule.place, str(check_digit(rule.covered(lines))))
