"""Verifications as clients see them: started, watched, called off, given better images. The work is done elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kyc.model.applicant import Periods, StoredImage
from kyc.model.errors import InputError, StateError
from kyc.model.evidence import Evidence
from kyc.model.report import Report
from kyc.model.submission import ROLES
from kyc.model.verification import Verification, VerificationState
from kyc.model.webhook import Event
from kyc.reporting.document import from_json
from kyc.services.casework.changes import announce, change
from kyc.services.onboarding.applicants import alive
from kyc.services.onboarding.retention import FIVE_YEARS, retain
from kyc.services.sandbox.scenarios import check_named
from kyc.services.working.work import try_again
from kyc.storage.repository import Page
from kyc.storage.unit import Unit

_S = VerificationState


def create(
    unit: Unit, applicant_id: str, images: Sequence[str] | None = None, *, periods: Periods = FIVE_YEARS
) -> Verification:
    """Start a verification of the named images, or of the newest of each kind.

    Raises:
        StateError: APPLICANT.ERASED, or CONSENT.MISSING while no consent stands.
        InputError: VERIFICATION.IMAGES when an image is not this applicant's, or none shows the document's front;
            SANDBOX.UNKNOWN when an applicant of a sandbox names a scenario that is not there.
    """
    check_named(unit, alive(unit, applicant_id).declared)
    if not unit.consents.active(applicant_id):
        raise StateError("CONSENT.MISSING", "Without a recorded consent no verification starts: record one first.")
    chosen = _chosen(unit, applicant_id, images)
    made = unit.verifications.add(applicant_id, images=chosen)
    unit.jobs.add(made.id)
    retain(unit, applicant_id, periods)
    announce(unit, made)
    unit.audit.append("verification:created", "verification", made.id, after=f"state:{made.state}")
    return made


def get(unit: Unit, verification_id: str) -> Verification:
    """Return a verification.

    Raises:
        StoreError: STORE.UNKNOWN.
    """
    return unit.verifications.get(verification_id)


def page(
    unit: Unit, *, limit: int, before: str | None, applicant_id: str | None, state: VerificationState | None
) -> Page[Verification]:
    """A page of verifications, newest first."""
    return unit.verifications.list(limit=limit, before=before, applicant_id=applicant_id, state=state)


def cancel(unit: Unit, verification_id: str) -> Verification:
    """Call a verification off; a worker that has it cannot finish it any more.

    Raises:
        StateError: STATE.ILLEGAL when it is final.
    """
    canceled = change(unit, unit.verifications.get(verification_id), _S.CANCELED)
    unit.jobs.cancel(verification_id)
    return canceled


def resubmit(unit: Unit, verification_id: str, images: Sequence[str] | None = None) -> Verification:
    """Hand in images that were asked for, and have them looked at; the newest of each kind unless named.

    Raises:
        StateError: STATE.ILLEGAL when nothing was asked for.
        InputError: VERIFICATION.IMAGES as for `create`.
    """
    asked = unit.verifications.get(verification_id)
    alive(unit, asked.applicant_id)
    if asked.state is not _S.RESUBMISSION_REQUESTED:
        raise StateError("STATE.ILLEGAL", f"A verification that is {asked.state} waits for no images.")
    chosen = _chosen(unit, asked.applicant_id, images)
    again = change(unit, asked, _S.AWAITING_INPUT, images=chosen, expires_at=None)
    unit.jobs.add(verification_id)
    return again


def retry(unit: Unit, verification_id: str) -> Verification:
    """Have a verification that ended in `error` looked at once more.

    Raises:
        StateError: STATE.ILLEGAL when it did not.
    """
    found = unit.verifications.get(verification_id)
    if found.state is not _S.ERROR:
        raise StateError("STATE.ILLEGAL", f"A verification that is {found.state} did not end in error.")
    return try_again(unit, verification_id)


def report(unit: Unit, verification_id: str) -> Report:
    """Return the newest report on a verification; a read of personal data.

    Raises:
        StateError: REPORT.NOT_READY while there is none.
    """
    unit.verifications.get(verification_id)
    stored = unit.reports.latest(verification_id)
    if stored is None:
        raise StateError("REPORT.NOT_READY", "There is no report on this verification yet.")
    unit.audit.append("report:read", "report", stored.id)
    return from_json(stored.document)


def evidence(unit: Unit, verification_id: str) -> tuple[Evidence | None, Mapping[str, bytes]]:
    """What was read, and the images by role: for the page that analysts see. A read of personal data."""
    found = unit.verifications.get(verification_id)
    kept = [image for image in found.images if unit.documents.is_stored(image)]  # images may go before the report does
    pictures = [unit.documents.image(image) for image in kept]
    unit.audit.append("evidence:read", "verification", verification_id)
    return unit.evidence.get(verification_id), {picture.role: picture.content for picture in pictures}


def events(unit: Unit, verification_id: str, *, after: int) -> tuple[Event, ...]:
    """What was told about a verification after a sequence, in order."""
    applicant_id, found = unit.verifications.get(verification_id).applicant_id, list[Event]()
    while told := unit.outbox.since(applicant_id, after, verification_id=verification_id):
        found += (event for event in told if event.type.startswith("verification."))  # cases and alerts are for others
        after = told[-1].sequence
    return tuple(found)


def _chosen(unit: Unit, applicant_id: str, wanted: Sequence[str] | None) -> tuple[str, ...]:
    """The images of a verification: those named, or the newest of each role."""
    known = {image.id: image for image in reversed(unit.documents.of(applicant_id))}
    if wanted is None:
        newest = {image.role: image.id for image in known.values()}
        wanted = [newest[role] for role in ROLES if role in newest]
    if not all(image in known for image in wanted):
        raise InputError("VERIFICATION.IMAGES", "An image that was named is not one of this applicant's.")
    _check_roles([known[image] for image in wanted])
    return tuple(wanted)


def _check_roles(images: Sequence[StoredImage]) -> None:
    roles = [image.role for image in images]
    if "document" not in roles or len(set(roles)) < len(roles):
        raise InputError(
            "VERIFICATION.IMAGES",
            "A verification needs an image of the document's front, and takes one of each other kind.",
        )
