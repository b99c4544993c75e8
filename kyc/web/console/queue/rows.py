"""A case as a line of the queue: what it is about, why, how urgent, whose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from kyc.model.applicant import Applicant
from kyc.model.case import Case, CaseKind
from kyc.model.hours import BusinessHours
from kyc.model.user import User
from kyc.services.casework import sla

_SOON = 2 * 3600  # business seconds
_CHIPS = 3


@dataclass(frozen=True, slots=True)
class Deadline:
    """How much business time is left. `kind` is `good`, `warn`, `bad` or `muted`, when the clock stands."""

    left: timedelta
    kind: str

    @property
    def is_overdue(self) -> bool:
        """Whether the time has run out."""
        return self.left < timedelta()


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """One line. `number` is None where the user may not see it, or there is none."""

    case: Case
    number: str | None
    reasons: tuple[str, ...]
    more: int  # reasons that found no place
    deadline: Deadline | None
    assignee: User | None
    level: str  # of the score: good, warn, bad

    def __repr__(self) -> str:
        return f"Row({self.case.label})"


def rows_of(
    cases: Iterable[Case],
    applicants: Mapping[str, Applicant],
    users: Mapping[str, User],
    *,
    now: datetime,
    hours: BusinessHours,
) -> tuple[Row, ...]:
    """The lines of a page; `applicants` is empty for whoever may not see personal data."""
    return tuple(_row(case, applicants.get(case.applicant_id), users, now, hours) for case in cases)


def _row(
    case: Case, applicant: Applicant | None, users: Mapping[str, User], now: datetime, hours: BusinessHours
) -> Row:
    declared = applicant.declared if applicant else None
    ordered = sorted(case.reasons, key=_weight)
    return Row(
        case=case,
        number=declared.document_number if declared else None,
        reasons=tuple(ordered[:_CHIPS]),
        more=max(0, len(ordered) - _CHIPS),
        deadline=deadline_of(case, now, hours),
        assignee=users.get(case.assignee) if case.assignee else None,
        level=level_of(case.score),
    )


def deadline_of(case: Case, now: datetime, hours: BusinessHours) -> Deadline | None:
    """How a case's clock stands; None once it is closed."""
    if case.closed_at is not None:
        return None
    left = timedelta(seconds=sla.seconds_left(case, now, hours))
    if case.due_at is None:
        return Deadline(left, "muted")
    if case.due_at < now:
        return Deadline(min(left, timedelta(seconds=-1)), "bad")
    return Deadline(left, "warn" if left.total_seconds() < _SOON else "good")


def level_of(score: int) -> str:
    """The colour of a risk score."""
    return "bad" if score >= 70 else "warn" if score >= 40 else "good"


def icon_of(kind: CaseKind) -> str:
    """The picture that tells an alert from an onboarding."""
    return "bell" if kind is CaseKind.MONITORING else "id-card"


def _weight(code: str) -> tuple[int, str]:
    """Screening first: a hit weighs more than a blurred picture."""
    family = code.partition(".")[0]
    return ({"SCR": 0, "FACE": 1, "REG": 2, "DUP": 2}.get(family, 3), code)
