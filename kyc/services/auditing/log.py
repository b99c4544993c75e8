"""The audit log as people ask it: who, what, about which thing, when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kyc.model.audit import AuditEvent, Checkpoint
from kyc.storage.chain.audit import ChainFault, ChainState
from kyc.storage.chain.checkpoints import is_genuine, load, signing_key
from kyc.storage.repository import Page
from kyc.storage.unit import Unit


@dataclass(frozen=True, slots=True)
class Query:
    """What is wanted; what is left out filters nothing. `action` may be a beginning, such as `case:`."""

    actor: str | None = None
    action: str | None = None
    object_kind: str | None = None
    object_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """What a walk along a tenant's chain found, and how far the newest checkpoint reaches."""

    state: ChainState
    checkpoint: Checkpoint | None
    at: datetime

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing, altered or rewritten."""
        return self.state.fault is None


def find(unit: Unit, query: Query, *, limit: int, before: int | None = None) -> Page[AuditEvent]:
    """A page of entries, newest first; `before` is the `next` of the page before."""
    return unit.audit.list(
        limit=limit,
        before_seq=before,
        actor=query.actor,
        action=query.action,
        object_kind=query.object_kind,
        object_id=query.object_id,
        since=_text(query.since),
        until=_text(query.until),
    )


def newest_checkpoint(unit: Unit, home: Path) -> Checkpoint | None:
    """How far this tenant's chain was signed last; None when it never was.

    Raises:
        StoreError: STORE.DAMAGED when the file of checkpoints is not what was written.
    """
    mine = [each for each in load(checkpoints_in(home)) if each.tenant == unit.tenant]
    return max(mine, key=lambda each: each.seq, default=None)


def verify(unit: Unit, home: Path) -> Proof:
    """Walk along this tenant's chain and hold it against the checkpoints signed by this installation's key."""
    mine = [each for each in load(checkpoints_in(home)) if each.tenant == unit.tenant]
    newest = max(mine, key=lambda each: each.seq, default=None)
    trusted = frozenset({signing_key(key_in(home)).public_key().public_bytes_raw().hex()}) if mine else frozenset()
    forged = next((each for each in mine if not is_genuine(each, trusted)), None)
    state = unit.audit.verify([(each.seq, each.hash) for each in mine])
    if forged is not None:
        state = ChainState(unit.tenant, 0, state.hash, ChainFault(unit.tenant, forged.seq, "forged checkpoint"))
    return Proof(state, newest, unit.now())


def note_verified(unit: Unit, proof: Proof) -> None:
    """Note that somebody had the chain verified, and what came of it."""
    unit.audit.append("audit:verified", "audit", unit.tenant, after="state:whole" if proof.is_whole else "state:broken")


def checkpoints_in(home: Path) -> Path:
    """Where this installation keeps its checkpoints unless it is told otherwise."""
    return home / "audit" / "checkpoints.jsonl"


def key_in(home: Path) -> Path:
    """Where the key that signs them lies unless it lies elsewhere."""
    return home / "keys" / "audit.key"


def _text(at: datetime | None) -> str | None:
    """An instant as the log writes it, since the log compares texts."""
    if at is None:
        return None
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
