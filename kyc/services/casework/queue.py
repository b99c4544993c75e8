"""The queue: looked through, taken from, handed out. What weighs most comes first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from kyc.model.case import Case, CaseState, move
from kyc.model.errors import AccessError, InputError, StateError, StoreError
from kyc.model.ids import is_id
from kyc.model.queue import Filters
from kyc.model.user import Right, User
from kyc.services.casework.case import LABEL
from kyc.services.casework.closing import note
from kyc.services.casework.rights import require
from kyc.storage.repository import Page
from kyc.storage.unit import Unit

__all__ = ["Filters", "assign", "count_by_view", "escalate", "find", "release", "snooze", "take_next", "view", "wake"]

_S = CaseState
_TAKEN = (_S.ASSIGNED, _S.SNOOZED, _S.AWAITING_APPLICANT)

VIEWS: Mapping[str, Filters] = {
    "open": Filters(),
    "unassigned": Filters(states=(_S.OPEN,), is_unassigned=True),
    "mine": Filters(states=(_S.ASSIGNED, _S.SNOOZED, _S.PENDING_APPROVAL)),  # with whoever asks as assignee
    "overdue": Filters(is_overdue=True),
    "escalated": Filters(is_escalated=True),
    "approval": Filters(states=tuple(CaseState), is_proposed=True),
    "waiting": Filters(states=(_S.AWAITING_APPLICANT,)),
    "snoozed": Filters(states=(_S.SNOOZED,)),
    "closed": Filters(states=(_S.CLOSED,)),
}


def view(key: str, user: User) -> Filters:
    """The filters of a view that everybody has.

    Raises:
        InputError: CASE.VIEW.
    """
    if key not in VIEWS:
        raise InputError("CASE.VIEW", f"A view is one of {', '.join(VIEWS)}.")
    return replace(VIEWS[key], assignee=user.id) if key == "mine" else VIEWS[key]


def find(unit: Unit, filters: Filters, *, limit: int, after: str | None = None) -> Page[Case]:
    """A page of the queue; `after` is the `next` of the page before. Cases hold nothing personal."""
    if after is not None and not after.isdecimal():
        raise InputError("CASE.PAGE", "A page is asked for by the mark that the one before ended with.")
    text = (filters.text or "").strip()
    if not text:
        return unit.cases.find(filters, limit=limit, after=after)
    if number := LABEL.fullmatch(text):
        return Page(_numbered(unit, int(number[1])), None)
    return unit.cases.find(filters, limit=limit, after=after, applicants=_meant(unit, text))


def count_by_view(unit: Unit, user: User) -> Mapping[str, int]:
    """How many cases each view holds for a user."""
    return unit.cases.count_each({key: view(key, user) for key in VIEWS})


def take_next(unit: Unit, user: User, filters: Filters | None = None) -> Case | None:
    """Take the free case that weighs most; no two people get the same one. None when none is free.

    What was escalated goes to those who may check others' decisions.

    Raises:
        AccessError: without the right to work on cases.
    """
    require(unit, user, Right.WORK)
    wanted = _free(filters or Filters(), user)
    case = unit.cases.first_free(wanted)
    return None if case is None else _hand_to(unit, case, user.id, by=user)


@dataclass(frozen=True, slots=True)
class Handing:
    """What handing out does: to which cases, and why not to the others (by id)."""

    cases: tuple[Case, ...]
    refused: Mapping[str, str]


def preview_assign(unit: Unit, user: User, case_ids: Sequence[str], assignee: User) -> Handing:
    """What `assign` would do; nothing is changed. Without the right to assign, only to oneself, and what is free."""
    may_assign = user.tenant == unit.tenant and user.may(Right.ASSIGN)
    if not may_assign or assignee.id == user.id:
        require(unit, user, Right.WORK)
    handed, refused = [], {}
    for case_id in dict.fromkeys(case_ids):
        reason, case = _hindrance(unit, case_id, user, assignee, may_assign=may_assign)
        if case is None or reason:
            refused[case_id] = reason or "STORE.UNKNOWN"
        else:
            handed.append(case)
    return Handing(tuple(handed), refused)


def assign(unit: Unit, user: User, case_ids: Sequence[str], assignee: User) -> Handing:
    """Give cases to somebody; those that cannot be are told, the others go.

    Raises:
        AccessError: when giving to somebody else without the right to.
        StoreError: STORE.CONFLICT when somebody changes one at the same moment.
    """
    planned = preview_assign(unit, user, case_ids, assignee)
    handed = tuple(_hand_to(unit, case, assignee.id, by=user) for case in planned.cases)
    return Handing(handed, planned.refused)


def release(unit: Unit, user: User, case_id: str) -> Case:
    """Give a case back to the queue: one's own, or anybody's with the right to assign.

    Raises:
        AccessError: when it is somebody else's.
        StateError: when nobody has it.
    """
    case = _held(unit, user, case_id, (_S.ASSIGNED, _S.SNOOZED))
    return _change(unit, case, user, "released", state=_S.OPEN, assignee=None, wake_at=None)


def snooze(unit: Unit, user: User, case_id: str, until: datetime) -> Case:
    """Put one's case aside until an instant; its clock goes on.

    Raises:
        InputError: CASE.SNOOZE when that is not in the future.
    """
    case = _held(unit, user, case_id, (_S.ASSIGNED,))
    if until <= unit.now():
        raise InputError("CASE.SNOOZE", "A case is put aside until a time to come.")
    return _change(unit, case, user, "snoozed", state=_S.SNOOZED, wake_at=until)


def escalate(unit: Unit, user: User, case_id: str, text: str) -> Case:
    """Hand a case to those who may check others' decisions, and say why.

    Raises:
        InputError: CASE.NOTE when nothing is said.
    """
    case = _held(unit, user, case_id, (_S.ASSIGNED,))
    if not text.strip():
        raise InputError("CASE.NOTE", "Whoever takes this case over has to know why: write a note.")
    unit.case_locks.release(case.id, user.id)
    return _change(unit, case, user, "escalated", text=text, state=_S.OPEN, assignee=None, escalated=True)


def wake(unit: Unit) -> int:
    """Bring back the snoozed cases whose time has come, and say how many; run now and then."""
    asleep = unit.cases.asleep(unit.now())
    for case in asleep:
        state = _S.ASSIGNED if case.assignee else _S.OPEN
        awake = unit.cases.save(case, state=state, wake_at=None)
        unit.timeline.add(awake, "woke")
        note(unit, case, awake)
    return len(asleep)


def _free(filters: Filters, user: User) -> Filters:
    is_escalated = filters.is_escalated if user.may(Right.CHECK) else False
    return replace(filters, states=(_S.OPEN,), is_unassigned=True, assignee=None, is_escalated=is_escalated)


def _meant(unit: Unit, text: str) -> Sequence[str]:
    """The applicants whom a text may mean."""
    if is_id(text, "app"):
        return (text,)
    kinds = ("masked_nik",) if "*" in text else ("external_id", "nik", "document_number")
    return sorted({holder for kind in kinds for holder in unit.identifiers.holders(kind, text)})


def _numbered(unit: Unit, number: int) -> tuple[Case, ...]:
    try:
        return (unit.cases.numbered(number),)
    except StoreError as error:
        if error.code != "STORE.UNKNOWN":
            raise
        return ()


def _hindrance(
    unit: Unit, case_id: str, user: User, assignee: User, *, may_assign: bool
) -> tuple[str | None, Case | None]:
    """Why a case cannot be given to somebody, and the case."""
    try:
        case = unit.cases.get(case_id)
    except StoreError as error:
        return error.code, None
    if case.state in (_S.CLOSED, _S.PENDING_APPROVAL):
        return f"CASE.{case.state}".upper(), case
    if case.assignee == assignee.id:
        return "CASE.ALREADY_THEIRS", case
    if not may_assign and (assignee.id != user.id or case.assignee is not None):
        return "ACCESS.RIGHT", case
    if assignee.tenant != unit.tenant or not assignee.may(Right.WORK):
        return "CASE.NOT_FOR_THEM", case
    if case.escalated and assignee.id == user.id and not user.may(Right.CHECK):
        return "CASE.NEEDS_SENIOR", case
    return None, case


def _hand_to(unit: Unit, case: Case, assignee: str, *, by: User) -> Case:
    state = _S.ASSIGNED if case.state in (_S.OPEN, _S.SNOOZED) else case.state
    return _change(unit, case, by, "assigned", detail=assignee, state=state, assignee=assignee, wake_at=None)


def _held(unit: Unit, user: User, case_id: str, states: tuple[CaseState, ...]) -> Case:
    """A case that a user holds, or may take out of others' hands."""
    require(unit, user, Right.WORK if not user.may(Right.ASSIGN) else Right.ASSIGN)
    case = unit.cases.get(case_id)
    if case.state not in states:
        raise StateError("CASE.ILLEGAL", f"This is not possible with a case that is {case.state}.")
    if case.assignee != user.id and not user.may(Right.ASSIGN):
        raise AccessError("CASE.NOT_YOURS", "This case is somebody else's.")
    return case


def _change(
    unit: Unit, case: Case, user: User, action: str, *, detail: str | None = None, text: str | None = None, **to: Any
) -> Case:
    if to["state"] is not case.state:
        move(case.state, to["state"])
    changed = unit.cases.save(case, **to)
    unit.timeline.add(changed, action, actor=user.id, detail=detail, text=text)
    unit.audit.append(f"case:{action}", "case", case.id, before=f"state:{case.state}", after=f"state:{changed.state}")
    return changed
