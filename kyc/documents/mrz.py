"""Read a machine-readable zone: TD1, TD2, TD3, MRV-A and MRV-B of ICAO Doc 9303."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from kyc.documents.icao.countries import country_of
from kyc.documents.icao.dates import birth_date, expiry_date
from kyc.documents.icao.digits import FILLER, check_digit, judge
from kyc.documents.icao.errors import MrzError
from kyc.documents.icao.layouts import DIGITS, Layout, layout_of
from kyc.documents.icao.names import split_names
from kyc.model.document import DigitStatus, MrzReading
from watchlists.dates import PartialDate

FIELDS = (
    "surname",
    "given_names",
    "document_number",
    "issuing_country",
    "nationality",
    "birth_date",
    "sex",
    "expiry_date",
    "optional_data",
)


@dataclass(frozen=True, slots=True, repr=False)
class ParsedMrz:
    """A zone and what it says.

    `values` and `raw` hold every key of FIELDS; a value is None where the zone leaves it open, or where `malformed`
    names the field because its characters cannot stand there. `protected_by` names the digit that covers a field.
    """

    reading: MrzReading
    document_code: str
    values: Mapping[str, str | None]
    raw: Mapping[str, str]
    malformed: frozenset[str]
    names_truncated: bool

    def __repr__(self) -> str:
        return f"ParsedMrz({self.reading.format}, …)"

    @property
    def is_consistent(self) -> bool:
        """Whether no check digit is wrong and every field is well formed."""
        return not self.malformed and DigitStatus.REFUTED not in self.reading.digits.values()


def parse_mrz(lines: Sequence[str], *, reference_year: int) -> ParsedMrz:
    """Read the lines exactly as they stand; wrong check digits are reported, not repaired.

    The reference year decides the century of two-digit years.

    >>> mrz = parse_mrz(["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    ...                  "L898902C36UTO7408122F1204159ZE184226B<<<<<10"], reference_year=2026)
    >>> mrz.values["birth_date"], mrz.is_consistent
    ('1974-08-12', True)

    Raises:
        MrzError: when the lines have no known shape or hold other characters than A-Z, 0-9 and <.
    """
    layout = layout_of(lines)
    check_digit("".join(lines))  # refuses other characters
    number, spilled = _long_number(layout, lines)
    raw = {key: layout.fields[key].of(lines) for key in FIELDS if key in layout.fields}
    names = split_names(layout.fields["names"].of(lines))
    raw["surname"] = raw["given_names"] = layout.fields["names"].of(lines)
    raw["document_number"] += spilled
    values, malformed = _values(raw, reference_year)
    values |= {"surname": names.surname, "given_names": names.given_names, "document_number": _text(number)}
    values["optional_data"] = _optional(layout, lines, spilled)
    return ParsedMrz(
        MrzReading(layout.format, tuple(lines), MappingProxyType(_digits(layout, lines, number, spilled))),
        layout.fields["document_code"].of(lines).rstrip(FILLER),
        MappingProxyType({key: values[key] for key in FIELDS}),
        MappingProxyType(raw),
        frozenset(malformed),
        names.truncated,
    )


def _long_number(layout: Layout, lines: Sequence[str]) -> tuple[str, str]:
    """Give the whole document number, and what of the optional field belongs to it with its digit.

    Over nine characters a filler takes the digit's place, and rest, digit and filler open the optional field
    (Doc 9303-5, note j; 9303-6).
    """
    principal = layout.fields["document_number"].of(lines)
    if layout.spill is None or principal.endswith(FILLER):
        return principal, ""
    if layout.digits["document_number"].place.of(lines) != FILLER:
        return principal, ""
    rest, end, _ = layout.fields[layout.spill].of(lines).partition(FILLER)
    return (principal + rest[:-1], rest + end) if len(rest) > 1 else (principal, "")


def _digits(layout: Layout, lines: Sequence[str], number: str, spilled: str) -> dict[str, DigitStatus]:
    statuses = dict.fromkeys(DIGITS, DigitStatus.ABSENT)
    for name, rule in layout.digits.items():
        statuses[name] = judge(rule.covered(lines), rule.place.of(lines))
    if spilled:
        statuses["document_number"] = judge(number, spilled.rstrip(FILLER)[-1])
    return statuses


def _values(raw: Mapping[str, str], reference_year: int) -> tuple[dict[str, str | None], set[str]]:
    readers: dict[str, Callable[[str], str | None]] = {
        "issuing_country": _country,
        "nationality": _country,
        "sex": _sex,
        "birth_date": lambda field: _iso(birth_date(field, reference_year=reference_year)),
        "expiry_date": lambda field: _iso(expiry_date(field, reference_year=reference_year)),
    }
    values: dict[str, str | None] = {}
    malformed: set[str] = set()
    for key, read in readers.items():
        try:
            values[key] = read(raw[key])
        except ValueError:
            values[key] = None
            malformed.add(key)
    return values, malformed


def _country(field: str) -> str | None:
    if not field.strip(FILLER):
        return None
    if country_of(field) is None:
        raise ValueError("expected a country code")
    return country_of(field)


def _sex(field: str) -> str:
    if field not in ("M", "F", "X", FILLER):
        raise ValueError("expected M, F or <")
    return "X" if field == FILLER else field


def _iso(day: PartialDate | None) -> str | None:
    return str(day) if day else None


def _optional(layout: Layout, lines: Sequence[str], spilled: str) -> str | None:
    parts = [layout.fields[key].of(lines) for key in ("optional_data", "optional_data_2") if key in layout.fields]
    parts[0] = parts[0][len(spilled) :]
    return " ".join(text for part in parts if (text := _text(part))) or None


def _text(field: str) -> str | None:
    return " ".join(part for part in field.split(FILLER) if part) or None


__all__ = ["FIELDS", "MrzError", "ParsedMrz", "parse_mrz"]
