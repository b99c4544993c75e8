"""Whether the applicant resembles anybody on a sanctions, terror or wanted list."""

from __future__ import annotations

from collections.abc import Mapping

from kyc.model.check import CheckResult
from kyc.model.context import CheckContext
from kyc.model.evidence import Evidence
from kyc.model.screening import Hit
from kyc.screening.applicant import Kind, is_terror
from kyc.screening.applicant_answer import answer_from_lists

QUESTION = "Is the applicant on a sanctions list?"
THRESHOLDS: Mapping[str, float] = {"max_list_age_days": 7.0}  # OFAC and the UN publish several times a month


def run(evidence: Evidence, context: CheckContext) -> CheckResult:
    """Screen the name of the document, and the declared one where it differs."""
    return answer_from_lists("sanctions", evidence, context, kind=Kind.SANCTION, reason_of=_reason)


def _reason(hit: Hit) -> str:
    return "SCR.TERROR_LIST" if is_terror(hit) else "SCR.SANCTION"
