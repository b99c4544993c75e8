"""Verifications and the states they move through."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, ForeignKeyConstraint, Index, Integer, Row, Table, func, select

from kyc.model.report import Recommendation
from kyc.model.verification import Verification, VerificationState, advance
from kyc.storage.applicants.applicants import Applicants
from kyc.storage.repository import Page, Repository, Scope
from kyc.storage.tables import CODE, ID, Instant, tenant_table, to_applicant

VERIFICATIONS: Table = tenant_table(
    "verifications",
    Column("id", ID, primary_key=True),
    Column("applicant_id", ID, nullable=False),
    Column("state", CODE, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("images", JSON, nullable=False),
    Column("recommendation", CODE),
    Column("report_id", ID),
    Column("attempts", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("version", Integer, nullable=False),
    to_applicant(),
    Index("ix_verifications_applicant", "tenant", "applicant_id"),
    Index("ix_verifications_state", "tenant", "state"),
)


def to_verification() -> ForeignKeyConstraint:
    """Tie the column `verification_id` to a verification of the same tenant."""
    return ForeignKeyConstraint(["tenant", "verification_id"], ["verifications.tenant", "verifications.id"])


class Verifications(Repository):
    """The tenant's verifications."""

    TABLE = VERIFICATIONS

    def __init__(self, scope: Scope, applicants: Applicants) -> None:
        super().__init__(scope)
        self._applicants = applicants

    def add(
        self,
        applicant_id: str,
        *,
        images: tuple[str, ...] = (),
        state: VerificationState = VerificationState.CREATED,
        expires_at: datetime | None = None,
    ) -> Verification:
        """Store a new verification."""
        now = self._now()
        made = Verification(
            id=self._scope.new_id("ver"),
            tenant=self._tenant,
            applicant_id=applicant_id,
            state=state,
            sequence=self._applicants.next_sequence(applicant_id),
            created_at=now,
            updated_at=now,
            images=images,
            expires_at=expires_at,
        )
        self._insert(id=made.id, applicant_id=applicant_id, created_at=now, version=1, **_columns(made))
        return made

    def get(self, verification_id: str) -> Verification:
        """Return a verification.

        Raises:
            StoreError: STORE.UNKNOWN when there is none by this id.
        """
        return self._verification(self._known(self.TABLE.c.id == verification_id))

    def move(self, verification: Verification, to: VerificationState, **changes: Any) -> Verification:
        """Store the next state, and with it other changed fields such as `report_id`.

        Raises:
            StateError: when the table of states does not hold this change.
            StoreError: STORE.CONFLICT when it was changed since it was read.
        """
        sequence = self._applicants.next_sequence(verification.applicant_id)
        moved = replace(advance(verification, to, sequence=sequence, at=self._now()), **changes)
        self._replace(moved.id, verification.version, **_columns(moved))
        return moved

    def count_attempts(self, verification: Verification, attempts: int) -> Verification:
        """Store how often work on a verification was begun; its state and sequence stay.

        Raises:
            StoreError: STORE.CONFLICT when it was changed since it was read.
        """
        counted = replace(verification, attempts=attempts, updated_at=self._now(), version=verification.version + 1)
        self._replace(counted.id, verification.version, **_columns(counted))
        return counted

    def list(
        self,
        *,
        limit: int,
        before: str | None = None,
        applicant_id: str | None = None,
        state: VerificationState | None = None,
        since: datetime | None = None,
    ) -> Page[Verification]:
        """A page of verifications, newest first; `since` leaves out those that were asked for earlier."""
        wanted = {"applicant_id": applicant_id, "state": state}
        where = [self.TABLE.c[name] == value for name, value in wanted.items() if value is not None]
        where += [self.TABLE.c.created_at >= since] if since is not None else []
        rows, following = self._page(*where, limit=limit, before=before)
        return Page(tuple(map(self._verification, rows)), following)

    def count(self, since: datetime | None = None) -> int:
        """How many verifications there are, of those that were asked for since an instant."""
        later = (self.TABLE.c.created_at >= since,) if since is not None else ()
        asked = select(func.count()).select_from(self.TABLE).where(self._mine(), *later)
        number: int = self._scope.connection.execute(asked).scalar_one()
        return number

    def expired(self, now: datetime, *, limit: int) -> tuple[Verification, ...]:
        """Verifications whose time for input has run out."""
        open_states = [VerificationState.CREATED, VerificationState.AWAITING_INPUT]
        waiting = self.TABLE.c.state.in_([*open_states, VerificationState.RESUBMISSION_REQUESTED])
        rows = self._rows(waiting, self.TABLE.c.expires_at <= now, order=self.TABLE.c.id, limit=limit)
        return tuple(map(self._verification, rows))

    def _verification(self, row: Row[Any]) -> Verification:
        return Verification(
            id=row.id,
            tenant=self._tenant,
            applicant_id=row.applicant_id,
            state=VerificationState(row.state),
            sequence=row.sequence,
            created_at=row.created_at,
            updated_at=row.updated_at,
            images=tuple(row.images),
            recommendation=Recommendation(row.recommendation) if row.recommendation else None,
            report_id=row.report_id,
            attempts=row.attempts,
            expires_at=row.expires_at,
            version=row.version,
        )


def _columns(verification: Verification) -> dict[str, Any]:
    """The columns that a change may touch."""
    names = ("state", "sequence", "recommendation", "report_id", "attempts", "updated_at", "expires_at")
    return {"images": list(verification.images)} | {name: getattr(verification, name) for name in names}
