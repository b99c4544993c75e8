"""What a store holds after the kills, against what was promised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bench.reliability.client import Acknowledged
from kyc.model.audit import AuditEvent
from kyc.model.verification import TRANSITIONS, VerificationState
from kyc.model.webhook import DeliveryState, Event
from kyc.model.work import JobState
from kyc.storage.database import Database
from kyc.storage.repository import Page
from kyc.storage.unit import Unit

T = TypeVar("T")

WHO = "system:bench"
CONCLUDED = frozenset(
    {
        VerificationState.APPROVED,
        VerificationState.IN_REVIEW,
        VerificationState.REJECTED,
        VerificationState.RESUBMISSION_REQUESTED,
    }
)


@dataclass(frozen=True)
class Findings:
    """Ids by what is wrong with them; all empty but `unknown_to_clients` is what is promised."""

    lost: tuple[str, ...]  # acknowledged, and not there byte for byte, or never concluded
    doubled: tuple[str, ...]  # concluded, reported or submitted more than once
    illegal: tuple[str, ...]  # a change of state that the table does not hold, or that happened twice
    untold: tuple[str, ...]  # events that no receiver thanked for
    unfounded: tuple[str, ...]  # events that were received and are not in the store
    takeovers: int  # attempts beyond a verification's first
    unknown_to_clients: int  # stored, and the answer was cut off: idempotency keys join them
    is_chain_whole: bool
    audit_entries: int

    @property
    def is_well(self) -> bool:
        """Whether every promise was kept."""
        broken = (self.lost, self.doubled, self.illegal, self.untold, self.unfounded)
        return self.is_chain_whole and not any(broken)


def is_idle(database: Database) -> bool:
    """Whether nothing waits and nothing is under way."""
    with database.system() as system:
        jobs, deliveries = system.jobs.depth(), system.deliveries.depth()
    waiting = jobs[JobState.PENDING] + jobs[JobState.LEASED]
    return not waiting + deliveries[DeliveryState.PENDING] + deliveries[DeliveryState.LEASED]


def examine(
    database: Database, tenant: str, promised: Sequence[Acknowledged], received: Collection[str] | None
) -> Findings:
    """Compare the store with the clients' journals and the receiver's; None where nobody listened."""
    with database.transaction(tenant, WHO, read_only=True) as unit:
        applicants = {each.id: each.external_id for each in _all(unit.applicants.list)}
        events = tuple(_all(unit.outbox.list))
        chain = unit.audit.verify()
        lost = tuple(each.verification_id for each in promised if not _is_kept(unit, each))
        stored = tuple(_all(unit.verifications.list))
        doubled = tuple(each.id for each in stored if not _is_single(unit, each.id, events))
        histories = {each.id: _history(unit, each.id) for each in stored}
    illegal = tuple(verification_id for verification_id, history in histories.items() if not _is_legal(history))
    takeovers = sum(entry.action == "verification:begun" for history in histories.values() for entry in history)
    names = Counter(applicants.values())
    told = {event.id for event in events}
    heard = told if received is None else set(received)
    return Findings(
        lost=lost,
        doubled=doubled + tuple(str(name) for name, number in names.items() if number > 1),
        illegal=illegal,
        untold=tuple(told - heard),
        unfounded=tuple(heard - told),
        takeovers=takeovers,
        unknown_to_clients=len(stored) - len(promised),
        is_chain_whole=chain.fault is None,
        audit_entries=chain.entries,
    )


def _is_kept(unit: Unit, promise: Acknowledged) -> bool:
    verification = unit.verifications.get(promise.verification_id)
    same = all(unit.documents.image(image).content == content for image, content in promise.images.items())
    job = unit.jobs.get(promise.verification_id)
    has_all = set(verification.images) == set(promise.images) and verification.applicant_id == promise.applicant_id
    return same and has_all and verification.state in CONCLUDED and job.state is JobState.DONE


def _is_single(unit: Unit, verification_id: str, events: Sequence[Event]) -> bool:
    applicant_id = unit.verifications.get(verification_id).applicant_id
    reports = [each for each in unit.reports.of(applicant_id) if each.verification_id == verification_id]
    told = [event for event in events if event.payload.get("verification_id") == verification_id]
    concluded = [event for event in told if event.payload["state"] in CONCLUDED]
    sequences = [event.sequence for event in told]
    return len(reports) <= 1 and len(concluded) == len(reports) and len(sequences) == len(set(sequences))


def _is_legal(history: Sequence[AuditEvent]) -> bool:
    """Every change follows from the one before and is in the table."""
    state = VerificationState.CREATED
    for entry in history:
        if entry.before is None:
            continue
        before, after = (VerificationState((text or "").removeprefix("state:")) for text in (entry.before, entry.after))
        if before is not state or after not in TRANSITIONS[before]:
            return False
        state = after
    return True


def _history(unit: Unit, verification_id: str) -> tuple[AuditEvent, ...]:
    return tuple(reversed(unit.audit.list(limit=100, object_id=verification_id).items))


def _all(pages: Callable[..., Page[T]]) -> Iterator[T]:
    before = None
    while True:
        page = pages(limit=500, before=before)
        yield from page.items
        before = page.next
        if before is None:
            return
