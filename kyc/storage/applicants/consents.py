"""Consents: to what, in which wording, when."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Index, LargeBinary, Row

from kyc.model.applicant import RecordedConsent
from kyc.model.submission import Consent
from kyc.storage.codec import dump, parse
from kyc.storage.repository import Repository, Scope
from kyc.storage.tables import ID, Instant, tenant_table, to_applicant
from kyc.storage.tenants.keys import Keys

CONSENTS = tenant_table(
    "consents",
    Column("id", ID, primary_key=True),
    Column("applicant_id", ID, nullable=False),
    Column("sealed", LargeBinary, nullable=False),  # its purpose is the client's free text
    Column("recorded_at", Instant, nullable=False),
    Column("withdrawn_at", Instant),
    to_applicant(),
    Index("ix_consents_applicant", "tenant", "applicant_id"),
)
_KIND = "consent"


class Consents(Repository):
    """The consents of the tenant's applicants."""

    TABLE = CONSENTS

    def __init__(self, scope: Scope, keys: Keys) -> None:
        super().__init__(scope)
        self._keys = keys

    def add(self, applicant_id: str, consent: Consent) -> RecordedConsent:
        """Record a consent."""
        consent_id, now = self._scope.new_id("con"), self._now()
        sealed = self._keys.seal(applicant_id, _KIND, consent_id, dump(consent))
        self._insert(id=consent_id, applicant_id=applicant_id, sealed=sealed, recorded_at=now)
        return RecordedConsent(consent_id, self._tenant, applicant_id, consent, now)

    def of(self, applicant_id: str) -> tuple[RecordedConsent, ...]:
        """Every consent an applicant gave, oldest first, withdrawn ones too."""
        rows = self._rows(self.TABLE.c.applicant_id == applicant_id, order=self.TABLE.c.id)
        return tuple(map(self._consent, rows))

    def active(self, applicant_id: str) -> tuple[RecordedConsent, ...]:
        """The consents that still stand; without one no verification starts."""
        return tuple(consent for consent in self.of(applicant_id) if consent.withdrawn_at is None)

    def withdraw(self, consent_id: str) -> None:
        """Note that a consent was taken back; it stays on record, and the first time counts."""
        known = self._known(self.TABLE.c.id == consent_id)
        if known.withdrawn_at is None:
            self._update({"withdrawn_at": self._now()}, self.TABLE.c.id == consent_id)

    def erase(self, applicant_id: str) -> int:
        """Forget an applicant's consents."""
        return self._delete(self.TABLE.c.applicant_id == applicant_id)

    def _consent(self, row: Row[Any]) -> RecordedConsent:
        consent = parse(Consent, self._keys.unseal(row.applicant_id, _KIND, row.id, row.sealed))
        return RecordedConsent(row.id, self._tenant, row.applicant_id, consent, row.recorded_at, row.withdrawn_at)
