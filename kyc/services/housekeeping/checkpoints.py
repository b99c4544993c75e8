"""Signed checkpoints of every tenant's audit chain, exported to a file outside the database."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kyc.model.audit import Checkpoint
from kyc.services.housekeeping.house import House
from kyc.storage.attesting import attest
from kyc.storage.chain.checkpoints import append, load, signing_key
from kyc.storage.database import Database


def export_checkpoints(database: Database, path: Path, key: Path) -> tuple[Checkpoint, ...]:
    """Verify every chain, also against the checkpoints there are; sign where each ends; add that to the file.

    Raises:
        StoreError: STORE.DAMAGED when a chain is broken: nothing is signed then; STORE.UNWRITABLE.
    """
    made = attest(database, signing_key(key), load(path))
    append(path, made)
    return made


def checkpoint(house: House) -> Mapping[str, int]:
    """Export this installation's checkpoints."""
    return {"chains": len(export_checkpoints(house.database, house.checkpoints, house.audit_key))}
