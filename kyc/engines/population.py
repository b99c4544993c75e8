"""What the line asks of a population registry, whoever keeps it: the government, a verifier, a credit bureau."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from kyc.model.check import EngineUsed
from kyc.model.evidence import Evidence
from kyc.model.identity import as_gender
from kyc.model.registry import RegistryAnswer, RegistryQuestion

# What a mapping may name. Read from the document, as printed; declared; and what we say of the question itself.
READ = (
    *("nik", "document_number", "name", "surname", "given_names", "birth_place", "birth_date", "sex", "nationality"),
    *("address", "rt_rw", "village", "district", "regency", "province", "religion", "marital_status", "occupation"),
)
DECLARED = ("phone", "email")
OURS = ("gender", "reference", "consent_purpose", "consent_text_version", "consent_given_at", "consent_given_on")
FIELDS = frozenset((*READ, *DECLARED, *OURS))
DATES = frozenset(("birth_date", "consent_given_on"))  # of FIELDS, those that a template may format


class RegistryProvider(Protocol):
    """Says whether a number is known and whether the person's data are those on record."""

    @property
    def used(self) -> EngineUsed:
        """Name and version for the report."""
        ...

    def ask(self, question: RegistryQuestion) -> RegistryAnswer:
        """Compare a person's data with the registry's record.

        Raises:
            EvidenceError: REG.NOT_COVERED or OCR.FIELD_MISSING when the registry cannot be asked about this document.
            EngineError: REG.UNAVAILABLE when another attempt may succeed, REG.REFUSED or REG.UNREADABLE when not.
        """
        ...


def question_of(evidence: Evidence) -> RegistryQuestion:
    """Gather what may be asked: of the document only what was read with certainty."""
    values: dict[str, str | date] = {key: value for key in READ if (value := evidence.read(key))}
    if born := _day(evidence.read("birth_date")):
        values["birth_date"] = born
    else:
        values.pop("birth_date", None)  # a partial date is none that a registry could compare
    if gender := as_gender(evidence.read("sex")):
        values["gender"] = gender
    values |= {key: value for key in DECLARED if (value := getattr(evidence.declared, key))}
    document_type = evidence.document.document_type if evidence.document else None
    return RegistryQuestion(evidence.submission_id, document_type, values | _ours(evidence))


def _ours(evidence: Evidence) -> dict[str, str | date]:
    ours: dict[str, str | date] = {"reference": evidence.submission_id}
    if consent := evidence.declared.consent:
        ours |= {
            "consent_purpose": consent.purpose,
            "consent_text_version": consent.text_version,
            "consent_given_at": consent.given_at.isoformat(),
            "consent_given_on": consent.given_at.date(),
        }
    return ours


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
