"""A case as a worker leaves it: applicant, images, evidence and report in the store, waiting for a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from fixtures.casework import golden
from kyc.model.case import Case, CaseKind
from kyc.model.evidence import Evidence
from kyc.model.report import Report
from kyc.model.submission import Consent, SubmittedImage
from kyc.model.user import User
from kyc.model.verification import VerificationState
from kyc.reporting.document import as_json, seal
from kyc.services.casework import queue
from kyc.services.casework.changes import change, pass_through
from kyc.services.casework.opening import open_case
from kyc.storage.database import Database
from kyc.storage.unit import Unit
from tests.databases import TENANT
from tests.unit.web.console.case.lived import Lived, world

WHO = "system:worker"
LISTED = "sdn-990001"
As = Callable[[Report], Report]


def flagged_namesake() -> Lived:
    """The namesake as a policy of a lower threshold sees him."""
    return replace(world().applicants["namesake"], report=golden("flagged_namesake"))


def lodged(database: Database, person: Lived, *, evidence: Evidence | None = None, images: bool = True) -> Case:
    """Open a case about a fixture applicant."""
    with database.transaction(TENANT, WHO) as unit:
        return lodge(unit, person, evidence=evidence or person.evidence, images=images)


def lodge(unit: Unit, person: Lived, *, evidence: Evidence | None, images: bool = True) -> Case:
    """Store everything about a fixture applicant, and open a case."""
    declared = person.submission.declared
    applicant = unit.applicants.add(declared)
    unit.consents.add(applicant.id, Consent("onboarding", "1", unit.now()))
    handed_in = person.submission.images if images else ()
    stored = tuple(_stored(unit, applicant.id, image) for image in handed_in)
    made = unit.verifications.add(applicant.id, images=stored)
    begun = pass_through(unit, made, VerificationState.PROCESSING, attempts=1)
    report = seal(_report(unit, person.report, made.id, applicant.id))
    unit.reports.add(applicant.id, as_json(report))
    if evidence:
        unit.evidence.put(made.id, applicant.id, replace(evidence, submission_id=made.id))
    told = report.outcome
    change(unit, begun, VerificationState.IN_REVIEW, report_id=report.id, recommendation=told.recommendation)
    return open_case(
        unit, applicant_id=applicant.id, verification_id=made.id, kind=CaseKind.ONBOARDING,
        reasons=told.reasons, score=told.risk_score,
    )  # fmt: skip


def taken(database: Database, case: Case, user: User) -> Case:
    """Give a case to somebody."""
    with database.transaction(TENANT, WHO) as unit:
        return queue.assign(unit, user, [case.id], user).cases[0]


def _stored(unit: Unit, applicant_id: str, image: SubmittedImage) -> str:
    return unit.documents.add(applicant_id, image, media_type="image/jpeg").id


def _report(unit: Unit, report: Report, verification_id: str, applicant_id: str) -> Report:
    subject = replace(report.subject, applicant_id=applicant_id)
    return replace(
        report, id=unit.scope.new_id("rep"), verification_id=verification_id, subject=subject, created_at=unit.now()
    )
