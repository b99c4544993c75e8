"""The canary's case: everything that can be stored of casework, and every question that can be asked about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from kyc.model.case import Case, CaseKind, CaseState, Decision, DecisionOutcome, DecisionState, HitReview
from kyc.model.queue import Filters
from kyc.model.screening import Algorithm, HitStatus, Screening, ScreeningQuery
from kyc.screening.exceptions import ScreeningException
from kyc.storage.unit import Unit
from tests.databases import NOON, OTHER

ENTITY = "sdn-1"
EVERY_STATE = Filters(states=tuple(CaseState))


@dataclass(frozen=True)
class FilledCase:
    """The ids of what `fill_case` stored."""

    case: str
    decision: str
    attachment: str


def fill_case(unit: Unit, applicant_id: str, verification_id: str, secret: str) -> FilledCase:
    """Write through every repository of casework; `secret` stands wherever a person may write."""
    case = unit.cases.add(
        kind=CaseKind.ONBOARDING,
        applicant_id=applicant_id,
        verification_id=verification_id,
        reasons=("SCR.SANCTION",),
        score=70,
        queue="sanctions",
        priority=90,
    )
    unit.timeline.add(case, "noted", actor="usr_ani", text=secret)
    file = unit.attachments.add(case, f"{secret}.txt", secret.encode() * 9, media_type="text/plain", author="usr_ani")
    unit.reviews.put(case, review_of(case.id, secret))
    unit.exceptions.put(exception_of(applicant_id, secret))
    unit.case_screenings.put(case, screening_of(secret))
    unit.case_locks.take(case, "usr_ani", timedelta(minutes=5))
    decision = unit.decisions.add(case, decision_of(secret), token=unit.scope.new_id("frm"))
    return FilledCase(case.id, decision.id, file.id)


def review_of(case_id: str, note: str | None = None) -> HitReview:
    false = HitStatus.FALSE_POSITIVE
    return HitReview(case_id, ENTITY, false, "name_only", "usr_ani", NOON, "a" * 64, "b" * 64, NOON, note)


def exception_of(applicant_id: str, fingerprint: str = "a" * 64) -> ScreeningException:
    return ScreeningException(applicant_id, ENTITY, fingerprint, "b" * 64, "name_only", "usr_ani", NOON)


def screening_of(name: str) -> Screening:
    return Screening(ScreeningQuery(name), Algorithm("bits", "1", 0.5), (), ())


def decision_of(note: str, **changes: Any) -> Decision:
    values: dict[str, Any] = {
        "id": "",
        "tenant": "",
        "case_id": "",
        "outcome": DecisionOutcome.REJECT,
        "state": DecisionState.PROPOSED,
        "reasons": ("SCR.SANCTION",),
        "note": note,
        "maker": "usr_ani",
        "made_at": NOON,
        "message": note,
        "needs_four_eyes": True,
    }
    return Decision(**values | changes)


def _case(ids: Any) -> Case:
    plain = {"queue": "default", "priority": 0, "reasons": (), "score": 0, "opened_at": NOON, "updated_at": NOON}
    state, kind = CaseState.OPEN, CaseKind.ONBOARDING
    return Case(ids.case, OTHER, 1, kind, ids.applicant, ids.verification, state, **plain)  # type: ignore[arg-type]


def _added(unit: Unit, ids: Any) -> Case:
    facts: dict[str, Any] = {"reasons": (), "score": 0, "queue": "default", "priority": 0}
    kind = CaseKind.MONITORING
    return unit.cases.add(kind=kind, applicant_id=ids.applicant, verification_id=ids.verification, **facts)


ASKING: dict[str, Callable[[Unit, Any], object]] = {
    "cases.get": lambda unit, ids: unit.cases.get(ids.case),
    "cases.save": lambda unit, ids: unit.cases.save(_case(ids), priority=9),
    "cases.add": _added,
    "timeline.add": lambda unit, ids: unit.timeline.add(_case(ids), "noted", text="text"),
    "attachments.get": lambda unit, ids: unit.attachments.get(ids.attachment),
    "attachments.content": lambda unit, ids: unit.attachments.content(ids.attachment),
    "attachments.add": lambda unit, ids: unit.attachments.add(_case(ids), "n", b"c", media_type="t", author="a"),
    "reviews.put": lambda unit, ids: unit.reviews.put(_case(ids), review_of(ids.case)),
    "decisions.get": lambda unit, ids: unit.decisions.get(ids.decision),
    "decisions.add": lambda unit, ids: unit.decisions.add(_case(ids), decision_of("note")),
    "decisions.settle": lambda unit, ids: unit.decisions.settle(
        decision_of("", id=ids.decision), DecisionState.APPLIED
    ),
    "exceptions.put": lambda unit, ids: unit.exceptions.put(exception_of(ids.applicant)),
    "case_locks.take": lambda unit, ids: unit.case_locks.take(_case(ids), "usr_x", timedelta(1)),
    "case_screenings.put": lambda unit, ids: unit.case_screenings.put(_case(ids), screening_of("name")),
}

LOOKING: dict[str, Callable[[Unit, Any], object]] = {
    "cases.open_of": lambda unit, ids: unit.cases.open_of(ids.verification),
    "cases.about": lambda unit, ids: unit.cases.about([ids.applicant]),
    "cases.of": lambda unit, ids: unit.cases.of(ids.applicant),
    "cases.find": lambda unit, ids: unit.cases.find(EVERY_STATE, limit=9).items,
    "cases.count": lambda unit, ids: unit.cases.count(EVERY_STATE),
    "cases.count_each": lambda unit, ids: unit.cases.count_each({"all": EVERY_STATE})["all"],
    "cases.asleep": lambda unit, ids: unit.cases.asleep(NOON),
    "timeline.of": lambda unit, ids: unit.timeline.of(ids.case),
    "timeline.erase": lambda unit, ids: unit.timeline.erase(ids.applicant),
    "attachments.of": lambda unit, ids: unit.attachments.of(ids.case),
    "attachments.is_stored": lambda unit, ids: unit.attachments.is_stored(ids.attachment),
    "attachments.erase": lambda unit, ids: unit.attachments.erase(ids.applicant),
    "reviews.of": lambda unit, ids: unit.reviews.of(ids.case),
    "reviews.erase": lambda unit, ids: unit.reviews.erase(ids.applicant),
    "decisions.standing": lambda unit, ids: unit.decisions.standing([ids.applicant]),
    "decisions.of": lambda unit, ids: unit.decisions.of(ids.case),
    "decisions.by_token": lambda unit, ids: unit.decisions.by_token("form"),
    "decisions.erase": lambda unit, ids: unit.decisions.erase(ids.applicant),
    "exceptions.find": lambda unit, ids: unit.exceptions.find(ids.applicant, ENTITY),
    "exceptions.of": lambda unit, ids: unit.exceptions.of(ids.applicant),
    "exceptions.erase": lambda unit, ids: unit.exceptions.erase(ids.applicant),
    "case_locks.of": lambda unit, ids: unit.case_locks.of(ids.case),
    "case_screenings.of": lambda unit, ids: unit.case_screenings.of(ids.case),
    "case_screenings.erase": lambda unit, ids: unit.case_screenings.erase(ids.applicant),
}

# They change or lock what they find, so that a look at everything leaves them out.
MOVING: dict[str, Callable[[Unit, Any], object]] = {
    "cases.first_free": lambda unit, ids: unit.cases.first_free(EVERY_STATE),
    "exceptions.remove": lambda unit, ids: unit.exceptions.remove(ids.applicant, ENTITY),
    "case_locks.release": lambda unit, ids: unit.case_locks.release(ids.case, "usr_ani"),
}

HARMLESS = {"cases.numbered"}  # each tenant counts its own cases
