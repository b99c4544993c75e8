"""Hits, and what a person makes of each: one review for each hit of a case, on the state both sides had then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from kyc.model.case import HIT_REASONS, Case, CaseState, HitReview
from kyc.model.errors import InputError, StateError, StoreError
from kyc.model.screening import Hit, HitStatus
from kyc.model.user import Right, User
from kyc.screening.exceptions import ScreeningException
from kyc.services.casework.gathering import CaseView, gather
from kyc.services.casework.rights import require
from kyc.storage.unit import Unit

EXCEPTION_LASTS = timedelta(days=365)
LONGEST = timedelta(days=5 * 365)
SUSPECTED = frozenset({HitStatus.TRUE_POSITIVE, HitStatus.INCONCLUSIVE})
CLEARING = "sanction_cleared"  # the occasion on which one person alone clears nothing for good
UNKNOWN = "unknown"  # the state of an entity that a report does not tell; no exception on it ever holds


@dataclass(frozen=True, slots=True, repr=False)
class SeenHit:
    """A hit with what was made of it. `is_stale`: it was reviewed, and one of both sides has changed since."""

    hit: Hit
    review: HitReview | None
    status: HitStatus
    is_stale: bool

    def __repr__(self) -> str:
        return f"SeenHit({self.hit.entity_id}, {self.status})"

    @property
    def is_suspected(self) -> bool:
        """Whether a person said, of this state or of one before, that it is the applicant or may be."""
        return self.status in SUSPECTED or (self.review is not None and self.review.status in SUSPECTED)


def seen(view: CaseView) -> tuple[SeenHit, ...]:
    """Every hit of a case, best first, unflagged ones included; an outdated review counts as none."""
    reviews = {review.entity_id: review for review in view.reviews}
    hits = view.screening.hits if view.screening else ()
    return tuple(_seen(hit, reviews.get(hit.entity_id), view.applicant_fingerprint) for hit in hits)


def decisive(view: CaseView) -> tuple[SeenHit, ...]:
    """The hits that a decision goes by: the flagged ones, and any below the threshold that a person suspects."""
    return tuple(each for each in seen(view) if each.hit.flagged or each.is_suspected)


def review(
    unit: Unit,
    user: User,
    case_id: str,
    entity_id: str,
    status: HitStatus,
    reason: str,
    *,
    note: str | None = None,
    expires_at: datetime | None = None,
    version: int | None = None,
) -> HitReview:
    """Say what a hit is; a false positive makes an exception, anything else ends one. `version` is the case's as seen.

    Where a second person has to agree to the clearing, the exception is made by their agreeing, see `keep_cleared`.
    `expires_at` is that of the exception, a year from now when left out. A review by `open` withdraws the one before.

    Raises:
        AccessError: without the right to work on cases.
        StateError: CASE.NOT_YOURS, or CASE.ILLEGAL when the case is not being worked on.
        InputError: HIT.UNKNOWN, HIT.REASON, HIT.NOTE, HIT.EXPIRY.
        StoreError: STORE.CONFLICT when the case was changed since it was seen.
    """
    require(unit, user, Right.WORK)
    view = gather(unit, case_id)
    _check_turn(view.case, user, version)
    made = _review(view, user, entity_id, status, reason, note=note, expires_at=expires_at, at=unit.now())
    changed = unit.cases.save(view.case)
    unit.reviews.put(changed, made)
    _except(unit, view, made)
    unit.timeline.add(changed, "hit_reviewed", actor=user.id, detail=f"{entity_id} {status} {reason}"[:80], text=note)
    unit.audit.append(f"hit:{status}", "case", case_id, after=unit.keys.digest(changed.applicant_id, _content(made)))
    return made


def preview_exception(
    unit: Unit, user: User, case_id: str, entity_id: str, reason: str, *, expires_at: datetime | None = None
) -> ScreeningException:
    """The exception that a review as false positive would make; nothing is changed.

    Raises:
        AccessError: without the right to work on cases.
        InputError: HIT.UNKNOWN, HIT.REASON, HIT.EXPIRY.
    """
    require(unit, user, Right.WORK)
    view, clears, now = gather(unit, case_id), HitStatus.FALSE_POSITIVE, unit.now()
    made = _review(view, user, entity_id, clears, reason, expires_at=expires_at, at=now, needs_note=False)
    return _exception(view, made)


def entity_state(hit: Hit) -> str:
    """The fingerprint of the listed entity as it was when the hit was found."""
    return hit.fingerprint or UNKNOWN


def _seen(hit: Hit, review: HitReview | None, applicant: str) -> SeenHit:
    if review is None:
        return SeenHit(hit, None, hit.status, False)
    then, now = (review.applicant_fingerprint, review.entity_fingerprint), (applicant, entity_state(hit))
    return SeenHit(hit, review, review.status if then == now else HitStatus.OPEN, then != now)


def _check_turn(case: Case, user: User, version: int | None) -> None:
    if version is not None and version != case.version:
        raise StoreError("STORE.CONFLICT", "The case was changed meanwhile: look at it again.")
    if case.state is not CaseState.ASSIGNED:
        raise StateError("CASE.ILLEGAL", f"Hits are reviewed while somebody works on the case; it is {case.state}.")
    if case.assignee != user.id:
        raise StateError("CASE.NOT_YOURS", "Take the case before you review its hits.")


def _review(
    view: CaseView,
    user: User,
    entity_id: str,
    status: HitStatus,
    reason: str,
    *,
    at: datetime,
    note: str | None = None,
    expires_at: datetime | None = None,
    needs_note: bool = True,
) -> HitReview:
    hit = next((each.hit for each in seen(view) if each.hit.entity_id == entity_id), None)
    if hit is None:
        raise InputError("HIT.UNKNOWN", "This case has no such hit.")
    if reason not in HIT_REASONS[status]:
        raise InputError("HIT.REASON", f"A hit is {status} for one of: {', '.join(HIT_REASONS[status])}.")
    if reason == "other" and needs_note and not (note or "").strip():
        raise InputError("HIT.NOTE", "Another reason has to be told in a note.")
    clears = status is HitStatus.FALSE_POSITIVE
    return HitReview(
        case_id=view.case.id,
        entity_id=entity_id,
        status=status,
        reason=reason,
        author=user.id,
        at=at,
        applicant_fingerprint=view.applicant_fingerprint,
        entity_fingerprint=entity_state(hit),
        expires_at=_expiry(expires_at, at) if clears else None,
        note=note,
    )


def _expiry(wanted: datetime | None, now: datetime) -> datetime:
    expires_at = wanted or now + EXCEPTION_LASTS
    if not now < expires_at <= now + LONGEST:
        raise InputError("HIT.EXPIRY", f"An exception ends at a time to come, within {LONGEST.days} days.")
    return expires_at


def keep_cleared(unit: Unit, view: CaseView) -> None:
    """Make the exceptions of what was cleared, now that the approval in which it was holds.

    Where one person's review is enough it made them already; one that was ended since, on another case, stays so.
    """
    for each in seen(view) if CLEARING in view.case.four_eyes else ():
        if each.review is not None and each.status is HitStatus.FALSE_POSITIVE:
            unit.exceptions.put(_exception(view, each.review))


def _except(unit: Unit, view: CaseView, made: HitReview) -> None:
    if made.status is not HitStatus.FALSE_POSITIVE:
        unit.exceptions.remove(view.case.applicant_id, made.entity_id)
    elif CLEARING not in view.case.four_eyes:
        unit.exceptions.put(_exception(view, made))


def _exception(view: CaseView, made: HitReview) -> ScreeningException:
    return ScreeningException(
        applicant_id=view.case.applicant_id,
        entity_id=made.entity_id,
        applicant_fingerprint=made.applicant_fingerprint,
        entity_fingerprint=made.entity_fingerprint,
        reason=made.reason,
        author=made.author,
        created_at=made.at,
        expires_at=made.expires_at,
    )


def _content(made: HitReview) -> bytes:
    return f"{made.entity_id} {made.status} {made.reason} {made.entity_fingerprint}".encode()
