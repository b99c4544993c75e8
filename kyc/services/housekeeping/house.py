"""What housekeeping works on: the store and the settings of one installation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kyc.model.ids import Clock
from kyc.settings import Settings
from kyc.storage.database import Database
from kyc.storage.files.snapshots import FolderSnapshots
from kyc.storage.unit import Unit

ACTOR = "system:housekeeping"


@dataclass(frozen=True, slots=True)
class House:
    """An installation and who keeps it; `owner` names the process that holds a chore's lease."""

    database: Database
    settings: Settings
    clock: Clock
    owner: str

    @property
    def lists(self) -> FolderSnapshots:
        """Where the lists are."""
        return FolderSnapshots(self.settings.home / "lists")

    @property
    def checkpoints(self) -> Path:
        """Where signed checkpoints are exported to."""
        return self.settings.home / "audit" / "checkpoints.jsonl"

    @property
    def audit_key(self) -> Path:
        """The key that signs them."""
        return self.settings.home / "keys" / "audit.key"

    def tenants(self) -> tuple[str, ...]:
        """Every tenant's name."""
        with self.database.system() as system:
            return tuple(tenant.id for tenant in system.tenants.all())

    @contextmanager
    def on_behalf_of(self, tenant: str, *, read_only: bool = False) -> Iterator[Unit]:
        """One transaction of a tenant's, by the housekeeper."""
        with self.database.transaction(tenant, ACTOR, read_only=read_only) as unit:
            yield unit
