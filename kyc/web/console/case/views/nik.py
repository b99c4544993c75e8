"""What the sixteen digits of an NIK say by themselves, by the document field it speaks of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kyc.documents.nik import contradictions, parse_nik
from kyc.model.document import DocumentReading

# Reason codes of `kyc.documents.nik.contradictions` by the field that the number contradicts.
_FIELDS = {"NIK.DOB_MISMATCH": ("birth_date",), "NIK.SEX_MISMATCH": ("sex",)}
_REGION = ("province", "regency", "district")
_ASKED = ("birth_date", "sex", *_REGION)


@dataclass(frozen=True, slots=True, repr=False)
class Derived:
    """What the number says of a field, and whether the card agrees (None where the card is silent)."""

    text: str
    agrees: bool | None

    def __repr__(self) -> str:
        return f"Derived(agrees={self.agrees})"


def derived_of(reading: DocumentReading | None, today: date) -> Mapping[str, Derived]:
    """What the NIK on a card says of its other fields; nothing where there is no readable NIK."""
    number = reading.field_of("nik").value if reading else None
    nik = parse_nik(number) if number else None
    if reading is None or nik is None:
        return {}
    printed = {key: reading.field_of(key).accepted for key in _ASKED}
    wrong = {field for code in contradictions(nik, printed) for field in _FIELDS.get(code, ())}
    said = {"birth_date": _day(nik.day, nik.month, nik.year, printed["birth_date"], today), "sex": nik.sex}
    if nik.region:
        said |= {
            "province": f"PROVINSI {nik.region.provinces[0]}",
            "regency": nik.region.regencies[0],
            "district": nik.region.districts[0],
        }
        # Which of the three differs is asked one by one: the code says only that one does.
        wrong |= {key for key in _REGION if "NIK.REGION_MISMATCH" in contradictions(nik, {key: printed[key]})}
    return {key: Derived(text, None if printed[key] is None else key not in wrong) for key, text in said.items()}


def _day(day: int, month: int, year: int, printed: str | None, today: date) -> str:
    """The date as YYYY-MM-DD. The number has no century: the card's own where its year agrees, else the youngest."""
    if printed and printed[2:4] == f"{year:02}":
        return f"{printed[:2]}{year:02}-{month:02}-{day:02}"
    century = today.year // 100 * 100
    full = century + year if century + year <= today.year else century - 100 + year
    return f"{full:04}-{month:02}-{day:02}"
