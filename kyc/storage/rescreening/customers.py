"""How each customer is asked for when a list changes: one sealed row, changed in the transaction that changes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Boolean, Column, ColumnElement, Index, Integer, LargeBinary, Row, func, select, true

from kyc.model.rescreening import Watched
from kyc.storage.codec import dump, parse
from kyc.storage.repository import Repository, Scope
from kyc.storage.rescreening.segments import Segments
from kyc.storage.tables import ID, tenant_table, to_applicant
from kyc.storage.tenants.keys import Keys

SCREENING_KEYS = tenant_table(
    "screening_keys",
    Column("applicant_id", ID, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("is_fresh", Boolean, nullable=False),  # not screened since it was written
    Column("segment_id", ID),  # where the same content stands once more, None: nowhere yet
    Column("sealed", LargeBinary, nullable=False),
    to_applicant(),
    Index("ix_screening_keys_segment", "tenant", "segment_id"),
    Index("ix_screening_keys_fresh", "tenant", "is_fresh"),
)
_KIND = "screening_keys"
_MOST = 500  # values in one statement

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a customer stands: in which version and segment, and whether they were not screened as they stand."""

    version: int
    segment_id: str | None
    is_fresh: bool


class Customers(Repository):
    """The tenant's book: customers whose monitor is on."""

    TABLE = SCREENING_KEYS
    _PLACE = (TABLE.c.applicant_id, TABLE.c.version, TABLE.c.segment_id, TABLE.c.is_fresh)

    def __init__(self, scope: Scope, keys: Keys, segments: Segments) -> None:
        super().__init__(scope)
        self._keys, self._segments = keys, segments

    def put(self, watched: Watched) -> None:
        """Write how a customer is asked for; if that is new, they are screened against everything in the next run."""
        row = self._locked(watched.applicant_id)
        if row is not None and replace(self._watched(row), version=0) == replace(watched, version=0):
            return
        values: dict[str, Any] = {"sealed": self._sealed(watched), "is_fresh": True, "segment_id": None}
        if row is None:
            self._insert(applicant_id=watched.applicant_id, version=1, **values)
            return
        self._leave_segment(row)
        self._update({**values, "version": row.version + 1}, self.TABLE.c.applicant_id == watched.applicant_id)

    def erase(self, applicant_id: str) -> int:
        """Take a customer out of the book, and out of the segment they stand in."""
        row = self._locked(applicant_id)
        if row is None:
            return 0
        self._leave_segment(row)
        return self._delete(self.TABLE.c.applicant_id == applicant_id)

    def of(self, applicant_ids: Sequence[str]) -> Iterator[Watched]:
        """The customers by these ids that are in the book."""
        for some in handfuls(applicant_ids):
            self._keys.load(some)
            yield from map(self._watched, self._rows(self.TABLE.c.applicant_id.in_(some)))

    def versions(self, applicant_ids: Sequence[str], *, lock: bool = False) -> dict[str, int]:
        """Those of some ids that are in the book, with the version of each; `lock` keeps them there for now."""
        found: dict[str, int] = {}
        for some in handfuls(applicant_ids):
            asked = select(self.TABLE.c.applicant_id, self.TABLE.c.version)
            asked = asked.where(self._mine(), self.TABLE.c.applicant_id.in_(some)).order_by(self.TABLE.c.applicant_id)
            rows = self._scope.connection.execute(asked.with_for_update() if lock else asked)
            found.update({row.applicant_id: row.version for row in rows})
        return found

    def places(self, applicant_ids: Sequence[str]) -> dict[str, Place]:
        """Those of some ids that are in the book, and where each stands."""
        found: dict[str, Place] = {}
        for some in handfuls(applicant_ids):
            mine = (self._mine(), self.TABLE.c.applicant_id.in_(some))
            rows = self._scope.connection.execute(select(*self._PLACE).where(*mine))
            found.update({applicant_id: Place(*place) for applicant_id, *place in rows})
        return found

    def everybody(self) -> tuple[str, ...]:
        """The ids of all customers, those of a segment side by side."""
        asked = select(self.TABLE.c.applicant_id).where(self._mine())
        ordered = asked.order_by(self.TABLE.c.segment_id, self.TABLE.c.applicant_id)
        return tuple(self._scope.connection.execute(ordered).scalars())

    def loose(self, *, limit: int, lock: bool = False) -> tuple[Watched, ...]:
        """Customers that stand in no segment, by id; `lock` keeps them as they are for now."""
        found: list[Watched] = []
        for some in handfuls([applicant_id for applicant_id, _ in self.loose_versions()[:limit]]):
            loose = (self._mine(), self.TABLE.c.segment_id.is_(None), self.TABLE.c.applicant_id.in_(some))
            asked = select(self.TABLE).where(*loose).order_by(self.TABLE.c.applicant_id)
            # Whoever changes one of them waits, and then finds it in its segment.
            rows = self._scope.connection.execute(asked.with_for_update() if lock else asked).all()
            self._keys.load([row.applicant_id for row in rows])
            found += map(self._watched, rows)
        return tuple(found)

    def loose_versions(self) -> tuple[tuple[str, int], ...]:
        """The ids of customers that stand in no segment, each with its version."""
        asked = select(self.TABLE.c.applicant_id, self.TABLE.c.version)
        rows = self._scope.connection.execute(asked.where(self._mine(), self.TABLE.c.segment_id.is_(None)))
        return tuple(sorted((row.applicant_id, row.version) for row in rows))

    def count(self) -> tuple[int, int]:
        """How many customers there are, and how many of them stand in no segment."""
        asked = select(func.count()).where(self._mine(), self.TABLE.c.segment_id.is_(None))
        loose = self._scope.connection.execute(asked).scalar_one()
        # Segments say how many they hold, which is quicker than to count a million rows.
        return loose + sum(mark.customers for mark in self._segments.all()), loose

    def fresh(self) -> dict[str, int]:
        """Customers that were not screened since they were written, by id, each with its version."""
        # `is_fresh` alone would not let SQLite use its index, and an order would make it walk through the whole table.
        is_fresh = self.TABLE.c.is_fresh == true()
        asked = select(self.TABLE.c.applicant_id, self.TABLE.c.version).where(self._mine(), is_fresh)
        return {row.applicant_id: row.version for row in self._scope.connection.execute(asked)}

    def screened(self, versions: Iterable[tuple[str, int]]) -> None:
        """Note that customers were screened as they stood in these versions; who changed since stays fresh."""
        for same in self._standing_as(versions):
            # `is_fresh` among the conditions would make SQLite walk past all that are fresh, which are a million after
            # an installation was filled.
            self._update({"is_fresh": False}, *same)

    def settle(self, segment_id: str, versions: Iterable[tuple[str, int]]) -> None:
        """Note the segment in which customers stand as they are in these versions."""
        for same in self._standing_as(versions):
            self._update({"segment_id": segment_id}, *same)

    def unsettle(self, segment_id: str) -> None:
        """Note that a segment is no more."""
        self._update({"segment_id": None}, self.TABLE.c.segment_id == segment_id)

    def _standing_as(
        self, versions: Iterable[tuple[str, int]]
    ) -> Iterator[tuple[ColumnElement[bool], ColumnElement[bool]]]:
        """Conditions for customers as they stand in these versions, a few at a time: which, and in which version.

        Pairs of id and version would say the same in one condition, for which SQLite walks through the whole table.
        """
        by_version: dict[int, list[str]] = {}
        for applicant_id, version in versions:
            by_version.setdefault(version, []).append(applicant_id)
        for version, ids in by_version.items():
            for some in handfuls(ids):
                yield self.TABLE.c.applicant_id.in_(some), self.TABLE.c.version == version

    def _locked(self, applicant_id: str) -> Row[Any] | None:
        mine = select(self.TABLE).where(self._mine(), self.TABLE.c.applicant_id == applicant_id)
        return self._scope.connection.execute(mine.with_for_update()).one_or_none()

    def _leave_segment(self, row: Row[Any]) -> None:
        if row.segment_id is not None and not self._segments.drop(row.segment_id, row.applicant_id):
            self.unsettle(row.segment_id)

    def _sealed(self, watched: Watched) -> bytes:
        return self._keys.seal(watched.applicant_id, _KIND, watched.applicant_id, dump(replace(watched, version=0)))

    def _watched(self, row: Row[Any]) -> Watched:
        content = self._keys.unseal(row.applicant_id, _KIND, row.applicant_id, row.sealed)
        return replace(parse(Watched, content), version=row.version)


def handfuls(values: Sequence[T]) -> Iterator[list[T]]:
    """Give values a few at a time, as many as a statement takes."""
    rest = iter(values)
    while some := list(islice(rest, _MOST)):
        yield some
