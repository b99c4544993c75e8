"""What was read of a submission, sealed: re-screening need not read again."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Index, LargeBinary, Row

from kyc.model.evidence import Evidence
from kyc.storage.applicants.verifications import to_verification
from kyc.storage.codec import dump, parse
from kyc.storage.repository import Repository, Scope
from kyc.storage.tables import ID, Instant, tenant_table, to_applicant
from kyc.storage.tenants.keys import Keys

EVIDENCE = tenant_table(
    "evidence",
    Column("verification_id", ID, primary_key=True),
    Column("applicant_id", ID, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False),
    to_applicant(),
    to_verification(),
    Index("ix_evidence_applicant", "tenant", "applicant_id"),
)
_KIND = "evidence"


class EvidenceRows(Repository):
    """One piece of evidence for each verification."""

    TABLE = EVIDENCE

    def __init__(self, scope: Scope, keys: Keys) -> None:
        super().__init__(scope)
        self._keys = keys

    def put(self, verification_id: str, applicant_id: str, evidence: Evidence) -> None:
        """Keep the evidence; an earlier attempt's gives way."""
        content = zlib.compress(dump(evidence), 1)
        sealed = self._keys.seal(applicant_id, _KIND, verification_id, content)
        self._delete(self.TABLE.c.verification_id == verification_id)
        self._insert(verification_id=verification_id, applicant_id=applicant_id, sealed=sealed, created_at=self._now())

    def get(self, verification_id: str) -> Evidence | None:
        """Return the evidence, None when nothing was read yet or it is no longer kept."""
        row = self._row(self.TABLE.c.verification_id == verification_id)
        return None if row is None else self._opened(row)

    def several(self, verification_ids: Sequence[str]) -> Mapping[str, Evidence]:
        """The evidence of verifications by their ids, as far as it is kept; their applicants' keys are loaded."""
        rows = self._rows(self.TABLE.c.verification_id.in_(verification_ids))
        return {row.verification_id: self._opened(row) for row in rows}

    def newest(self, applicant_id: str) -> tuple[str, Evidence] | None:
        """The applicant's latest verification of which evidence is kept, and that evidence."""
        rows = self._rows(self.TABLE.c.applicant_id == applicant_id, order=self.TABLE.c.verification_id.desc(), limit=1)
        evidence = self.get(rows[0].verification_id) if rows else None
        return (rows[0].verification_id, evidence) if evidence else None

    def erase(self, applicant_id: str) -> int:
        """Forget what was read of an applicant."""
        return self._delete(self.TABLE.c.applicant_id == applicant_id)

    def _opened(self, row: Row[Any]) -> Evidence:
        content = self._keys.unseal(row.applicant_id, _KIND, row.verification_id, row.sealed)
        return parse(Evidence, zlib.decompress(content))
