"""What the tables of casework share: they belong to a case, and what people wrote is sealed as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy import Column, ForeignKeyConstraint, ScalarSelect, Table, func, select

from kyc.storage.tables import ID, to_applicant
from kyc.storage.tenants.keys import Keys

Texts = Mapping[str, str | None]


def of_case() -> tuple[Column[str], Column[str], ForeignKeyConstraint, ForeignKeyConstraint]:
    """The columns that tie a row to a case of its tenant and to its applicant, whose key seals what is written."""
    to_case = ForeignKeyConstraint(["tenant", "case_id"], ["cases.tenant", "cases.id"])
    return Column("case_id", ID, nullable=False), Column("applicant_id", ID, nullable=False), to_case, to_applicant()


def next_place(table: Table, tenant: str, case_id: str) -> ScalarSelect[int]:
    """The place behind the last row of a case: instants alone would not tell which came first."""
    last = func.coalesce(func.max(table.c.place), 0)
    return select(last + 1).where(table.c.tenant == tenant, table.c.case_id == case_id).scalar_subquery()


def seal_texts(keys: Keys, applicant_id: str, kind: str, record_id: str, texts: Texts) -> bytes | None:
    """Seal what a person wrote; None when they wrote nothing."""
    if not any(texts.values()):
        return None
    return keys.seal(applicant_id, kind, record_id, json.dumps(texts, ensure_ascii=False).encode())


def unseal_texts(keys: Keys, applicant_id: str, kind: str, record_id: str, sealed: bytes | None) -> Texts:
    """What a person wrote; nothing when nothing was written or the applicant was erased."""
    if sealed is None:
        return {}
    opened: Texts = json.loads(keys.unseal(applicant_id, kind, record_id, sealed))
    return opened
