"""Material for papers, of invented people."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from kyc.model.case import Decision, DecisionOutcome, DecisionState, HitReview
from kyc.model.report import Report
from kyc.model.screening import HitStatus
from kyc.reporting.document import seal
from kyc.reporting.pdf.content import Casework, Export, Material
from tests.unit.reporting import samples

EXPORT = Export("Rina Hartati", samples.AT + timedelta(days=1), "ce" * 32)
DECISION = Decision(
    id="dec_1",
    tenant="acme",
    case_id="case_1",
    outcome=DecisionOutcome.REJECT,
    state=DecisionState.APPLIED,
    reasons=("SCR.TERROR_LIST",),
    note="The branch confirmed it by telephone.",
    maker="usr_1",
    made_at=samples.AT,
    message="Kami tidak dapat melanjutkan permohonan Anda.",
    items=(("selfie", "IMG.BLUR"),),
    needs_four_eyes=True,
    checker="usr_2",
    checked_at=samples.AT + timedelta(hours=2),
    report_sha256="ab" * 32,
)
REVIEW = HitReview(
    "case_1",
    "local-17",
    HitStatus.TRUE_POSITIVE,
    "identity_confirmed",
    "usr_1",
    samples.AT,
    "fp",
    "ep",
    note="Seen in person.",
)
CASEWORK = Casework("KYC-1042", (DECISION,), (REVIEW,), {"usr_1": "Rina Hartati", "usr_2": "Dewi Lestari"})


def internal(report: Report | None = None, casework: Casework | None = CASEWORK) -> Material:
    """The internal paper of a case in review."""
    sealed = seal(report or samples.review())
    return Material(sealed, "internal", EXPORT, samples.evidence(), samples.images(), casework)


def client(report: Report | None = None) -> Material:
    """The client's paper of a report."""
    return Material(seal(report or samples.reject()), "client", EXPORT)


def specimen() -> Material:
    """A paper of an invented person that says so."""
    return replace(client(), export=replace(EXPORT, specimen=True))
