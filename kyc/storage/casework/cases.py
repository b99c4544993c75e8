"""Cases: ids, codes and instants, nothing personal; numbered within a tenant, in the queue's order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Column, Index, Integer, Row, Text, UniqueConstraint, and_, func, select, text, true
from sqlalchemy import case as if_then
from sqlalchemy.dialects import postgresql, sqlite

from kyc.model.case import Case, CaseKind, CaseState
from kyc.model.queue import Filters
from kyc.storage.applicants.verifications import to_verification
from kyc.storage.casework.finding import conditions, rank
from kyc.storage.repository import Page, Repository
from kyc.storage.tables import CODE, ID, Instant, tenant_table, to_applicant

CASES = tenant_table(
    "cases",
    Column("id", ID, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("kind", CODE, nullable=False),
    Column("applicant_id", ID, nullable=False),
    Column("verification_id", ID),
    Column("state", CODE, nullable=False),
    Column("queue", CODE, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("rank", CODE, nullable=False),  # digits only: the queue's order in one column, see `finding.rank`
    Column("reasons", Text, nullable=False),  # codes, each between two spaces
    Column("four_eyes", Text, nullable=False),  # occasions, the same way
    Column("score", Integer, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("assignee", ID),
    Column("due_at", Instant),
    Column("seconds_left", Integer),
    Column("wake_at", Instant),
    Column("escalated", Boolean, nullable=False),
    Column("resolution", CODE),
    Column("closed_at", Instant),
    Column("version", Integer, nullable=False),
    to_applicant(),
    to_verification(),
    UniqueConstraint("tenant", "number"),
    Index("ix_cases_rank", "tenant", "rank"),
    Index("ix_cases_state", "tenant", "state", "rank"),
    Index("ix_cases_applicant", "tenant", "applicant_id", "rank"),
    Index(
        "ix_cases_one_open",
        "tenant",
        "verification_id",
        unique=True,
        sqlite_where=text("kind = 'onboarding' AND state <> 'closed'"),
        postgresql_where=text("kind = 'onboarding' AND state <> 'closed'"),
    ),
)

# The last number given out; a transaction that comes to nothing gives its number back.
CASE_NUMBERS = tenant_table("case_numbers", Column("last", Integer, nullable=False))

_LISTS = ("reasons", "four_eyes")
_FIXED = {"id", "tenant", "number", "kind", "applicant_id", "verification_id", "opened_at", "version"}
_CHANGING = tuple(field.name for field in fields(Case) if field.name not in _FIXED)


class Cases(Repository):
    """The tenant's cases."""

    TABLE = CASES

    def add(
        self,
        *,
        kind: CaseKind,
        applicant_id: str,
        verification_id: str | None,
        reasons: tuple[str, ...],
        score: int,
        queue: str,
        priority: int,
        due_at: datetime | None = None,
        four_eyes: tuple[str, ...] = (),
    ) -> Case:
        """Store a new case under the tenant's next number.

        Raises:
            StoreError: STORE.CONFLICT when its verification has an open one already.
        """
        now = self._now()
        made = Case(
            id=self._scope.new_id("cas"),
            tenant=self._tenant,
            number=self._next_number(),
            kind=kind,
            applicant_id=applicant_id,
            verification_id=verification_id,
            state=CaseState.OPEN,
            queue=queue,
            priority=priority,
            reasons=reasons,
            score=score,
            opened_at=now,
            updated_at=now,
            due_at=due_at,
            four_eyes=four_eyes,
        )
        fixed = {name: getattr(made, name) for name in sorted(_FIXED - {"tenant"})}
        self._insert(**fixed, **_columns(made))
        return made

    def get(self, case_id: str) -> Case:
        """Return a case.

        Raises:
            StoreError: STORE.UNKNOWN when there is none by this id.
        """
        return self._case(self._known(self.TABLE.c.id == case_id))

    def numbered(self, number: int) -> Case:
        """Return the case that people call by a number.

        Raises:
            StoreError: STORE.UNKNOWN when there is none.
        """
        return self._case(self._known(self.TABLE.c.number == number))

    def open_of(self, verification_id: str) -> Case | None:
        """The open onboarding case of a verification, None when there is none."""
        row = self._row(
            self.TABLE.c.verification_id == verification_id,
            self.TABLE.c.kind == CaseKind.ONBOARDING,
            self.TABLE.c.state != CaseState.CLOSED,
        )
        return self._case(row) if row else None

    def of(self, applicant_id: str) -> tuple[Case, ...]:
        """Every case about an applicant, oldest first."""
        rows = self._rows(self.TABLE.c.applicant_id == applicant_id, order=self.TABLE.c.number)
        return tuple(map(self._case, rows))

    def about(self, applicant_ids: Sequence[str]) -> Mapping[str, Case]:
        """The newest onboarding case of each verification of some applicants, by the verification's id."""
        theirs = (self.TABLE.c.applicant_id.in_(applicant_ids), self.TABLE.c.kind == CaseKind.ONBOARDING)
        found = map(self._case, self._rows(*theirs, order=self.TABLE.c.number))
        return {case.verification_id: case for case in found if case.verification_id}

    def save(self, before: Case, **changes: Any) -> Case:
        """Store changed fields of a case, if nobody else changed it since `before` was read.

        Raises:
            StoreError: STORE.CONFLICT when somebody did.
        """
        after = replace(before, **changes, updated_at=self._now(), version=before.version + 1)
        self._replace(after.id, before.version, **_columns(after))
        return after

    def find(
        self, filters: Filters, *, limit: int, after: str | None = None, applicants: Sequence[str] | None = None
    ) -> Page[Case]:
        """A page of the queue, what weighs most first; `after` is the `next` of the page before.

        `applicants` are the ids that the filters' text was found to mean; the text itself is not looked at.
        """
        where = self._where(filters, applicants)
        if after:
            where.append(self.TABLE.c.rank > after)
        rows = self._rows(*where, order=self.TABLE.c.rank, limit=limit + 1)
        following = rows[limit - 1].rank if len(rows) > limit else None
        return Page(tuple(map(self._case, rows[:limit])), following)

    def count(self, filters: Filters) -> int:
        """How many cases there are of a kind; the filters' text is not looked at."""
        return self.count_each({"all": filters})["all"]

    def count_each(self, wanted: Mapping[str, Filters]) -> Mapping[str, int]:
        """How many cases there are of each kind, in one walk along the table."""
        sums = [
            func.coalesce(func.sum(if_then((and_(true(), *self._where(filters, None)), 1), else_=0)), 0).label(key)
            for key, filters in wanted.items()
        ]
        row = self._scope.connection.execute(select(*sums).where(self._mine())).one()
        return dict(zip(wanted, row, strict=True))

    def first_free(self, filters: Filters, applicants: Sequence[str] | None = None) -> Case | None:
        """The case at the head of the queue, locked until this transaction ends; one that is locked is passed by.

        PostgreSQL locks the row and skips others' locks; SQLite has one writer at a time anyway.
        """
        where = (self._mine(), *self._where(filters, applicants))
        asked = select(self.TABLE).where(*where).order_by(self.TABLE.c.rank).limit(1)
        row = self._scope.connection.execute(asked.with_for_update(skip_locked=True)).one_or_none()
        return self._case(row) if row else None

    def asleep(self, now: datetime) -> tuple[Case, ...]:
        """Snoozed cases whose time to wake has come."""
        rows = self._rows(self.TABLE.c.state == CaseState.SNOOZED, self.TABLE.c.wake_at <= now)
        return tuple(map(self._case, rows))

    def _where(self, filters: Filters, applicants: Sequence[str] | None) -> list[Any]:
        return conditions(self.TABLE, self._tenant, filters, now=self._now(), applicants=applicants)

    def _next_number(self) -> int:
        """Count on; the row stays locked until the transaction ends, so that numbers have no gaps."""
        is_postgres = self._scope.connection.dialect.name == "postgresql"
        first = (postgresql.insert if is_postgres else sqlite.insert)(CASE_NUMBERS).values(tenant=self._tenant, last=1)
        counted = first.on_conflict_do_update(index_elements=["tenant"], set_={"last": CASE_NUMBERS.c.last + 1})
        number: int = self._scope.connection.execute(counted.returning(CASE_NUMBERS.c.last)).scalar_one()
        return number

    def _case(self, row: Row[Any]) -> Case:
        plain = {name: getattr(row, name) for name in (*_FIXED, *_CHANGING) if name not in _LISTS}
        lists = {name: tuple(getattr(row, name).split()) for name in _LISTS}
        return Case(**{**plain, **lists, "kind": CaseKind(row.kind), "state": CaseState(row.state)})


def _columns(case: Case) -> Mapping[str, Any]:
    """The columns that a change may touch."""
    plain = {name: getattr(case, name) for name in _CHANGING if name not in _LISTS}
    return plain | {name: _spaced(getattr(case, name)) for name in _LISTS} | {"rank": rank(case)}


def _spaced(codes: Sequence[str]) -> str:
    return f" {' '.join(codes)} "
