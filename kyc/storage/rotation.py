"""Moving all keys to the newest key-encryption key: the data themselves are not touched."""

from __future__ import annotations

from kyc.storage.database import Database

_BATCH = 500  # keys in one transaction: others wait for milliseconds, not seconds


def rewrap(database: Database, actor: str) -> int:
    """Rewrap every key that an older version wraps, and say how many; may be stopped and repeated at any time."""
    with database.system() as system:
        tenants, moved = system.tenants.all(), system.signing_keys.rewrap()
    for tenant in tenants:
        while batch := _rewrap_some(database, tenant.id, actor):
            moved += batch
    return moved


def _rewrap_some(database: Database, tenant: str, actor: str) -> int:
    with database.transaction(tenant, actor) as unit:
        moved = unit.keys.rewrap(_BATCH)
        if moved:
            unit.audit.append("keys:rewrapped", "tenant", tenant)
    return moved
