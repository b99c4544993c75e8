"""The report's next revision: the same findings, with a person's decision and what was made of the hits."""

from __future__ import annotations

from dataclasses import replace

from kyc.model.case import Decision, DecisionOutcome
from kyc.model.report import Recommendation, Report
from kyc.model.screening import HitStatus, Screening
from kyc.reporting.document import as_json, from_json, seal
from kyc.services.casework.gathering import CaseView
from kyc.services.casework.hits import seen
from kyc.storage.applicants.reports import StoredReport
from kyc.storage.unit import Unit

RECOMMENDATIONS = {
    DecisionOutcome.APPROVE: Recommendation.APPROVE,
    DecisionOutcome.REJECT: Recommendation.REJECT,
    DecisionOutcome.RESUBMIT: Recommendation.RESUBMIT,
}


def revise(unit: Unit, view: CaseView, decision: Decision) -> StoredReport | None:
    """Store the revision that says who decided what; None when there is no report to revise."""
    if view.report is None or view.verification is None:
        return None
    report = from_json(view.report)
    statuses = {each.hit.entity_id: each.status for each in seen(view)}
    decided = replace(
        report,
        id=unit.scope.new_id("rep"),
        revision=report.revision + 1,
        created_at=unit.now(),
        outcome=replace(
            report.outcome,
            recommendation=RECOMMENDATIONS[decision.outcome],
            reasons=_reasons(report, decision),
            decided_by=decision.maker,
        ),
        screening=_marked(report.screening, statuses),
    )
    return unit.reports.add(view.case.applicant_id, as_json(seal(decided)))


def _reasons(report: Report, decision: Decision) -> tuple[str, ...]:
    """The person's reasons first; what the policy found stays, since it still is so."""
    asked = [code for _, code in decision.items]
    return tuple(dict.fromkeys((*decision.reasons, *asked, *report.outcome.reasons)))


def _marked(screening: Screening | None, statuses: dict[str, HitStatus]) -> Screening | None:
    if screening is None:
        return None
    hits = tuple(replace(hit, status=statuses.get(hit.entity_id, hit.status)) for hit in screening.hits)
    return replace(screening, hits=hits)
