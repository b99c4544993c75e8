"""A batch into the encrypted store: each folder becomes an applicant with a verification, which workers carry out.

What was taken in is known by its content, as in `work`, kept as one of the applicant's blind indexes: so a batch that
was killed goes on where it stopped, and erasing the applicant forgets that too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from kyc.model.applicant import Periods
from kyc.model.errors import EngineError, InputError, KycError, StoreError
from kyc.model.submission import DeclaredData, Submission
from kyc.model.verification import Verification, VerificationState
from kyc.services.batches.work import Ground, Row, crashed, failed, taken, told
from kyc.services.onboarding import applicants, documents, verifications
from kyc.services.onboarding.retention import FIVE_YEARS
from kyc.storage.database import Database
from kyc.storage.unit import Unit

ACTOR = "system:batch"
_KIND = "batch"
_S = VerificationState
_UNDER_WAY = frozenset({_S.CREATED, _S.AWAITING_INPUT, _S.PROCESSING})
_LOOK_SECONDS = 0.2
_PASSING = frozenset({"STORE.FULL", "STORE.UNAVAILABLE"})  # nobody else could be stored either


@dataclass(frozen=True, slots=True)
class Intake:
    """Whose applicants those of a batch become, and on which terms. `again`: those too that were done before."""

    tenant: str
    periods: Periods = FIVE_YEARS
    is_monitored: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    verification: Verification
    is_earlier: bool


def verify_into(
    database: Database,
    folders: Sequence[Path],
    ground: Ground,
    intake: Intake,
    *,
    wait: Callable[[float], object],
    seconds: Callable[[], float],
) -> Iterator[Row]:
    """Take every folder in, then tell what came of each, in order, as soon as workers are done with it.

    Args:
        database: the store.
        folders: an applicant each.
        ground: what they are verified under.
        intake: whose they become.
        wait: waits for the workers; raises when there are none.
        seconds: on a clock that only goes forward.

    Raises:
        StoreError: STORE.FULL, STORE.UNAVAILABLE: the batch goes on when it is called again.
    """
    since, entries = seconds(), [_entered(database, folder, ground, intake) for folder in folders]
    for each in entries:
        if isinstance(each, Row):
            yield each
            continue
        while _is_under_way(database, intake.tenant, each.verification.id):
            wait(_LOOK_SECONDS)
        if each.is_earlier:
            yield _row(database, intake.tenant, each, None)
            continue
        # Several are worked on at once: what counts is how much longer everything took.
        now = seconds()
        yield _row(database, intake.tenant, each, now - since)
        since = now


def _entered(database: Database, folder: Path, ground: Ground, intake: Intake) -> _Entry | Row:
    try:
        submission = taken(folder, ground)
        with database.transaction(intake.tenant, ACTOR) as unit:
            verification, is_new = take_in(unit, submission, intake)
    except KycError as error:
        if error.code in _PASSING:
            raise
        return failed(folder.name, error)
    except Exception as error:  # noqa: BLE001
        # A fault of ours over one applicant: the transaction left nothing of them, so that the next call takes them in.
        return crashed(folder.name, error)
    return _Entry(folder.name, verification, is_earlier=not is_new and verification.state not in _UNDER_WAY)


def take_in(unit: Unit, submission: Submission, intake: Intake) -> tuple[Verification, bool]:
    """Store an applicant and queue their verification, unless that was done on these inputs; say whether it was new.

    Who carries the same external id already is verified once more. What ended in `error` is tried again.

    Raises:
        InputError: BATCH.AMBIGUOUS when several applicants carry the external id.
        StateError: CONSENT.MISSING.
        EvidenceError: when a file is no image.
    """
    known = () if intake.again else unit.identifiers.holders(_KIND, submission.id)
    if known:
        (found,) = unit.verifications.list(limit=1, applicant_id=known[0]).items
        is_fault = found.state is _S.ERROR
        return (verifications.retry(unit, found.id), True) if is_fault else (found, False)
    applicant_id, periods = _applicant(unit, submission.declared, intake.periods), intake.periods
    images = [
        documents.attach(unit, applicant_id, image.role, image.content, periods=periods).id
        for image in submission.images
    ]
    unit.identifiers.put(applicant_id, _KIND, submission.id)
    if intake.is_monitored:
        applicants.switch_monitor(unit, applicant_id, is_on=True, version=None, periods=periods)
    return verifications.create(unit, applicant_id, images, periods=periods), True


def _applicant(unit: Unit, declared: DeclaredData, periods: Periods) -> str:
    holders = unit.identifiers.holders("external_id", declared.external_id or "")
    if not holders:
        return applicants.create(unit, declared, periods=periods).id
    if len(holders) > 1:
        raise InputError("BATCH.AMBIGUOUS", "Several applicants carry this external id: tell them apart first.")
    stored = applicants.alive(unit, holders[0]).declared or DeclaredData()
    given = {each.name: getattr(declared, each.name) for each in fields(declared) if each.name != "consent"}
    changes = {name: value for name, value in given.items() if value not in (None, getattr(stored, name))}
    if changes:
        applicants.update(unit, holders[0], changes)
    recorded = [each.consent for each in unit.consents.active(holders[0])]
    if declared.consent and declared.consent not in recorded:
        applicants.give_consent(unit, holders[0], declared.consent)
    return holders[0]


def _is_under_way(database: Database, tenant: str, verification_id: str) -> bool:
    with database.transaction(tenant, ACTOR, read_only=True) as unit:
        return unit.verifications.get(verification_id).state in _UNDER_WAY


def _row(database: Database, tenant: str, entry: _Entry, seconds: float | None) -> Row:
    try:
        with database.transaction(tenant, ACTOR) as unit:
            state = unit.verifications.get(entry.verification.id).state
            if state is _S.ERROR:
                return failed(entry.name, EngineError("SYS.CRASH", "it ended in error; call again to try once more"))
            return told(entry.name, verifications.report(unit, entry.verification.id), seconds)
    except StoreError as error:
        if error.code in _PASSING:
            raise
        return failed(entry.name, error)
    except KycError as error:  # canceled, expired, or deleted since
        return failed(entry.name, error)
    except Exception as error:  # noqa: BLE001
        return crashed(entry.name, error)  # what came of them is stored: the next call tells it
