"""Who the document says it is, and who the applicant says they are, in the same words."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pycountry

from kyc.model.document import MrzReading
from kyc.model.evidence import Evidence
from watchlists.dates import PartialDate

# KTP prints Indonesian words, the MRZ letters; declared data arrive in English.
_GENDERS = {
    "LAKI-LAKI": "male",
    "PEREMPUAN": "female",
    "M": "male",
    "F": "female",
    "MALE": "male",
    "FEMALE": "female",
}
# ICAO Doc 9303-3, section 5: codes of the MRZ that ISO 3166-1 does not know.
_MRZ_ONLY = {"D": "DEU", "GBD": "GBR", "GBN": "GBR", "GBO": "GBR", "GBP": "GBR", "GBS": "GBR", "RKS": "XKX"}
# Line and first column of the name field, which runs to the end of its line (ICAO Doc 9303-4 to -7).
_NAME_FIELD = {"TD1": (2, 0), "TD2": (0, 5), "TD3": (0, 5), "MRV-A": (0, 5), "MRV-B": (0, 5)}


@dataclass(frozen=True, slots=True, repr=False)
class Identity:
    """What a person is known by; every part may be missing.

    `gender` is `male` or `female`, `nationality` ISO 3166-1 alpha-3. `name_cut` says that the name filled
    its field in the MRZ to the last character, so that its end may be missing.
    """

    name: str | None = None
    birth_date: PartialDate | None = None
    gender: str | None = None
    nationality: str | None = None
    number: str | None = None
    address: str | None = None
    name_cut: bool = False
    birth_place: str | None = None

    def __repr__(self) -> str:
        return "Identity(…)"

    def filled_from(self, other: Identity) -> Identity:
        """Return this identity with its gaps filled from another."""
        return replace(
            self,
            name=self.name or other.name,
            birth_date=self.birth_date or other.birth_date,
            birth_place=self.birth_place or other.birth_place,
            gender=self.gender or other.gender,
            nationality=self.nationality or other.nationality,
            number=self.number or other.number,
            address=self.address or other.address,
        )


def read_identity(evidence: Evidence) -> Identity:
    """Return what the document says, from accepted fields only."""
    given, family = evidence.read("given_names"), evidence.read("surname")
    name = evidence.read("name") or " ".join(part for part in (given, family) if part)
    mrz = evidence.document.mrz if evidence.document else None
    return Identity(
        name=name.strip() or None,
        birth_date=as_date(evidence.read("birth_date")),
        birth_place=evidence.read("birth_place"),
        gender=as_gender(evidence.read("sex")),
        nationality=as_country(evidence.read("nationality")),
        number=evidence.read("nik") or evidence.read("document_number"),
        address=evidence.read("address"),
        name_cut=mrz is not None and is_name_cut(mrz),
    )


def declared_identity(evidence: Evidence) -> Identity:
    """Return what the applicant declared, in the same words as what was read."""
    declared = evidence.declared
    return Identity(
        name=_text(declared.name),
        birth_date=declared.birth_date,
        birth_place=_text(declared.birth_place),
        gender=as_gender(declared.gender),
        nationality=as_country(declared.nationality),
        number=_text(declared.document_number),
        address=_text(declared.address),
    )


def as_date(text: str | None) -> PartialDate | None:
    """Read YYYY, YYYY-MM or YYYY-MM-DD; None for anything else."""
    try:
        return PartialDate.parse(text) if text else None
    except ValueError:
        return None


def as_gender(text: str | None) -> str | None:
    """Return `male` or `female` for the words of cards, MRZ and declarations, else None.

    >>> as_gender("PEREMPUAN")
    'female'
    """
    return _GENDERS.get(text.strip().upper()) if text else None


def as_country(text: str | None) -> str | None:
    """Return ISO 3166-1 alpha-3 for a nationality as cards, MRZ or people write it, None when unknown.

    >>> as_country("WNI"), as_country("D<<"), as_country("id")
    ('IDN', 'DEU', 'IDN')
    """
    code = text.strip().rstrip("<").upper() if text else ""
    if code in ("WNI", "INDONESIA"):
        return "IDN"
    if code in _MRZ_ONLY:
        return _MRZ_ONLY[code]
    found = pycountry.countries.get(alpha_3=code) or pycountry.countries.get(alpha_2=code) if code else None
    return str(found.alpha_3) if found else None


def is_name_cut(mrz: MrzReading) -> bool:
    """Whether the name fills its field, so that letters may have been left out (ICAO Doc 9303-3, 4.6)."""
    line, column = _NAME_FIELD.get(mrz.format, (0, 0))
    if mrz.format not in _NAME_FIELD or line >= len(mrz.lines):
        return False
    name = mrz.lines[line][column:]
    return bool(name) and not name.endswith("<")


def _text(value: str | None) -> str | None:
    return value.strip() or None if value else None
