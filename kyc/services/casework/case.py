"""A case looked at and worked on: notes, files, and who has it open."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from kyc.model.case import Attachment, Case, CaseEvent, CaseState, LockHolder
from kyc.model.errors import InputError, StateError, StoreError
from kyc.model.submission import SubmittedImage
from kyc.model.user import Right, User
from kyc.services.casework.files import media_type_of, safe_name
from kyc.services.casework.gathering import CaseView, gather
from kyc.services.casework.rights import require
from kyc.storage.unit import Unit

__all__ = ["CaseView", "attach", "attachment", "changed_since", "image", "lock", "look", "note", "unlock"]

LOCK_LASTS = timedelta(minutes=5)
LONGEST_NOTE = 20_000  # characters
LABEL = re.compile(r"(?:KYC-)?(\d{1,9})", re.IGNORECASE)  # more digits than a case's number can have are none


def look(unit: Unit, user: User, case_id: str) -> CaseView:
    """Show a case; of personal data as much as the user may see, and the audit log has it that they did.

    Raises:
        AccessError: without the right to read cases.
        StoreError: STORE.UNKNOWN.
    """
    require(unit, user, Right.READ_CASES)
    view = gather(unit, case_id)
    if not user.may(Right.READ_PII):
        return _impersonal(view)
    unit.audit.append("case:read", "case", case_id)
    return view


def image(unit: Unit, user: User, case_id: str, role: str) -> SubmittedImage:
    """One of the images that a case's verification was given; a read of personal data.

    Raises:
        AccessError: without the right to read personal data.
        StoreError: STORE.UNKNOWN when there is no such image.
    """
    require(unit, user, Right.READ_PII)
    case = unit.cases.get(case_id)
    given = unit.verifications.get(case.verification_id).images if case.verification_id else ()
    stored = (unit.documents.get(image_id) for image_id in given if unit.documents.is_stored(image_id))
    wanted = next((each.id for each in stored if each.role == role), None)
    if wanted is None:
        raise StoreError("STORE.UNKNOWN", "This case has no such image.")
    unit.audit.append("image:read", "document", wanted)
    return unit.documents.image(wanted)


def note(unit: Unit, user: User, case_id: str, text: str) -> CaseEvent:
    """Write a note for colleagues; whoever may work on cases may, whoever has the case.

    Raises:
        AccessError: without the right to work on cases.
        InputError: CASE.NOTE when it is empty or too long.
    """
    require(unit, user, Right.WORK)
    if not text.strip() or len(text) > LONGEST_NOTE:
        raise InputError("CASE.NOTE", f"A note has 1 to {LONGEST_NOTE} characters.")
    case = unit.cases.get(case_id)
    written = unit.timeline.add(case, "noted", actor=user.id, text=text)
    unit.audit.append("case:noted", "case", case_id, after=unit.keys.digest(case.applicant_id, text.encode()))
    return written


def attach(unit: Unit, user: User, case_id: str, name: str, content: bytes) -> Attachment:
    """Lay a file to a case. What it is tells its content; what its name claims does not count.

    Raises:
        AccessError: without the right to work on cases.
        InputError: FILE.EMPTY, FILE.TOO_LARGE, FILE.KIND.
        StateError: CASE.CLOSED.
    """
    require(unit, user, Right.WORK)
    case = unit.cases.get(case_id)
    if case.state is CaseState.CLOSED:
        raise StateError("CASE.CLOSED", "Nothing is added to a case that is closed.")
    kind = media_type_of(content)
    made = unit.attachments.add(case, safe_name(name, kind), content, media_type=kind, author=user.id)
    unit.timeline.add(case, "attached", actor=user.id, detail=made.id)
    unit.audit.append("case:attached", "case", case_id, after=made.digest)
    return made


def attachment(unit: Unit, user: User, case_id: str, attachment_id: str) -> tuple[Attachment, bytes]:
    """A file and its bytes; a read of personal data. Send it as a download, never as a page.

    Raises:
        AccessError: without the right to read personal data.
        StoreError: STORE.UNKNOWN when it is not one of this case.
    """
    require(unit, user, Right.READ_PII)
    found = unit.attachments.get(attachment_id)
    if found.case_id != case_id:
        raise StoreError("STORE.UNKNOWN", "Nothing by this id is stored among attachments.")
    unit.audit.append("attachment:read", "case", case_id)
    return found, unit.attachments.content(attachment_id)


def lock(unit: Unit, user: User, case_id: str) -> LockHolder:
    """Tell others that one has a case open, for five minutes at a time; return who has it.

    Raises:
        AccessError: without the right to work on cases.
    """
    require(unit, user, Right.WORK)
    return unit.case_locks.take(unit.cases.get(case_id), user.id, LOCK_LASTS)


def unlock(unit: Unit, user: User, case_id: str) -> None:
    """Tell others that one has closed a case's page."""
    unit.case_locks.release(case_id, user.id)


def changed_since(view: CaseView, seen_at: datetime) -> tuple[CaseEvent, ...]:
    """What happened since somebody looked: what the loser of two decisions is shown."""
    return tuple(event for event in view.timeline if event.at > seen_at)


def by_label(unit: Unit, label: str) -> Case:
    """The case by what people call it (`KYC-1042`), its number or its id.

    Raises:
        StoreError: STORE.UNKNOWN.
    """
    found = LABEL.fullmatch(label)
    return unit.cases.numbered(int(found[1])) if found else unit.cases.get(label)


def _impersonal(view: CaseView) -> CaseView:
    """What is left for whoever manages users and queues: ids, states and codes."""
    return replace(
        view,
        applicant=view.applicant.bare(),
        report=None,
        evidence=None,
        images=(),
        screening=None,
        reviews=(),
        decisions=tuple(replace(decision, note="", message=None) for decision in view.decisions),
        timeline=tuple(replace(event, text=None) for event in view.timeline),
        attachments=(),
        is_personal=False,
    )
