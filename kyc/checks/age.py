"""Whether the applicant is old enough, by the document's birth date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from kyc.model.answer import answer, digests, field_refs, group
from kyc.model.check import CheckResult, Item, OperatingPoint, Outcome
from kyc.model.context import CheckContext
from kyc.model.evidence import Evidence
from kyc.model.identity import as_date
from watchlists.dates import PartialDate

QUESTION = "Is the applicant old enough?"
THRESHOLDS: Mapping[str, float] = {"min_age": 17.0}  # years; a KTP is issued from 17 on (UU 24/2013, article 63)

OLDEST = 122  # years; nobody is known to have lived longer, so a date beyond it was misread
_MEANING = OperatingPoint(None, "completed years on the day of the check")


def run(evidence: Evidence, context: CheckContext) -> CheckResult:
    """Count the years since birth. A declared birth date is a claim, and does not answer this."""
    born = as_date(evidence.read("birth_date"))
    item = _item(evidence, born, context)
    return answer("age", [group("age", [item])], inputs=digests(evidence, "document"))


def _item(evidence: Evidence, born: PartialDate | None, context: CheckContext) -> Item:
    least = context.thresholds["min_age"]
    outcome, reasons = _judge(born, context.today, least)
    return Item(
        "age",
        outcome,
        value=None if outcome is Outcome.UNABLE or born is None else years_between(born.latest, context.today),
        threshold={"min_age": least},
        operating_point=_MEANING,
        reasons=reasons,
        evidence=field_refs(evidence, "birth_date"),
    )


def _judge(born: PartialDate | None, today: date, least: float) -> tuple[Outcome, tuple[str, ...]]:
    """Judge a birth date that may be known to the month or year only: certain in both its ends, or unable."""
    if born is None or born.earliest > today or years_between(born.latest, today) > OLDEST:
        return Outcome.UNABLE, ("RISK.AGE_UNKNOWN",)
    if years_between(born.latest, today) >= least:
        return Outcome.CLEAR, ()
    if years_between(born.earliest, today) < least:
        return Outcome.FAIL, ("RISK.AGE",)
    return Outcome.UNABLE, ("RISK.AGE_UNKNOWN",)


def years_between(born: date, today: date) -> int:
    """Return completed years; somebody born on 29 February completes them on 1 March in common years.

    >>> years_between(date(2004, 2, 29), date(2021, 2, 28))
    16
    """
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
