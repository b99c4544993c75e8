"""A report as a signed PDF: gathered in one transaction that notes the export, printed after it.

Printing takes a second or two of a core; nothing in the store waits for it. Whoever exports holds a `place` while doing
both, so that nothing is noted as taken along that cannot be printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from kyc.model.case import Case
from kyc.model.errors import AccessError, StateError
from kyc.model.evidence import Evidence
from kyc.model.submission import DeclaredData
from kyc.model.user import Right, User
from kyc.model.verification import Verification
from kyc.reporting.document import from_json
from kyc.reporting.pdf.content import Alert, Casework, Export, Material, PaperProjection
from kyc.reporting.pdf.press import print_report
from kyc.reporting.pdf.signing import OperatorKey, sign
from kyc.services.onboarding import verifications
from kyc.storage.store import Store
from kyc.storage.unit import Unit
from kyc.texts.translator import Language, translator


def gather(unit: Unit, verification_id: str, *, projection: PaperProjection, by: str, key: OperatorKey) -> Material:
    """Everything that goes into the PDF of a verification's newest report; the audit log notes who took it along.

    The internal one holds the images, what was read and what people decided; the client's nothing of it.

    Raises:
        StoreError: STORE.UNKNOWN.
        StateError: REPORT.NOT_READY while there is no report.
    """
    report = verifications.report(unit, verification_id)
    export = Export(by, unit.now(), key.fingerprint, specimen=unit.sandbox.is_one)
    seal = f"sha256:{report.integrity.sha256}" if report.integrity else None
    unit.audit.append(f"report:exported:{projection}", "report", report.id, after=seal)
    if projection == "client":
        return Material(report, projection, export)
    given = unit.verifications.get(verification_id)
    stored = [unit.documents.image(image) for image in given.images if unit.documents.is_stored(image)]
    unit.audit.append("evidence:read", "verification", verification_id)
    return Material(
        report,
        projection,
        export,
        unit.evidence.get(verification_id) or _declared(unit, given),
        {image.role: image.content for image in stored},
        _casework(unit, given),
    )


def gather_folder(
    store: Store, submission_id: str, *, projection: PaperProjection, by: str, at: datetime, key: OperatorKey
) -> Material:
    """The same for what `kyc verify` wrote into its folder, where there are neither cases nor an audit log.

    Raises:
        StoreError: STORE.UNKNOWN.
        InputError: STORE.BAD_ID.
        StateError: REPORT.NOT_READY where a run was stopped before its end.
    """
    given = store.submission(submission_id)
    stored = store.report(submission_id)
    if stored is None:
        raise StateError("REPORT.NOT_READY", "The verification was stopped before its end: run it again.")
    report, export = from_json(stored), Export(by, at, key.fingerprint)
    if projection == "client":
        return Material(report, projection, export)
    images = {image.role: image.content for image in given.images}
    return Material(report, projection, export, store.evidence(submission_id), images)


def gather_for(unit: Unit, user: User, verification_id: str, *, key: OperatorKey) -> Material:
    """The internal report for somebody who signed in to the console.

    Raises:
        AccessError: ACCESS.RIGHT without the right to read personal data.
    """
    if user.tenant != unit.tenant or not user.may(Right.READ_PII):
        raise AccessError("ACCESS.RIGHT", f"This needs the right {Right.READ_PII}, which your role does not include.")
    return gather(unit, verification_id, projection="internal", by=user.name, key=key)


def write(material: Material, key: OperatorKey, language: Language) -> bytes:
    """Print and sign; costs a second or two, so never inside a transaction.

    Raises:
        EngineError: PDF.UNAVAILABLE where Pango is not installed.
    """
    reason = translator(language).text("Report on a verification, as sealed")
    return sign(print_report(material, language), key, reason=reason)


def _declared(unit: Unit, given: Verification) -> Evidence:
    """What was declared, where what was read has reached the end of its time before the report has."""
    return Evidence(given.id, unit.applicants.get(given.applicant_id).declared or DeclaredData())


def _casework(unit: Unit, given: Verification) -> Casework | None:
    """The newest case of a verification with what people made of it."""
    cases = [case for case in unit.cases.of(given.applicant_id) if case.verification_id == given.id]
    if not cases:
        return None
    newest = max(cases, key=lambda case: case.number)
    decisions = sorted((made for case in cases for made in unit.decisions.of(case.id)), key=lambda made: made.made_at)
    reviews = tuple(review for case in cases for review in unit.reviews.of(case.id))
    people = {user.id: user.name for user in unit.users.all()}
    return Casework(newest.label, tuple(decisions), reviews, people, tuple(_alerts(unit, cases)))


def _alerts(unit: Unit, cases: Sequence[Case]) -> Iterator[Alert]:
    """What re-screening found since; an onboarding case's hits stand in the report."""
    for case in cases:
        if found := unit.case_screenings.of(case.id):
            yield Alert(case.label, case.opened_at, found)
