"""Replies kept for repeated requests. The request's work and its reply commit together or not at all."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Column, ColumnElement, Index, LargeBinary

from kyc.model.access import StoredReply
from kyc.model.errors import InputError
from kyc.storage.codec import dump, parse
from kyc.storage.repository import Repository, Scope
from kyc.storage.tables import CODE, ID, Instant, tenant_table, to_applicant
from kyc.storage.tenants.keys import Keys

IDEMPOTENCY = tenant_table(
    "idempotency",
    Column("client_id", ID, primary_key=True),
    Column("key_digest", CODE, primary_key=True),  # clients put anything into a key, names and numbers too
    Column("request_digest", CODE, nullable=False),
    Column("applicant_id", ID),
    Column("sealed_reply", LargeBinary),
    Column("expires_at", Instant, nullable=False),
    to_applicant(),
    Index("ix_idempotency_expires", "tenant", "expires_at"),
    Index("ix_idempotency_applicant", "tenant", "applicant_id"),
)
KEPT = timedelta(hours=48)  # a client may repeat a request for a day at least
_KIND = "reply"


class Idempotency(Repository):
    """The replies of one tenant's clients."""

    TABLE = IDEMPOTENCY

    def __init__(self, scope: Scope, keys: Keys) -> None:
        super().__init__(scope)
        self._keys = keys

    def begin(self, client_id: str, key: str, request: bytes) -> StoredReply | None:
        """Return the reply to an earlier request under this key; None means: do the work, then `finish`.

        A second request under the same key waits here until the first has committed or come to nothing.

        Raises:
            InputError: INPUT.KEY_REUSED when the key came with another request before.
        """
        digest = self._keys.digest_own(request)
        if self._is_first(client_id, key, digest):
            return None
        row = self._known(*self._at(client_id, key))
        return self._reply(row.sealed_reply, row.applicant_id, row.key_digest, is_same=row.request_digest == digest)

    def finish(self, client_id: str, key: str, reply: StoredReply, *, applicant_id: str | None = None) -> None:
        """Keep the reply; one that concerns an applicant is sealed under their key and erased with them."""
        content, record_id = dump(reply), self._key_digest(key)
        if applicant_id is None:
            sealed = self._keys.seal_own(_KIND, record_id, content)
        else:
            sealed = self._keys.seal(applicant_id, _KIND, record_id, content)
        self._update({"sealed_reply": sealed, "applicant_id": applicant_id}, *self._at(client_id, key))

    def purge(self, now: datetime) -> int:
        """Forget replies that nobody may ask for any more."""
        return self._delete(self.TABLE.c.expires_at <= now)

    def erase(self, applicant_id: str) -> int:
        """Forget replies that concern an applicant."""
        return self._delete(self.TABLE.c.applicant_id == applicant_id)

    def _is_first(self, client_id: str, key: str, digest: str) -> bool:
        now, key_digest = self._now(), self._key_digest(key)
        self._delete(*self._at(client_id, key), self.TABLE.c.expires_at <= now)
        return self._insert_new(
            client_id=client_id, key_digest=key_digest, request_digest=digest, expires_at=now + KEPT
        )

    def _reply(self, sealed: bytes | None, applicant_id: str | None, record_id: str, *, is_same: bool) -> StoredReply:
        if not is_same or sealed is None:
            raise InputError("INPUT.KEY_REUSED", "This Idempotency-Key came with another request: use a new one.")
        if applicant_id is None:
            return parse(StoredReply, self._keys.unseal_own(_KIND, record_id, sealed))
        return parse(StoredReply, self._keys.unseal(applicant_id, _KIND, record_id, sealed))

    def _key_digest(self, key: str) -> str:
        return self._keys.digest_own(b"idempotency key\0" + key.encode("utf-8", "surrogatepass"))

    def _at(self, client_id: str, key: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return self.TABLE.c.client_id == client_id, self.TABLE.c.key_digest == self._key_digest(key)
