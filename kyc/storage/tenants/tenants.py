"""The tenants of an installation, each with a key of its own for what belongs to no single applicant."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Integer, LargeBinary, Row, Table, select

from kyc.model.access import Tenant
from kyc.model.errors import InputError
from kyc.storage.repository import insert_new
from kyc.storage.sealing.crypto import new_key, place
from kyc.storage.sealing.keyring import Keyring
from kyc.storage.tables import ID, METADATA, Instant

TENANTS = Table(
    "tenants",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("is_sandbox", Boolean, nullable=False),
    Column("wrapped_key", LargeBinary, nullable=False),
    Column("key_version", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
)
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


class Tenants:
    """All tenants: for the system itself, never for a request."""

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        self._connection, self._keyring = connection, keyring

    def ensure(self, tenant: str, *, at: datetime, is_sandbox: bool = False) -> Tenant:
        """Return a tenant, made now if it is new.

        Raises:
            InputError: when the name is not 1 to 40 lower-case letters, digits and -.
        """
        if not _NAME.fullmatch(tenant):
            raise InputError("INPUT.TENANT", "A tenant's name has 1 to 40 lower-case letters, digits and -.")
        wrapped = self._keyring.wrap(new_key(), place("tenant", tenant))
        values: dict[str, Any] = {"id": tenant, "is_sandbox": is_sandbox, "created_at": at}
        values |= {"wrapped_key": wrapped.sealed, "key_version": wrapped.version}
        insert_new(self._connection, TENANTS, values)
        return _tenant(self._connection.execute(select(TENANTS).where(TENANTS.c.id == tenant)).one())

    def all(self) -> tuple[Tenant, ...]:
        """Every tenant by name."""
        return tuple(map(_tenant, self._connection.execute(select(TENANTS).order_by(TENANTS.c.id))))


def _tenant(row: Row[Any]) -> Tenant:
    return Tenant(row.id, row.is_sandbox, row.created_at)
