"""The person that a sandbox card shows: what the applicant declared, and invented where they declared nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from kyc.model.document import DocumentReading, FieldReading, FieldStatus, ImageQuality
from kyc.model.identity import as_country, as_gender
from kyc.model.submission import DeclaredData
from watchlists.dates import PartialDate

ENGINE = "sandbox"
GOOD = ImageQuality(1600, 1000, sharpness=300.0, glare=0.0, brightness=0.5, contrast=0.2, saturation=0.3)
_NAME, _BORN, _ADDRESS = "SITI CONTOH", date(1990, 5, 17), "JL. CONTOH NO. 1"
_REGION = "317301"  # a kecamatan of Jakarta Barat
_WOMEN = 40  # added to the day of birth in a woman's NIK (Permendagri 72/2022, attachment)
_BIRTH_PLACE = "JAKARTA"
_NIK_DIGITS = 16
_PRINTED = {"male": ("LAKI-LAKI", "M"), "female": ("PEREMPUAN", "F")}


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """Who the card shows. `number` is a NIK for a citizen, a passport's number for others."""

    name: str
    birth_date: date
    birth_place: str
    gender: str
    nationality: str
    number: str
    address: str

    @property
    def is_citizen(self) -> bool:
        """Whether they show an identity card; others show a passport."""
        return self.nationality == "IDN" and len(self.number) == _NIK_DIGITS and self.number.isdecimal()


def person_of(declared: DeclaredData, seed: str) -> Person:
    """The person behind a declaration; `seed` makes the numbers of those who declared none differ."""
    born = (declared.birth_date and declared.birth_date.exact) or _BORN
    gender = as_gender(declared.gender) or "female"
    number = "".join(filter(str.isalnum, declared.document_number or "")).upper()
    return Person(
        name=(declared.name or _NAME).upper(),
        birth_date=born,
        birth_place=(declared.birth_place or _BIRTH_PLACE).upper(),
        gender=gender,
        nationality=as_country(declared.nationality) or "IDN",
        number=number or _nik(born, gender, seed),
        address=declared.address or _ADDRESS,
    )


def declaring(person: Person, declared: DeclaredData) -> DeclaredData:
    """A declaration without gaps, so that what was left out of it decides nothing."""
    return replace(
        declared,
        name=declared.name or person.name,
        birth_date=declared.birth_date or PartialDate.of(person.birth_date),
        gender=declared.gender or person.gender,
        nationality=declared.nationality or person.nationality,
        document_number=declared.document_number or person.number,
    )


def document_of(person: Person, today: date) -> DocumentReading:
    """The person's document, read without a doubt."""
    return card_of(person) if person.is_citizen else passport_of(person, expiry=_years_on(today, 5))


def card_of(person: Person) -> DocumentReading:
    """An Indonesian identity card."""
    printed = {
        "province": "DKI JAKARTA",
        "regency": "KOTA JAKARTA BARAT",
        "nik": person.number,
        "name": person.name,
        "birth_place": person.birth_place,
        "birth_date": person.birth_date.isoformat(),
        "sex": _PRINTED[person.gender][0],
        "address": person.address,
        "nationality": "WNI",
        "valid_until": "SEUMUR HIDUP",
    }
    return DocumentReading("idn_ktp", GOOD, readings(printed), engine=ENGINE)


def passport_of(person: Person, *, expiry: date | None) -> DocumentReading:
    """A passport; its name stands in one part."""
    printed = {
        "name": person.name,
        "document_number": person.number,
        "nationality": person.nationality,
        "birth_date": person.birth_date.isoformat(),
        "sex": _PRINTED[person.gender][1],
    }
    if expiry:
        printed["expiry_date"] = expiry.isoformat()
    return DocumentReading("icao_td3", GOOD, readings(printed), engine=ENGINE)


def readings(values: Mapping[str, str]) -> dict[str, FieldReading]:
    """Fields that were read and verified."""
    return {key: FieldReading(value, value, 1.0, ENGINE, FieldStatus.VERIFIED) for key, value in values.items()}


def _nik(born: date, gender: str, seed: str) -> str:
    day = born.day + (_WOMEN if gender == "female" else 0)
    serial = int(sha256(seed.encode()).hexdigest(), 16) % 9999 + 1
    return f"{_REGION}{day:02}{born:%m%y}{serial:04}"


def _years_on(day: date, years: int) -> date:
    return day.replace(year=day.year + years, day=min(day.day, 28))
