"""Read a document by its machine-readable zone; its check digits say what may be relied on."""

from __future__ import annotations

from collections.abc import Mapping

from kyc.documents.icao.layouts import LAYOUTS, Layout
from kyc.documents.icao.passes import Zone, band_pass, first_pass, line_pass
from kyc.documents.icao.printed import Printed, printed_text
from kyc.documents.icao.repair import Fused, fuse
from kyc.documents.mrz import FIELDS, MrzError, ParsedMrz, parse_mrz
from kyc.documents.scan import Scan
from kyc.documents.template import Findings
from kyc.model.document import MISSING, DigitStatus, FieldReading, FieldStatus

SOURCE = "mrz"
_DIGITS = ("document_number", "birth_date", "expiry_date", "optional_data")
_PLACES = {"surname": "names", "given_names": "names"}


def read_by_zone(scan: Scan, mrz_format: str) -> Findings:
    """Read the fields of a document with a zone of the given format; without one all are missing."""
    layout = LAYOUTS[mrz_format]
    zone = _look(scan, layout)
    fused = fuse(zone.seen, layout)
    if fused is None:
        return Findings(dict.fromkeys(FIELDS, MISSING), issues=("DOC.MRZ_MISSING",))
    try:
        mrz = parse_mrz(fused.lines, reference_year=scan.reference_year)
    except MrzError:
        return Findings(dict.fromkeys(FIELDS, MISSING), issues=("DOC.MRZ_MISSING",))
    printed = printed_text(scan.lines, mrz)
    fields = {key: _field(key, mrz, fused, zone=zone, printed=printed) for key in FIELDS}
    return Findings(fields, mrz.reading, _issues(mrz, printed))


def _look(scan: Scan, layout: Layout) -> Zone:
    """Look until every digit agrees and two readers saw the same names; names have no digit."""
    zone = first_pass(scan, layout)
    for reader in range(1, len(scan.readers)):
        zone = band_pass(scan, zone, layout, reader=reader)
    if not _is_settled(zone, layout, scan.reference_year):
        zone = line_pass(scan, zone, layout)
    if not _is_settled(zone, layout, scan.reference_year):
        zone = band_pass(scan, zone, layout, reader=0)
    return zone


def _is_settled(zone: Zone, layout: Layout, year: int) -> bool:
    fused = fuse(zone.seen, layout)
    if fused is None or fused.guessed:
        return False
    try:
        return parse_mrz(fused.lines, reference_year=year).is_consistent
    except MrzError:
        return False


def _field(key: str, mrz: ParsedMrz, fused: Fused, *, zone: Zone, printed: Printed) -> FieldReading:
    value, raw = mrz.values[key], mrz.raw[key]
    status = _digit_status(key, mrz, fused, printed) if key in _DIGITS else _agreed_status(key, mrz, zone, printed)
    if key in mrz.malformed:
        return FieldReading(raw, raw, 0.0, SOURCE, FieldStatus.DOUBTFUL)
    if value is None:
        return FieldReading(None, raw, 0.0, SOURCE, FieldStatus.MISSING)
    return FieldReading(value, raw, _CONFIDENCE[status], SOURCE, status)


# A check digit lets one wrong field in ten pass; agreement of two readers few in a hundred.
_CONFIDENCE: Mapping[FieldStatus, float] = {
    FieldStatus.VERIFIED: 0.99,
    FieldStatus.READ: 0.9,
    FieldStatus.DOUBTFUL: 0.4,
}


def _digit_status(key: str, mrz: ParsedMrz, fused: Fused, printed: Printed) -> FieldStatus:
    digit = mrz.reading.digits[key]
    if digit is DigitStatus.REFUTED:
        return FieldStatus.DOUBTFUL
    if key in fused.guessed:
        return FieldStatus.VERIFIED if key in printed.confirms else FieldStatus.DOUBTFUL
    return FieldStatus.VERIFIED if digit is DigitStatus.VERIFIED else FieldStatus.READ


def _agreed_status(key: str, mrz: ParsedMrz, zone: Zone, printed: Printed) -> FieldStatus:
    span = LAYOUTS[mrz.reading.format].fields[_PLACES.get(key, key)]
    text = span.of(mrz.reading.lines)
    sources = {one.source for one in zone.passes if (one.lines[span.line] or "")[span.start : span.end] == text}
    is_agreed = len(sources) >= 2 or key in printed.confirms
    return FieldStatus.VERIFIED if is_agreed else FieldStatus.READ


def _issues(mrz: ParsedMrz, printed: Printed) -> tuple[str, ...]:
    issues = []
    if DigitStatus.REFUTED in mrz.reading.digits.values():
        issues.append("DOC.MRZ_DIGIT")
    if printed.contradicts:
        issues.append("DOC.MRZ_VIZ_MISMATCH")
    if mrz.malformed & {"birth_date", "expiry_date"} or _is_reversed(mrz):
        issues.append("DOC.IMPLAUSIBLE_DATE")
    return tuple(issues)


def _is_reversed(mrz: ParsedMrz) -> bool:
    born, expires = mrz.values["birth_date"], mrz.values["expiry_date"]
    return bool(born and expires and born > expires)
