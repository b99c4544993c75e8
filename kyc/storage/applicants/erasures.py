"""Certificates of what was erased; nothing personal is in them."""

from __future__ import annotations

from datetime import UTC

from sqlalchemy import JSON, Column

from kyc.model.applicant import ErasureCertificate
from kyc.storage.repository import Repository
from kyc.storage.tables import CODE, ID, Instant, tenant_table, to_applicant

ERASURES = tenant_table(
    "erasures",
    Column("applicant_id", ID, primary_key=True),
    Column("erased_at", Instant, nullable=False),
    Column("erased_by", CODE, nullable=False),
    Column("destroyed", JSON, nullable=False),
    to_applicant(),
)


class Erasures(Repository):
    """The tenant's certificates."""

    TABLE = ERASURES

    def add(self, certificate: ErasureCertificate) -> None:
        """Keep a certificate."""
        self._insert(
            applicant_id=certificate.applicant_id,
            erased_at=certificate.erased_at,
            erased_by=certificate.erased_by,
            destroyed=[list(pair) for pair in certificate.destroyed],
        )

    def of(self, applicant_id: str) -> ErasureCertificate | None:
        """An applicant's certificate, None when they were not erased."""
        row = self._row(self.TABLE.c.applicant_id == applicant_id)
        if row is None:
            return None
        destroyed = tuple((kind, number) for kind, number in row.destroyed)
        return ErasureCertificate(applicant_id, self._tenant, row.erased_at.astimezone(UTC), row.erased_by, destroyed)
