"""Sessions, found by the digest of their secret, and attempts to sign in that failed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, ForeignKeyConstraint, Index, Integer, Row, select

from kyc.model.session import Failures, Session, Stage
from kyc.storage.repository import Repository
from kyc.storage.tables import CODE, ID, Instant, tenant_table

SESSIONS = tenant_table(
    "sessions",
    Column("sha256", CODE, primary_key=True),
    Column("user_id", ID, nullable=False),
    Column("stage", CODE, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    ForeignKeyConstraint(["tenant", "user_id"], ["users.tenant", "users.id"]),
    Index("ix_sessions_user", "tenant", "user_id"),
)
FAILURES = tenant_table(
    "sign_in_failures",
    Column("subject_digest", CODE, primary_key=True),  # of a login, which may be anything somebody typed, or an address
    Column("failed", Integer, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("locked_until", Instant),
)
FORGOTTEN = timedelta(days=1)  # a failure counts so long


class Sessions(Repository):
    """The tenant's sessions."""

    TABLE = SESSIONS

    def add(self, sha256: str, user_id: str, stage: Stage, *, expires_at: datetime) -> Session:
        """Store a new session."""
        now = self._now()
        self._insert(sha256=sha256, user_id=user_id, stage=stage, created_at=now, seen_at=now, expires_at=expires_at)
        return Session(self._tenant, sha256, user_id, stage, now, now, expires_at)

    def find(self, sha256: str) -> Session | None:
        """The session with this digest, expired or not."""
        row = self._row(self.TABLE.c.sha256 == sha256)
        return self._session(row) if row else None

    def seen(self, session: Session) -> Session:
        """Note that a session is in use."""
        now = self._now()
        self._update({"seen_at": now}, self.TABLE.c.sha256 == session.sha256)
        return replace(session, seen_at=now)

    def end(self, sha256: str) -> None:
        """Forget one session."""
        self._delete(self.TABLE.c.sha256 == sha256)

    def end_all(self, user_id: str) -> int:
        """Forget every session of a user, and say how many there were."""
        return self._delete(self.TABLE.c.user_id == user_id)

    def purge(self) -> int:
        """Forget sessions whose time is over."""
        return self._delete(self.TABLE.c.expires_at <= self._now())

    def _session(self, row: Row[Any]) -> Session:
        return Session(
            self._tenant, row.sha256, row.user_id, Stage(row.stage), row.created_at, row.seen_at, row.expires_at
        )


class SignInFailures(Repository):
    """What failed of late in this tenant, by the digest of a login or an address."""

    TABLE = FAILURES

    def take(self, subject: str) -> Failures:
        """What is known of a subject; nobody else can change it until this transaction ends."""
        now = self._now()
        self._insert_new(subject_digest=subject, failed=0, last_at=now)
        asked = select(self.TABLE).where(self._mine(), self.TABLE.c.subject_digest == subject).with_for_update()
        row = self._scope.connection.execute(asked).one()
        if now - row.last_at > FORGOTTEN:
            return Failures(0, now, None)
        return Failures(row.failed, row.last_at, row.locked_until)

    def put(self, subject: str, failures: Failures) -> None:
        """Store what `take` gave, changed."""
        values = {"failed": failures.count, "last_at": failures.last_at, "locked_until": failures.locked_until}
        self._update(values, self.TABLE.c.subject_digest == subject)

    def forget(self, subject: str) -> None:
        """Begin anew with a subject. Its row stays for a day: somebody may be about to take it."""
        self.put(subject, Failures(0, self._now(), None))

    def purge(self) -> int:
        """Forget what does not count any more."""
        return self._delete(self.TABLE.c.last_at < self._now() - FORGOTTEN)
