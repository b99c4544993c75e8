"""Whether the applicant resembles a politically exposed person."""

from __future__ import annotations

from collections.abc import Mapping

from kyc.model.check import CheckResult
from kyc.model.context import CheckContext
from kyc.model.evidence import Evidence
from kyc.screening.applicant import Kind
from kyc.screening.applicant_answer import answer_from_lists

QUESTION = "Is the applicant a politically exposed person, or close to one?"
THRESHOLDS: Mapping[str, float] = {"max_list_age_days": 30.0}  # offices change hands more slowly than sanctions


def run(evidence: Evidence, context: CheckContext) -> CheckResult:
    """Screen the name of the document, and the declared one where it differs."""
    return answer_from_lists("pep", evidence, context, kind=Kind.PEP, reason_of=lambda _: "SCR.PEP")
