"""Whether another applicant carries the same number: for a person to look at, never an answer by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from kyc.model.answer import answer, digests, field_refs, group, unable, why_missing
from kyc.model.check import Breakdown, CheckResult, Item, Outcome
from kyc.model.context import CheckContext, KnownNumbers
from kyc.model.evidence import Evidence

QUESTION = "Does another applicant carry the same number?"
THRESHOLDS: Mapping[str, float] = {
    "max_others": 0.0,  # applicants that may carry the number besides this one, such as an earlier attempt of theirs
}
MOST_NAMED = 20  # applicants named in a report; a number that more carry says the same

_REASONS = {"nik": "DUP.NIK", "document_number": "DUP.DOCUMENT"}
_NIK_DIGITS = 16


def run(evidence: Evidence, context: CheckContext) -> CheckResult:
    """Look the numbers up that were read and declared.

    A declared number alone can raise a doubt and can settle none: the document may carry another.
    """
    inputs, known = digests(evidence, "document"), context.known_numbers
    if known is None:
        return unable("duplicates", "DUP.NO_STORE", inputs=inputs)
    was_read = list(_read(evidence))
    parts = [_looked_up(evidence, known, kind, number, context.thresholds) for kind, number in was_read]
    told = [pair for pair in _declared(evidence) if pair not in was_read]
    parts += [_looked_up(evidence, known, *pair, context.thresholds, source="declared.") for pair in told]
    has_doubt = any(part.outcome is not Outcome.CLEAR for part in parts)
    if not was_read and not has_doubt:
        # What was looked up settles nothing, but it was looked up: the report shows how often and with what.
        return replace(unable("duplicates", _why_unread(evidence), inputs=inputs), breakdown=tuple(parts))
    return answer("duplicates", parts, inputs=inputs)


def _read(evidence: Evidence) -> Iterator[tuple[str, str]]:
    return ((kind, bare) for kind in _REASONS if (bare := _bare(evidence.read(kind))))


def _declared(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """A declared number of 16 digits is a NIK; of any other shape a document's."""
    number = _bare(evidence.declared.document_number)
    if number:
        is_nik = len(number) == _NIK_DIGITS and number.isdecimal()
        yield "nik" if is_nik else "document_number", number


def _bare(number: str | None) -> str:
    """A number as it is compared: without blanks and punctuation."""
    return "".join(filter(str.isalnum, number or "")).upper()


def _looked_up(
    evidence: Evidence,
    known: KnownNumbers,
    kind: str,
    number: str,
    thresholds: Mapping[str, float],
    *,
    source: str = "",
) -> Breakdown:
    """How many others carry a number, and who they are."""
    others = known.others(evidence.submission_id, kind, number)
    is_doubtful = len(others) > thresholds["max_others"]
    outcome, reasons = (Outcome.CONSIDER, (_REASONS[kind],)) if is_doubtful else (Outcome.CLEAR, ())
    count = Item(
        f"{source}{kind}.others",
        outcome,
        value=len(others),
        threshold={"max_others": thresholds["max_others"]},
        reasons=reasons,
        evidence=() if source else field_refs(evidence, kind),
    )
    named = [
        Item(f"{source}{kind}.other.{place}", Outcome.CLEAR, value=applicant_id)
        for place, applicant_id in enumerate(others[:MOST_NAMED], 1)
    ]
    return group(f"{source}{kind}", [count, *named])


def _why_unread(evidence: Evidence) -> str:
    """Why there is no number that counts: nothing was read at all, or not this field."""
    return "OCR.FIELD_MISSING" if evidence.document else why_missing(evidence, "document", "document")
