"""Sealed reports; a revision is never changed, a later one follows."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, Integer, LargeBinary, Row, UniqueConstraint

from kyc.model.report import BY_POLICY
from kyc.storage.applicants.verifications import to_verification
from kyc.storage.repository import Repository, Scope
from kyc.storage.tables import ID, Instant, tenant_table, to_applicant
from kyc.storage.tenants.keys import Keys

REPORTS = tenant_table(
    "reports",
    Column("id", ID, primary_key=True),
    Column("verification_id", ID, nullable=False),
    Column("applicant_id", ID, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False),
    to_applicant(),
    to_verification(),
    UniqueConstraint("tenant", "verification_id", "revision"),
    Index("ix_reports_applicant", "tenant", "applicant_id"),
)
_KIND = "report"


@dataclass(frozen=True, slots=True, repr=False)
class StoredReport:
    """A report as JSON in its internal projection, and where it belongs."""

    id: str
    verification_id: str
    applicant_id: str
    revision: int
    created_at: datetime
    document: Mapping[str, Any]

    def __repr__(self) -> str:
        return f"StoredReport({self.id}, revision {self.revision})"


class Reports(Repository):
    """The tenant's reports."""

    TABLE = REPORTS

    def __init__(self, scope: Scope, keys: Keys) -> None:
        super().__init__(scope)
        self._keys = keys

    def add(self, applicant_id: str, document: Mapping[str, Any]) -> StoredReport:
        """Keep a sealed report under the id and revision it carries.

        Raises:
            StoreError: STORE.CONFLICT when this verification has this revision already.
        """
        content = zlib.compress(json.dumps(document, ensure_ascii=False, allow_nan=False).encode(), 1)
        report_id, verification_id, revision = document["id"], document["verification_id"], document["revision"]
        stored = StoredReport(report_id, verification_id, applicant_id, revision, self._now(), document)
        self._insert(
            id=report_id,
            verification_id=verification_id,
            applicant_id=applicant_id,
            revision=revision,
            sealed=self._keys.seal(applicant_id, _KIND, report_id, content),
            created_at=stored.created_at,
        )
        return stored

    def get(self, report_id: str) -> StoredReport:
        """Return a report."""
        return self._stored(self._known(self.TABLE.c.id == report_id))

    def latest(self, verification_id: str) -> StoredReport | None:
        """The newest revision, None when there is no report."""
        mine, newest = self.TABLE.c.verification_id == verification_id, self.TABLE.c.revision.desc()
        rows = self._rows(mine, order=newest, limit=1)
        return self._stored(rows[0]) if rows else None

    def concluded(self, verification_ids: Sequence[str]) -> Mapping[str, StoredReport]:
        """The newest report of each verification that the policy concluded, without what people decided since."""
        rows = self._rows(self.TABLE.c.verification_id.in_(verification_ids), order=self.TABLE.c.revision.desc())
        found: dict[str, StoredReport] = {}
        for row in rows:
            if row.verification_id not in found:
                stored = self._stored(row)
                if _is_policys(stored.document):
                    found[row.verification_id] = stored
        return found

    def of(self, applicant_id: str) -> tuple[StoredReport, ...]:
        """Every report on an applicant, oldest first."""
        rows = self._rows(self.TABLE.c.applicant_id == applicant_id, order=self.TABLE.c.created_at)
        return tuple(map(self._stored, rows))

    def erase(self, applicant_id: str) -> int:
        """Forget the reports on an applicant."""
        return self._delete(self.TABLE.c.applicant_id == applicant_id)

    def _stored(self, row: Row[Any]) -> StoredReport:
        content = zlib.decompress(self._keys.unseal(row.applicant_id, _KIND, row.id, row.sealed))
        document = json.loads(content)
        return StoredReport(row.id, row.verification_id, row.applicant_id, row.revision, row.created_at, document)


def _is_policys(document: Mapping[str, Any]) -> bool:
    """Whether no person decided; of another form that is not known here, and whoever reads it will say so."""
    outcome = document.get("outcome")
    return not isinstance(outcome, Mapping) or outcome.get("decided_by", BY_POLICY) == BY_POLICY
