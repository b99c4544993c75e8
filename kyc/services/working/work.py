"""The work on verifications, one function to a transaction: begun, finished, tried again, given up.

Attempts count beginnings, not claims: who was merely claimed beside a verification that kills its worker is not
charged for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from kyc.model.case import CaseKind
from kyc.model.errors import StateError
from kyc.model.evidence import Evidence
from kyc.model.report import Recommendation, Report, Subject
from kyc.model.submission import DeclaredData, Submission, SubmittedImage
from kyc.model.verification import Verification, VerificationState
from kyc.model.work import Job
from kyc.policy.policy import Policy
from kyc.services.casework.changes import change, pass_through
from kyc.services.casework.opening import open_case
from kyc.services.rescreening.customers import refresh
from kyc.storage.codec import dump
from kyc.storage.unit import Unit

_S = VerificationState
_BEGINS_FROM = frozenset({_S.CREATED, _S.AWAITING_INPUT, _S.PROCESSING, _S.ERROR})
_NUMBERS = ("nik", "document_number")  # fields of a document, and kinds of identifiers


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms a worker works: how long a claim lasts unless renewed, how often something is begun at all."""

    lease_seconds: float = 60.0
    attempts: int = 3


@dataclass(frozen=True, slots=True, repr=False)
class Inputs:
    """What a begun verification is worked on with; `head` is its report's, but for id and time."""

    submission: Submission
    applicant_id: str
    subject: Subject
    revision: int

    def __repr__(self) -> str:
        return f"Inputs({self.submission.id})"


def state_after(report: Report, *, may_reject: bool) -> VerificationState:
    """What a recommendation makes of a verification; a rejection is a person's unless the policy says otherwise."""
    match report.outcome.recommendation:
        case Recommendation.APPROVE:
            return _S.APPROVED
        case Recommendation.RESUBMIT:
            return _S.RESUBMISSION_REQUESTED
        case Recommendation.REJECT if may_reject:
            return _S.REJECTED
    return _S.IN_REVIEW


def try_again(unit: Unit, verification_id: str) -> Verification:
    """Queue a verification that ended in `error` once more, with its attempts counted anew.

    Raises:
        StateError: when it did not end in error.
    """
    verification = unit.verifications.get(verification_id)
    if verification.state is not _S.ERROR:
        raise StateError(
            "STATE.ILLEGAL", f"Only what ended in error is tried again; this verification is {verification.state}."
        )
    moved = change(unit, verification, _S.PROCESSING, attempts=0)
    unit.jobs.add(verification_id)
    return moved


def begin(unit: Unit, job: Job, terms: Terms) -> Inputs | None:
    """Move a claimed verification to `processing` and gather its inputs; None when there is nothing to do.

    It is given up when it was begun too often, and canceled when the consent was taken back meanwhile.
    """
    verification = unit.verifications.get(job.verification_id)
    if verification.state not in _BEGINS_FROM:
        unit.jobs.finish(job)
        return None
    if verification.attempts >= terms.attempts:
        give_up(unit, job, verification)
        return None
    if not unit.consents.active(verification.applicant_id):
        change(unit, verification, _S.CANCELED)
        unit.jobs.finish(job)
        return None
    return _inputs(unit, _begun(unit, verification))


def _begun(unit: Unit, verification: Verification) -> Verification:
    """Count the attempt; whoever is found in `processing` was left there by a worker that died, or sent there again."""
    attempts = verification.attempts + 1
    if verification.state is not _S.PROCESSING:
        return change(unit, verification, _S.PROCESSING, attempts=attempts)
    unit.audit.append("verification:begun", "verification", verification.id)
    return unit.verifications.count_attempts(verification, attempts)


def _inputs(unit: Unit, verification: Verification) -> Inputs:
    applicant = unit.applicants.get(verification.applicant_id)
    declared = applicant.declared or DeclaredData()
    consents = unit.consents.active(applicant.id)
    consent = consents[-1].consent if consents else None
    images = {image.role: image for image in map(unit.documents.image, verification.images)}
    earlier = unit.reports.latest(verification.id)
    return Inputs(
        submission=_submission(verification.id, images, replace(declared, consent=consent)),
        applicant_id=applicant.id,
        subject=Subject(applicant.id, declared.external_id, unit.keys.digest(applicant.id, dump(declared))),
        revision=earlier.revision + 1 if earlier else 1,
    )


def _submission(verification_id: str, images: Mapping[str, SubmittedImage], declared: DeclaredData) -> Submission:
    return Submission(
        verification_id, images.get("document"), images.get("selfie"), images.get("back"), declared=declared
    )


def others_with(unit: Unit, applicant_id: str, kind: str, number: str) -> tuple[str, ...]:
    """The other applicants that carry a number, oldest first; that they were found is noted for each."""
    found = tuple(each for each in unit.identifiers.holders(kind, number) if each != applicant_id)
    for each in found:
        unit.audit.append("applicant:found", "applicant", each)
    return found


def finish(
    unit: Unit, job: Job, evidence: Evidence, report: Mapping[str, Any], state: VerificationState, policy: Policy
) -> None:
    """Store everything that a finished verification leaves; one that a person has to look at opens a case.

    Raises:
        StoreError: STORE.CONFLICT when the claim was lost.
    """
    unit.jobs.finish(job)  # first: without the claim nothing else may be written
    verification = unit.verifications.get(job.verification_id)
    unit.evidence.put(verification.id, verification.applicant_id, evidence)
    unit.reports.add(verification.applicant_id, report)
    for kind in _NUMBERS:
        if number := evidence.read(kind):
            unit.identifiers.add(verification.applicant_id, kind, number)
    # A new submission is no further attempt at the old one.
    attempts = 0 if state is _S.RESUBMISSION_REQUESTED else verification.attempts
    recommendation = Recommendation(report["outcome"]["recommendation"])
    moved = change(unit, verification, state, report_id=report["id"], recommendation=recommendation, attempts=attempts)
    if moved.state is _S.IN_REVIEW:
        _send_to_a_person(unit, moved, report, policy)
    refresh(unit, verification.applicant_id)


def _send_to_a_person(unit: Unit, verification: Verification, report: Mapping[str, Any], policy: Policy) -> None:
    route = policy.route_of({step["rule"].removeprefix("rule.") for step in report["trace"] if step["fired"]})
    open_case(
        unit,
        applicant_id=verification.applicant_id,
        verification_id=verification.id,
        kind=CaseKind.ONBOARDING,
        reasons=tuple(report["outcome"]["reasons"]),
        score=report["outcome"]["risk_score"],
        queue=route.queue,
        priority=route.priority,
        terms=policy.terms,
    )


def give_up(unit: Unit, job: Job, verification: Verification) -> None:
    """End a verification in `error`, out of which a person may send it again."""
    unit.jobs.fail(job)
    if verification.state not in (_S.ERROR, _S.PROCESSING):
        verification = pass_through(unit, verification, _S.PROCESSING)
    if verification.state is _S.PROCESSING:
        change(unit, verification, _S.ERROR)
