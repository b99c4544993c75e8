"""The installation's keys that sign access tokens, private halves sealed under the keyring."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Integer, LargeBinary, Row, Table, Text, insert, select, update

from kyc.model.access import SigningKey
from kyc.storage.sealing.crypto import place
from kyc.storage.sealing.keyring import Keyring, Wrapped
from kyc.storage.tables import ID, METADATA, Instant

SIGNING_KEYS = Table(
    "signing_keys",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("wrapped_private", LargeBinary, nullable=False),
    Column("key_version", Integer, nullable=False),
    Column("public", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("retired_at", Instant),
)


class SigningKeys:
    """Keys for tokens, newest first: the first signs, those not retired verify."""

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        self._connection, self._keyring = connection, keyring

    def add(self, key: SigningKey) -> None:
        """Store a new key; from now on it signs."""
        wrapped = self._keyring.wrap(key.private.encode(), _place(key.id))
        self._connection.execute(
            insert(SIGNING_KEYS).values(
                id=key.id,
                wrapped_private=wrapped.sealed,
                key_version=wrapped.version,
                public=key.public,
                created_at=key.created_at,
                retired_at=key.retired_at,
            )
        )

    def active(self) -> tuple[SigningKey, ...]:
        """The keys that are not retired, newest first."""
        asked = select(SIGNING_KEYS).where(SIGNING_KEYS.c.retired_at.is_(None))
        newest = asked.order_by(SIGNING_KEYS.c.created_at.desc(), SIGNING_KEYS.c.id.desc())
        return tuple(map(self._key, self._connection.execute(newest)))

    def retire(self, key_id: str, *, at: datetime) -> None:
        """Let a key neither sign nor verify any more."""
        mine = (SIGNING_KEYS.c.id == key_id, SIGNING_KEYS.c.retired_at.is_(None))
        self._connection.execute(update(SIGNING_KEYS).where(*mine).values(retired_at=at))

    def rewrap(self) -> int:
        """Move the private halves to the keyring's newest version."""
        old = self._connection.execute(select(SIGNING_KEYS).where(SIGNING_KEYS.c.key_version < self._keyring.version))
        for row in old.all():
            wrapped = self._keyring.wrap(self._key(row).private.encode(), _place(row.id))
            values = {"wrapped_private": wrapped.sealed, "key_version": wrapped.version}
            self._connection.execute(update(SIGNING_KEYS).where(SIGNING_KEYS.c.id == row.id).values(**values))
        return old.rowcount if old.rowcount > 0 else 0

    def _key(self, row: Row[Any]) -> SigningKey:
        private = self._keyring.unwrap(Wrapped(row.key_version, row.wrapped_private), _place(row.id)).decode()
        return SigningKey(row.id, private, row.public, row.created_at, row.retired_at)


def _place(key_id: str) -> bytes:
    return place("signing key", key_id)
