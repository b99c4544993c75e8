"""What a case's alert is about: the hits that opened it, sealed. An onboarding case's stand in its report."""

from __future__ import annotations

import zlib

from sqlalchemy import Column, Index, LargeBinary

from kyc.model.case import Case
from kyc.model.screening import Screening
from kyc.storage.casework.belonging import of_case
from kyc.storage.codec import dump, parse
from kyc.storage.repository import Repository, Scope
from kyc.storage.tables import tenant_table
from kyc.storage.tenants.keys import Keys

_CASE, *_REST = of_case()
_CASE.primary_key = True

CASE_SCREENINGS = tenant_table(
    "case_screenings",
    _CASE,
    *_REST,
    Column("sealed", LargeBinary, nullable=False),
    Index("ix_case_screenings_applicant", "tenant", "applicant_id"),
)
_KIND = "case_screening"


class CaseScreenings(Repository):
    """The screenings that opened the tenant's alerts."""

    TABLE = CASE_SCREENINGS

    def __init__(self, scope: Scope, keys: Keys) -> None:
        super().__init__(scope)
        self._keys = keys

    def put(self, case: Case, screening: Screening) -> None:
        """Keep what was found; an earlier screening of the same case gives way."""
        sealed = self._keys.seal(case.applicant_id, _KIND, case.id, zlib.compress(dump(screening), 1))
        self._delete(self.TABLE.c.case_id == case.id)
        self._insert(case_id=case.id, applicant_id=case.applicant_id, sealed=sealed)

    def of(self, case_id: str) -> Screening | None:
        """What was found, None where the report holds it."""
        row = self._row(self.TABLE.c.case_id == case_id)
        if row is None:
            return None
        content = self._keys.unseal(row.applicant_id, _KIND, case_id, row.sealed)
        return parse(Screening, zlib.decompress(content))

    def erase(self, applicant_id: str) -> int:
        """Forget what was found about an applicant."""
        return self._delete(self.TABLE.c.applicant_id == applicant_id)
