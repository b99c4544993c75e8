"""Reviews of hits: one for each hit of a case, the latest; those before it stand in the timeline."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Index, LargeBinary, Row

from kyc.model.case import Case, HitReview
from kyc.model.screening import HitStatus
from kyc.storage.casework.belonging import of_case, seal_texts, unseal_texts
from kyc.storage.repository import Repository, Scope
from kyc.storage.tables import CODE, ID, Instant, tenant_table
from kyc.storage.tenants.keys import Keys

_CASE, *_REST = of_case()
_CASE.primary_key = True

HIT_REVIEWS = tenant_table(
    "hit_reviews",
    _CASE,
    Column("entity_id", CODE, primary_key=True),
    *_REST,
    Column("status", CODE, nullable=False),
    Column("reason", CODE, nullable=False),
    Column("author", ID, nullable=False),
    Column("at", Instant, nullable=False),
    # A digest of the applicant's name, birth date and numbers could be guessed by trying: it is sealed with the note.
    Column("sealed_texts", LargeBinary),
    Column("entity_fingerprint", CODE, nullable=False),
    Column("expires_at", Instant),
    Index("ix_hit_reviews_applicant", "tenant", "applicant_id"),
)
_KIND = "hit_review"
_PLAIN = ("case_id", "entity_id", "reason", "author", "at", "entity_fingerprint", "expires_at")


class Reviews(Repository):
    """The tenant's reviews of hits."""

    TABLE = HIT_REVIEWS

    def __init__(self, scope: Scope, keys: Keys) -> None:
        super().__init__(scope)
        self._keys = keys

    def put(self, case: Case, review: HitReview) -> None:
        """Keep a review in place of the one before."""
        record = _record(review.case_id, review.entity_id)
        texts = {"note": review.note, "applicant_fingerprint": review.applicant_fingerprint}
        values = {name: getattr(review, name) for name in (*_PLAIN, "status")} | {
            "applicant_id": case.applicant_id,
            "sealed_texts": seal_texts(self._keys, case.applicant_id, _KIND, record, texts),
        }
        mine = (self.TABLE.c.case_id == review.case_id, self.TABLE.c.entity_id == review.entity_id)
        if not self._update(values, *mine):
            self._insert(**values)

    def of(self, case_id: str) -> tuple[HitReview, ...]:
        """The reviews of a case's hits, by entity."""
        rows = self._rows(self.TABLE.c.case_id == case_id, order=self.TABLE.c.entity_id)
        return tuple(map(self._review, rows))

    def erase(self, applicant_id: str) -> int:
        """Forget what was written, and what the applicant looked like then; what was made of the hit stays."""
        written = self.TABLE.c.sealed_texts.is_not(None)
        return self._update({"sealed_texts": None}, self.TABLE.c.applicant_id == applicant_id, written)

    def _review(self, row: Row[Any]) -> HitReview:
        record = _record(row.case_id, row.entity_id)
        texts = unseal_texts(self._keys, row.applicant_id, _KIND, record, row.sealed_texts)
        return HitReview(
            **{name: getattr(row, name) for name in _PLAIN},
            status=HitStatus(row.status),
            applicant_fingerprint=texts.get("applicant_fingerprint") or "",
            note=texts.get("note"),
        )


def _record(case_id: str, entity_id: str) -> str:
    return f"{case_id}/{entity_id}"
