"""Until when each kind of an applicant's data is kept."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Column, Date, Index, select

from kyc.model.applicant import Retention
from kyc.storage.repository import Repository
from kyc.storage.tables import CODE, ID, tenant_table, to_applicant

RETENTION = tenant_table(
    "retention",
    Column("applicant_id", ID, primary_key=True),
    Column("kind", CODE, primary_key=True),
    Column("keep_until", Date, nullable=False),
    to_applicant(),
    Index("ix_retention_keep_until", "tenant", "keep_until"),
)


class RetentionRows(Repository):
    """The retention dates of the tenant's applicants, one for each kind of data."""

    TABLE = RETENTION

    def keep(self, applicant_id: str, kind: str, until: date) -> None:
        """Keep a kind of data up to and including a day; a later call sets another day.

        Two who set the same day at the same moment, as with two images that come together, do not conflict.
        """
        if self._insert_new(applicant_id=applicant_id, kind=kind, keep_until=until):
            return
        mine = (self.TABLE.c.applicant_id == applicant_id, self.TABLE.c.kind == kind)
        if self._delete(*mine, self.TABLE.c.keep_until != until):
            self._insert_new(applicant_id=applicant_id, kind=kind, keep_until=until)

    def of(self, applicant_id: str) -> tuple[Retention, ...]:
        """An applicant's dates, by kind."""
        rows = self._rows(self.TABLE.c.applicant_id == applicant_id, order=self.TABLE.c.kind)
        return tuple(Retention(row.applicant_id, row.kind, row.keep_until) for row in rows)

    def overdue(self, today: date, *, limit: int, after: str = "") -> tuple[str, ...]:
        """Applicants of whom something need not be kept any longer, by id, those behind one; holds are not asked."""
        column = self.TABLE.c.applicant_id
        asked = select(column).distinct().where(self._mine(), self.TABLE.c.keep_until < today, column > after)
        return tuple(self._scope.connection.execute(asked.order_by(column).limit(limit)).scalars())

    def done(self, applicant_id: str, kind: str) -> None:
        """Strike a date off: that kind of data is gone."""
        self._delete(self.TABLE.c.applicant_id == applicant_id, self.TABLE.c.kind == kind)

    def erase(self, applicant_id: str) -> int:
        """Forget an applicant's dates."""
        return self._delete(self.TABLE.c.applicant_id == applicant_id)
