"""Read a document by its machine-readable zone; its check digits say what may be relied on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from kyc.documents.icao.layouts import LAYOUTS, Layout
from kyc.documents.icao.passes import Zone, band_pass, first_pass, line_pass
from kyc.documents.icao.printed import confirms_number, printed_lines, printed_names
from kyc.documents.icao.repair import Fused, fuse
from kyc.documents.mrz import FIELDS, MrzError, ParsedMrz, parse_mrz
from kyc.documents.scan import Scan
from kyc.documents.template import Findings
from kyc.model.document import MISSING, DigitStatus, FieldReading, FieldStatus

SOURCE = "mrz"
_DIGITS = ("document_number", "birth_date", "expiry_date", "optional_data")
_PLACES = {"surname": "names", "given_names": "names"}


@dataclass(frozen=True, slots=True, repr=False)
class _Seen:
    """What several looks at a zone come to.

    `names` is the name field as printed; `number_printed` whether the print has the zone's number, None when it
    says nothing.
    """

    zone: Zone
    fused: Fused
    mrz: ParsedMrz
    names: str | None
    number_printed: bool | None

    @property
    def is_settled(self) -> bool:
        """Whether another look could add nothing."""
        is_sure = self.agreed_status("surname") is FieldStatus.VERIFIED
        return self.mrz.is_consistent and is_sure and not self.fused.guessed

    def digit_status(self, key: str) -> FieldStatus:
        """What a field's own check digit makes of it."""
        digit = self.mrz.reading.digits[key]
        if digit is DigitStatus.REFUTED:
            return FieldStatus.DOUBTFUL
        if key in self.fused.guessed:
            is_confirmed = key == "document_number" and self.number_printed
            return FieldStatus.VERIFIED if is_confirmed else FieldStatus.DOUBTFUL
        return FieldStatus.VERIFIED if digit is DigitStatus.VERIFIED else FieldStatus.READ

    def agreed_status(self, key: str) -> FieldStatus:
        """Verified when two readers, or one and the print, say the same; names on which all differ are doubtful."""
        span = LAYOUTS[self.mrz.reading.format].fields[_PLACES.get(key, key)]
        text = span.of(self.mrz.reading.lines)
        said = [(one.source, line[span.start : span.end]) for one in self.zone.passes if (line := one.lines[span.line])]
        agreeing = {source for source, one in said if one == text}
        is_printed = key in _PLACES and text == self.names
        if len(agreeing) + is_printed >= 2:
            return FieldStatus.VERIFIED
        all_differ = key in _PLACES and len({source for source, _ in said}) >= 2
        return FieldStatus.DOUBTFUL if all_differ else FieldStatus.READ


def read_by_zone(scan: Scan, mrz_format: str) -> Findings:
    """Read the fields of a document with a zone of the given format; without one all are missing."""
    layout = LAYOUTS[mrz_format]
    texts = printed_lines(scan.lines)
    seen = _look(scan, layout, texts)
    if seen is None:
        return Findings(dict.fromkeys(FIELDS, MISSING), issues=("DOC.MRZ_MISSING",))
    fields = {key: _field(key, seen) for key in FIELDS}
    return Findings(fields, seen.mrz.reading, _issues(seen))


def _look(scan: Scan, layout: Layout, texts: Sequence[str]) -> _Seen | None:
    """Look until every digit agrees and two readers, or one and the print, saw the same names."""
    zone = first_pass(scan, layout)
    seen = None
    for look in _looks(scan, layout):
        zone = look(zone)
        seen = _judge(zone, layout, texts, scan.reference_year)
        if seen and seen.is_settled:
            break
    return seen


def _looks(scan: Scan, layout: Layout) -> list[Callable[[Zone], Zone]]:
    """The cheap and independent ones first."""
    others = [partial(band_pass, scan, layout=layout, reader=at) for at in range(1, len(scan.readers))]
    return [*others, partial(line_pass, scan, layout=layout), partial(band_pass, scan, layout=layout, reader=0)]


def _judge(zone: Zone, layout: Layout, texts: Sequence[str], year: int) -> _Seen | None:
    place = layout.fields["names"]
    written = [line[place.start : place.end] for one in zone.seen if (line := one[place.line])]
    names = printed_names(texts, written)
    fused = fuse(zone.seen, layout, names=names)
    if fused is None:
        return None
    try:
        mrz = parse_mrz(fused.lines, reference_year=year)
    except MrzError:
        return None
    number = mrz.values["document_number"]
    return _Seen(zone, fused, mrz, names, confirms_number(number, texts) if number else None)


def _field(key: str, seen: _Seen) -> FieldReading:
    value, raw = seen.mrz.values[key], seen.mrz.raw[key]
    status = seen.digit_status(key) if key in _DIGITS else seen.agreed_status(key)
    if key in seen.mrz.malformed:
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


def _issues(seen: _Seen) -> tuple[str, ...]:
    issues = []
    if DigitStatus.REFUTED in seen.mrz.reading.digits.values():
        issues.append("DOC.MRZ_DIGIT")
    if seen.number_printed is False:
        issues.append("DOC.MRZ_VIZ_MISMATCH")
    if seen.mrz.malformed & {"birth_date", "expiry_date"} or _is_reversed(seen.mrz):
        issues.append("DOC.IMPLAUSIBLE_DATE")
    return tuple(issues)


def _is_reversed(mrz: ParsedMrz) -> bool:
    born, expires = mrz.values["birth_date"], mrz.values["expiry_date"]
    return bool(born and expires and born > expires)
