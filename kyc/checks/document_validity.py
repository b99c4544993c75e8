"""Whether the document is in force."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from kyc.model.answer import answer, digests, field_refs, group, unable, why_missing
from kyc.model.check import CheckResult, Item, OperatingPoint, Outcome
from kyc.model.context import CheckContext
from kyc.model.evidence import Evidence
from kyc.model.identity import as_country, as_date
from watchlists.dates import PartialDate

QUESTION = "Is the document in force today?"
THRESHOLDS: Mapping[str, float] = {"min_days_left": 0.0}  # days; 0 accepts the day of expiry itself

FOR_LIFE = "SEUMUR HIDUP"
_MEANING = OperatingPoint(None, "days from today to the last day of validity")
_LAW = OperatingPoint(None, "UU 24/2013, articles 64(7) and 101: an e-KTP of a citizen is valid for life")


def run(evidence: Evidence, context: CheckContext) -> CheckResult:
    """Compare the expiry date with today; a citizen's KTP never expires, whatever date is printed on it."""
    document, inputs = evidence.document, digests(evidence, "document")
    if document is None:
        return unable("document_validity", why_missing(evidence, "document", "document"))
    if document.document_type is None:
        return unable("document_validity", "DOC.UNSUPPORTED", inputs=inputs)
    item = _for_life(evidence, document.document_type) or _dated(evidence, context)
    return answer("document_validity", [group("expiry", [item])], inputs=inputs)


def _for_life(evidence: Evidence, document_type: str) -> Item | None:
    """A clear item for a document that does not expire, else None.

    KTPs issued before 2013 carry a date that the law has since made void; foreigners' KTPs keep theirs.
    """
    if document_type != "idn_ktp":
        return None
    printed_so = evidence.read("valid_until") == FOR_LIFE
    if not printed_so and as_country(evidence.read("nationality")) != "IDN":
        return None
    refs = field_refs(evidence, "valid_until" if printed_so else "nationality")
    return Item("valid_until", Outcome.CLEAR, value="for life", operating_point=_LAW, evidence=refs)


def _dated(evidence: Evidence, context: CheckContext) -> Item:
    key = "valid_until" if evidence.read("valid_until") else "expiry_date"
    expiry, least = as_date(evidence.read(key)), context.thresholds["min_days_left"]
    outcome, reasons = _judge(expiry, context.today, least)
    return Item(
        "days_left",
        outcome,
        value=(expiry.latest - context.today).days if expiry else None,
        threshold={"min_days_left": least},
        operating_point=_MEANING,
        reasons=reasons,
        evidence=field_refs(evidence, key),
    )


def _judge(expiry: PartialDate | None, today: date, least: float) -> tuple[Outcome, tuple[str, ...]]:
    """Judge a date that may be known to the month or year only: certain in both its ends, or unable."""
    if expiry is None:
        return Outcome.UNABLE, ("DOC.EXPIRY_UNKNOWN",)
    if (expiry.latest - today).days < least:
        return Outcome.FAIL, ("DOC.EXPIRED",)
    if (expiry.earliest - today).days < least:
        return Outcome.UNABLE, ("DOC.EXPIRY_UNKNOWN",)
    return Outcome.CLEAR, ()
