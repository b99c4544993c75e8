"""Verifying and signing the audit chains of all tenants."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kyc.model.audit import Checkpoint
from kyc.model.errors import StoreError
from kyc.storage.chain.audit import ChainFault, ChainState, start_of
from kyc.storage.chain.checkpoints import is_genuine, sign
from kyc.storage.database import Database

_ACTOR = "system:audit"


def verify_all(
    database: Database, checkpoints: Sequence[Checkpoint] = (), *, trusted: frozenset[str] = frozenset()
) -> Iterator[ChainState]:
    """Walk along every tenant's chain, and hold it against the checkpoints that `trusted` public keys signed."""
    with database.system() as system:
        tenants = {tenant.id for tenant in system.tenants.all()}
    for tenant in sorted(tenants | {checkpoint.tenant for checkpoint in checkpoints}):
        mine = [checkpoint for checkpoint in checkpoints if checkpoint.tenant == tenant]
        yield _forgery(tenant, mine, trusted) or _walk(database, tenant, mine)


def attest(
    database: Database, key: Ed25519PrivateKey, checkpoints: Sequence[Checkpoint] = ()
) -> tuple[Checkpoint, ...]:
    """Sign where every chain ends now, once all of them have proved whole.

    Raises:
        StoreError: STORE.DAMAGED when one is not: a signature must not bless it.
    """
    trusted = frozenset({key.public_key().public_bytes_raw().hex()})
    states = tuple(verify_all(database, checkpoints, trusted=trusted))
    for state in states:
        if state.fault:
            raise StoreError("STORE.DAMAGED", f"The audit chain of {state.tenant} is broken at {state.fault.seq}.")
    with database.system() as system:
        at = system.now().astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return tuple(sign(state.tenant, state.entries, state.hash, at, key) for state in states if state.entries)


def _walk(database: Database, tenant: str, checkpoints: Sequence[Checkpoint]) -> ChainState:
    with database.transaction(tenant, _ACTOR, read_only=True) as unit:
        return unit.audit.verify([(checkpoint.seq, checkpoint.hash) for checkpoint in checkpoints])


def _forgery(tenant: str, checkpoints: Sequence[Checkpoint], trusted: frozenset[str]) -> ChainState | None:
    for checkpoint in checkpoints:
        if not is_genuine(checkpoint, trusted):
            return ChainState(tenant, 0, start_of(tenant), ChainFault(tenant, checkpoint.seq, "forged checkpoint"))
    return None
