"""A case's timeline: what happened, by whom, and the notes people wrote. Entries are added, never changed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Index, Integer, LargeBinary, Row

from kyc.model.case import Case, CaseEvent
from kyc.storage.casework.belonging import next_place, of_case, seal_texts, unseal_texts
from kyc.storage.repository import Repository, Scope
from kyc.storage.tables import CODE, ID, Instant, tenant_table
from kyc.storage.tenants.keys import Keys

CASE_EVENTS = tenant_table(
    "case_events",
    Column("id", ID, primary_key=True),
    Column("place", Integer, nullable=False),  # within the case, in the order of writing
    *of_case(),
    Column("at", Instant, nullable=False),
    Column("actor", CODE, nullable=False),
    Column("action", CODE, nullable=False),
    Column("detail", CODE),
    Column("sealed_text", LargeBinary),
    Index("ix_case_events_case", "tenant", "case_id", "place"),
    Index("ix_case_events_applicant", "tenant", "applicant_id"),
)
_KIND = "case_event"


class Timeline(Repository):
    """The timelines of the tenant's cases."""

    TABLE = CASE_EVENTS

    def __init__(self, scope: Scope, keys: Keys) -> None:
        super().__init__(scope)
        self._keys = keys

    def add(
        self, case: Case, action: str, *, actor: str | None = None, detail: str | None = None, text: str | None = None
    ) -> CaseEvent:
        """Note what a user or else the transaction's actor did; `detail` is a code or an id, `text` what they wrote."""
        event_id = self._scope.new_id("cev")
        made = CaseEvent(event_id, case.id, self._now(), actor or self._scope.actor, action, detail, text)
        self._insert(
            id=event_id,
            place=next_place(self.TABLE, self._tenant, case.id),
            case_id=case.id,
            applicant_id=case.applicant_id,
            at=made.at,
            actor=made.actor,
            action=action,
            detail=detail,
            sealed_text=seal_texts(self._keys, case.applicant_id, _KIND, event_id, {"text": text}),
        )
        return made

    def of(self, case_id: str) -> tuple[CaseEvent, ...]:
        """Everything that happened to a case, oldest first."""
        rows = self._rows(self.TABLE.c.case_id == case_id, order=self.TABLE.c.place)
        return tuple(map(self._event, rows))

    def erase(self, applicant_id: str) -> int:
        """Forget what people wrote about an applicant; that something happened stays."""
        written = self.TABLE.c.sealed_text.is_not(None)
        return self._update({"sealed_text": None}, self.TABLE.c.applicant_id == applicant_id, written)

    def _event(self, row: Row[Any]) -> CaseEvent:
        text = unseal_texts(self._keys, row.applicant_id, _KIND, row.id, row.sealed_text).get("text")
        return CaseEvent(row.id, row.case_id, row.at, row.actor, row.action, row.detail, text)
