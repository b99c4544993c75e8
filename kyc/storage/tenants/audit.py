"""The audit log of a tenant. Entries are chained when the transaction commits, and never changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from typing import Any

from sqlalchemy import Column, Index, Integer, Row, String, Table, insert, select, text

from kyc.model.audit import AuditEntry, AuditEvent
from kyc.storage.chain.audit import ChainState, chain, start_of, verify_chain
from kyc.storage.repository import Page, Repository, Scope
from kyc.storage.tables import CODE, tenant_table

_HASH = String(64)

AUDIT_EVENTS: Table = tenant_table(
    "audit_events",
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),  # text, because the text is what was hashed
    Column("actor", CODE, nullable=False),
    Column("action", CODE, nullable=False),
    Column("object_kind", CODE, nullable=False),
    Column("object_id", CODE, nullable=False),
    Column("before", CODE),
    Column("after", CODE),
    Column("previous_hash", _HASH, nullable=False),
    Column("hash", _HASH, nullable=False),
    Index("ix_audit_events_object", "tenant", "object_kind", "object_id"),
)
_LINK = tuple(column for column in AUDIT_EVENTS.columns if column.name != "tenant")
# Chains of different tenants may share a lock now and then; that costs a wait and nothing else.
_LOCK = text("SELECT pg_advisory_xact_lock(7283, hashtext(:tenant))")
_BATCH = 5000


class AuditLog(Repository):
    """What was done to the tenant's data and who read them."""

    TABLE = AUDIT_EVENTS

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self._waiting: list[AuditEntry] = []

    def append(
        self, action: str, object_kind: str, object_id: str, *, before: str | None = None, after: str | None = None
    ) -> None:
        """Note what happens in this transaction; it is chained and stored when the transaction commits.

        `before` and `after` are digests, `state:…` or `version:…`.

        Raises:
            ValueError: when a part might carry personal data.
        """
        at = self._now().astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        self._waiting.append(AuditEntry(at, self._scope.actor, action, object_kind, object_id, before, after))

    def flush(self) -> None:
        """Chain and store what was noted. Last in a transaction, because writers of one tenant queue up here."""
        if not self._waiting:
            return
        if self._scope.connection.dialect.name == "postgresql":
            self._scope.connection.execute(_LOCK, {"tenant": self._tenant})
        last_seq, last_hash = self.head()
        linked = chain(self._tenant, self._waiting, last_seq=last_seq, last_hash=last_hash)
        values = [{column.name: getattr(event, column.name) for column in self.TABLE.columns} for event in linked]
        self._scope.connection.execute(insert(self.TABLE), values)
        self._waiting.clear()

    def head(self) -> tuple[int, str]:
        """The number and hash of the last entry stored."""
        rows = self._rows(order=self.TABLE.c.seq.desc(), limit=1)
        return (rows[0].seq, rows[0].hash) if rows else (0, start_of(self._tenant))

    def list(
        self,
        *,
        limit: int,
        before_seq: int | None = None,
        actor: str | None = None,
        action: str | None = None,
        object_kind: str | None = None,
        object_id: str | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> Page[AuditEvent]:
        """A page of entries, newest first; `next` is the sequence number to go on below, as text.

        `action` may end in a colon and means all that begin so; `since` and `until` are texts as `at` has them, the
        second exclusive.
        """
        column = self.TABLE.c
        wanted = {"actor": actor, "object_kind": object_kind, "object_id": object_id}
        where = [column[name] == value for name, value in wanted.items() if value is not None]
        if action is not None:
            where.append(
                column.action.startswith(action, autoescape=True) if action[-1:] == ":" else column.action == action
            )
        where += [column.seq < before_seq] if before_seq is not None else []
        where += [column.at >= since] if since is not None else []
        where += [column.at < until] if until is not None else []
        rows = self._rows(*where, order=column.seq.desc(), limit=limit + 1)
        following = str(rows[limit - 1].seq) if len(rows) > limit else None
        return Page(tuple(map(self._event, rows[:limit])), following)

    def verify(self, checkpoints: Sequence[tuple[int, str]] = ()) -> ChainState:
        """Walk along the whole chain; `checkpoints` are entries' numbers and the hashes that were signed."""
        asked = select(*_LINK).where(self._mine()).order_by(self.TABLE.c.seq).execution_options(yield_per=_BATCH)
        with self._scope.connection.execute(asked) as rows:
            return verify_chain(self._tenant, rows, checkpoints=checkpoints)

    def _event(self, row: Row[Any]) -> AuditEvent:
        return AuditEvent(**row._mapping)
