"""Whether the document agrees with itself: check digits, the NIK's parts, print against machine-readable zone."""

from __future__ import annotations

from collections.abc import Mapping

from kyc.model.answer import answer, digests, field_refs, group, known, outcome_of, unable, why_missing
from kyc.model.check import CheckResult, Item, Outcome
from kyc.model.context import CheckContext
from kyc.model.document import DigitStatus, DocumentReading, FieldStatus
from kyc.model.evidence import Evidence

QUESTION = "Does the document agree with itself?"
THRESHOLDS: Mapping[str, float] = {}

# Without these nobody can be told apart from anybody else. A name may come in one part or in two.
_REQUIRED = {
    "name": ("name", "surname", "given_names"),
    "birth_date": ("birth_date",),
    "number": ("nik", "document_number"),
}
# Which fields an issue speaks of, to point at them.
_FIELDS = {
    "NIK.FORMAT": ("nik",),
    "NIK.REGION_UNKNOWN": ("nik",),
    "NIK.REGION_MISMATCH": ("nik", "province", "regency", "district"),
    "NIK.DOB_MISMATCH": ("nik", "birth_date"),
    "NIK.SEX_MISMATCH": ("nik", "sex"),
    "DOC.IMPLAUSIBLE_DATE": ("birth_date", "issue_date", "expiry_date", "valid_until"),
}
_ELSEWHERE = ("IMG.", "DOC.EXPIRED", "DOC.EXPIRY_UNKNOWN")  # asked by image_quality and document_validity
_DIGITS = {
    DigitStatus.VERIFIED: (Outcome.CLEAR, ()),
    DigitStatus.REFUTED: (Outcome.FAIL, ("DOC.MRZ_DIGIT",)),
    DigitStatus.ABSENT: (Outcome.CLEAR, ()),  # a filler where the standard allows one; the reader reports others
}


def run(evidence: Evidence, context: CheckContext) -> CheckResult:  # noqa: ARG001
    """Gather what the document says against itself; unable where it was not read or not recognised."""
    document = evidence.document
    if document is None:
        return unable("document_integrity", why_missing(evidence, "document", "document"))
    inputs = digests(evidence, "document", "back")
    if document.document_type is None:
        return unable("document_integrity", "DOC.UNSUPPORTED", inputs=inputs)
    parts = [
        group("fields", _required(evidence, document)),
        group("check_digits", _check_digits(document)),
        group("consistency", _issues(evidence, document)),
    ]
    return answer("document_integrity", parts, inputs=inputs)


def _required(evidence: Evidence, document: DocumentReading) -> list[Item]:
    return [_field(evidence, document, name, keys) for name, keys in _REQUIRED.items()]


def _field(evidence: Evidence, document: DocumentReading, name: str, keys: tuple[str, ...]) -> Item:
    """A required field: accepted is clear, doubtful asks for a look, missing cannot be judged."""
    statuses = {document.field_of(key).status for key in keys}
    refs = field_refs(evidence, *keys)
    if FieldStatus.DOUBTFUL in statuses:
        return Item(name, Outcome.CONSIDER, value="doubtful", reasons=("OCR.LOW_CONFIDENCE",), evidence=refs)
    if not any(status.is_accepted for status in statuses):
        return Item(name, Outcome.UNABLE, value="missing", reasons=("OCR.FIELD_MISSING",), evidence=refs)
    return Item(name, Outcome.CLEAR, value="verified" if FieldStatus.VERIFIED in statuses else "read", evidence=refs)


def _check_digits(document: DocumentReading) -> list[Item]:
    digits = document.mrz.digits if document.mrz else {}
    return [
        Item(f"digit.{name}", _DIGITS[status][0], value=status.value, reasons=_DIGITS[status][1])
        for name, status in digits.items()
    ]


def _issues(evidence: Evidence, document: DocumentReading) -> list[Item]:
    """What the reader noticed; how much each weighs is the catalogue's to say."""
    codes = dict.fromkeys([*document.issues, *(evidence.back.issues if evidence.back else ())])
    own = [known(code) for code in codes if not code.startswith(_ELSEWHERE)]
    return [
        Item(code, outcome_of(code), value=True, reasons=(code,), evidence=field_refs(evidence, *_FIELDS.get(code, ())))
        for code in dict.fromkeys(own)
    ]
