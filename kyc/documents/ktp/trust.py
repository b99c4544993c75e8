"""How far the fields of a card may be relied on, once all of them are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rapidfuzz.distance import Levenshtein

from kyc.documents.fields import doubted
from kyc.documents.nik import parse_nik
from kyc.documents.regions import letters
from kyc.documents.scan import Scan
from kyc.documents.shine import is_touched, shine
from kyc.model.document import FieldReading, FieldStatus
from kyc.model.geometry import Box

# Any text may stand here, so that a letter lost in a reflection leaves no trace in the value.
_OPEN = (
    "name",
    "birth_place",
    "birth_date",
    "address",
    "rt_rw",
    "village",
    "occupation",
    "valid_until",
    "issue_place",
    "issue_date",
)
_IN_NUMBER = ("province", "regency", "district", "birth_date", "sex")


def doubt_reflections(scan: Scan, fields: Mapping[str, FieldReading]) -> dict[str, FieldReading]:
    """Make open fields doubtful where a reflection reaches them."""
    mask = shine(scan.card.image)
    return {
        key: doubted(reading)
        if key in _OPEN
        and reading.status is FieldStatus.READ
        and reading.quad
        and is_touched(mask, Box.around(reading.quad), width=scan.width)
        else reading
        for key, reading in fields.items()
    }


def trust_number(fields: Mapping[str, FieldReading]) -> dict[str, FieldReading]:
    """A verified number agrees with region, date and sex: it verifies them in turn, and mends a letter of a region."""
    nik = parse_nik(fields["nik"].value or "")
    if fields["nik"].status is not FieldStatus.VERIFIED or nik is None or nik.region is None:
        return dict(fields)
    verified = {key: replace(fields[key], status=FieldStatus.VERIFIED) for key in _IN_NUMBER}
    names = {
        "province": [f"PROVINSI {name}" for name in nik.region.provinces],
        "regency": nik.region.regencies,
        "district": nik.region.districts,
    }
    mended = {key: _mended(verified[key], known) for key, known in names.items()}
    return {**fields, **verified, **mended}


def _mended(reading: FieldReading, names: Sequence[str]) -> FieldReading:
    """The nearest of a region's names; another spelling of spaces stays as it is printed."""
    value = reading.value or ""
    if any(letters(name) == letters(value) for name in names) or "JAKARTA" in value:
        return reading
    return replace(reading, value=min(names, key=lambda name: Levenshtein.distance(letters(name), letters(value))))
