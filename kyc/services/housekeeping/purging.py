"""Retention: what has been kept long enough goes, each applicant in a transaction of their own.

Kinds may end at different times: images first, perhaps, and reports years later. When nothing is left to keep, the
applicant is erased, which destroys the data key and leaves a certificate. A legal hold stops all of it, and so do a
relationship that lasts (the applicant is monitored) and a verification or case that somebody still works on.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from enum import StrEnum

from kyc.model.applicant import KINDS
from kyc.model.case import CaseState
from kyc.model.errors import StateError, StoreError
from kyc.model.verification import VerificationState
from kyc.services.casework.changes import call_off
from kyc.services.housekeeping.house import House
from kyc.storage import erasing
from kyc.storage.unit import Unit

log = logging.getLogger(__name__)

_S = VerificationState
_UNDER_WAY = frozenset({_S.CREATED, _S.AWAITING_INPUT, _S.PROCESSING, _S.IN_REVIEW, _S.RESUBMISSION_REQUESTED})
_PAGE = 500
_ENOUGH = 1000  # verifications of one applicant; there are one or two as a rule
_ELSEWHERE = frozenset({"STORE.CONFLICT", "STORE.UNKNOWN"})


class Fate(StrEnum):
    """What became of an applicant some of whose data need not be kept any longer."""

    ERASED = "erased"  # nothing is kept any longer
    PURGED = "purged"  # some kinds went, others are kept
    HELD = "held"  # a legal hold forbids it
    MONITORED = "monitored"  # the relationship lasts
    UNDER_WAY = "under_way"  # a verification is not concluded, or a case not decided
    LEFT = "left"  # somebody else changed them at this moment: the next round comes to it


def purge(house: House) -> Mapping[str, int]:
    """Delete what has been kept long enough, of all tenants; resumable at any moment, since nothing is remembered.

    Raises:
        StoreError: when the store does not answer; what was deleted until then stays deleted.
    """
    today, fates = house.clock().date(), Counter[str]({fate.value: 0 for fate in Fate})
    for tenant in house.tenants():
        for applicant_id in _overdue(house, tenant, today):
            fates[_fate_of(house, tenant, applicant_id, today)] += 1
    return dict(fates)


def _overdue(house: House, tenant: str, today: date) -> Iterator[str]:
    """By id, page by page: who is held stays overdue and must not be met twice."""
    after = ""
    while True:
        with house.on_behalf_of(tenant, read_only=True) as unit:
            page = unit.retention.overdue(today, limit=_PAGE, after=after)
        yield from page
        if len(page) < _PAGE:
            return
        after = page[-1]


def _fate_of(house: House, tenant: str, applicant_id: str, today: date) -> Fate:
    try:
        with house.on_behalf_of(tenant) as unit:
            return purge_one(unit, applicant_id, today)
    except StateError:  # a hold was placed at this moment
        return Fate.HELD
    except StoreError as error:
        if error.code not in _ELSEWHERE:
            raise
        log.info("purge.left", extra={"applicant": applicant_id, "code": error.code})
        return Fate.LEFT


def purge_one(unit: Unit, applicant_id: str, today: date) -> Fate:
    """Delete the kinds of one applicant's data that need not be kept any longer.

    Raises:
        StateError: STATE.LEGAL_HOLD when a hold is placed at the same moment.
    """
    if hindrance := _hindrance(unit, applicant_id):
        return hindrance
    dates = unit.retention.of(applicant_id)
    over = [each.kind for each in dates if each.keep_until < today]
    if not over:
        return Fate.LEFT  # somebody came back meanwhile
    if len(over) == len(dates):
        call_off(unit, applicant_id)  # what ended in error was still waiting for another attempt
        erasing.erase(unit, applicant_id)
        return Fate.ERASED
    _forget(unit, applicant_id, over, kept={each.kind for each in dates} - set(over))
    return Fate.PURGED


def _hindrance(unit: Unit, applicant_id: str) -> Fate | None:
    if unit.applicants.get(applicant_id).legal_hold:
        return Fate.HELD
    monitor = unit.monitors.of(applicant_id)
    if monitor and monitor.is_on:
        return Fate.MONITORED
    found = unit.verifications.list(limit=_ENOUGH, applicant_id=applicant_id).items
    is_verified = any(each.state in _UNDER_WAY for each in found)
    is_decided = any(case.state is not CaseState.CLOSED for case in unit.cases.of(applicant_id))
    return Fate.UNDER_WAY if is_verified or is_decided else None


def _forget(unit: Unit, applicant_id: str, over: Collection[str], *, kept: Collection[str]) -> None:
    for kind in (each for each in KINDS if each in over):
        _FORGETTING[kind](unit, applicant_id)
        unit.retention.done(applicant_id, kind)
        unit.audit.append(f"{kind}:purged", "applicant", applicant_id)
    if not {"declared", "evidence"} & set(kept):  # where the numbers came from
        unit.identifiers.erase(applicant_id)


def _forget_declared(unit: Unit, applicant_id: str) -> None:
    if not unit.applicants.forget_declared(applicant_id):
        raise StateError("STATE.LEGAL_HOLD", "A legal hold forbids deleting anything of this applicant.")


def _forget_images(unit: Unit, applicant_id: str) -> None:
    for image in unit.documents.of(applicant_id):
        unit.documents.remove(image.id)


_FORGETTING: Mapping[str, Callable[[Unit, str], object]] = {
    "declared": _forget_declared,
    "images": _forget_images,
    "evidence": lambda unit, applicant_id: unit.evidence.erase(applicant_id),
    "report": lambda unit, applicant_id: unit.reports.erase(applicant_id),
}
