"""Decisions on cases: what was decided never changes, only how far it has come.

The database itself refuses one that its maker checked, and one that nobody checked where four eyes are due.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, CheckConstraint, Column, Index, Integer, LargeBinary, Row, text

from kyc.model.case import Case, Decision, DecisionOutcome, DecisionState
from kyc.model.errors import StoreError
from kyc.storage.casework.belonging import next_place, of_case, seal_texts, unseal_texts
from kyc.storage.repository import Repository, Scope
from kyc.storage.tables import CODE, ID, Instant, tenant_table
from kyc.storage.tenants.keys import Keys

CHECKED_BY_ANOTHER = "checker IS NULL OR checker <> maker"
APPLIED_WITH_FOUR_EYES = "NOT needs_four_eyes OR checker IS NOT NULL OR state IN ('proposed', 'returned')"
WAITING, STANDING = "state = 'proposed'", "state = 'applied' AND outcome <> 'resubmit'"


def _one(name: str, where: str) -> Index:
    condition = text(where)
    return Index(name, "tenant", "case_id", unique=True, sqlite_where=condition, postgresql_where=condition)


DECISIONS = tenant_table(
    "decisions",
    Column("id", ID, primary_key=True),
    Column("place", Integer, nullable=False),  # within the case, in the order of writing
    *of_case(),
    Column("outcome", CODE, nullable=False),
    Column("state", CODE, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("items", JSON, nullable=False),
    Column("sealed_texts", LargeBinary),
    Column("maker", ID, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("needs_four_eyes", Boolean, nullable=False),
    Column("checker", ID),
    Column("checked_at", Instant),
    Column("supersedes", ID),
    Column("report_sha256", CODE),
    Column("token", CODE),  # of the form it came from: the same form sent twice decides once
    CheckConstraint(CHECKED_BY_ANOTHER, name="checked_by_another"),
    CheckConstraint(APPLIED_WITH_FOUR_EYES, name="applied_with_four_eyes"),
    Index("ix_decisions_case", "tenant", "case_id"),
    Index("ix_decisions_applicant", "tenant", "applicant_id"),
    Index("ix_decisions_token", "tenant", "token", unique=True),
    _one("ix_decisions_one_waiting", WAITING),
    _one("ix_decisions_one_standing", STANDING),
)
_KIND = "decision"
_PLAIN = ("id", "case_id", "maker", "made_at", "needs_four_eyes", "checker", "checked_at", "supersedes")


class Decisions(Repository):
    """The tenant's decisions."""

    TABLE = DECISIONS

    def __init__(self, scope: Scope, keys: Keys) -> None:
        super().__init__(scope)
        self._keys = keys

    def add(self, case: Case, made: Decision, *, token: str | None = None) -> Decision:
        """Store a decision under an id of its own.

        Raises:
            StoreError: STORE.CONFLICT when the case has a decision waiting or standing that this one leaves alone, or
                when the token was used before.
        """
        stored = replace(made, id=self._scope.new_id("dec"), tenant=self._tenant, case_id=case.id)
        texts = {"note": stored.note, "message": stored.message}
        plain = {name: getattr(stored, name) for name in (*_PLAIN, "outcome", "state", "report_sha256")}
        self._insert(
            **plain,
            place=next_place(self.TABLE, self._tenant, case.id),
            applicant_id=case.applicant_id,
            reasons=list(stored.reasons),
            items=[list(item) for item in stored.items],
            sealed_texts=seal_texts(self._keys, case.applicant_id, _KIND, stored.id, texts),
            token=token,
        )
        return stored

    def get(self, decision_id: str) -> Decision:
        """Return a decision.

        Raises:
            StoreError: STORE.UNKNOWN when there is none by this id.
        """
        return self._decision(self._known(self.TABLE.c.id == decision_id))

    def of(self, case_id: str) -> tuple[Decision, ...]:
        """Every decision on a case, oldest first."""
        rows = self._rows(self.TABLE.c.case_id == case_id, order=self.TABLE.c.place)
        return tuple(map(self._decision, rows))

    def standing(self, applicant_ids: Sequence[str]) -> Mapping[str, DecisionOutcome]:
        """What people decided for good on the cases of some applicants, by the case's id; nothing is unsealed."""
        theirs, holds = self.TABLE.c.applicant_id.in_(applicant_ids), self.TABLE.c.state == DecisionState.APPLIED
        rows = self._rows(theirs, holds, self.TABLE.c.outcome != DecisionOutcome.RESUBMIT)
        return {row.case_id: DecisionOutcome(row.outcome) for row in rows}

    def by_token(self, token: str) -> Decision | None:
        """The decision that came from a form, None when it was not sent before."""
        row = self._row(self.TABLE.c.token == token)
        return self._decision(row) if row else None

    def settle(
        self, decision: Decision, state: DecisionState, *, checker: str | None = None, at: datetime | None = None
    ) -> Decision:
        """Note how far a decision has come, if nobody did meanwhile.

        Raises:
            StoreError: STORE.CONFLICT when it has come further since it was read, or when the maker is the checker.
        """
        seen = {"checker": checker, "checked_at": at} if checker else {}
        mine = (self.TABLE.c.id == decision.id, self.TABLE.c.state == decision.state)
        if not self._update({"state": state, **seen}, *mine):
            self._known(self.TABLE.c.id == decision.id)
            raise StoreError("STORE.CONFLICT", "This decision was settled meanwhile: read the case again.")
        return self.get(decision.id)

    def erase(self, applicant_id: str) -> int:
        """Forget what was written about an applicant; outcomes, codes and who decided stay."""
        written = self.TABLE.c.sealed_texts.is_not(None)
        return self._update({"sealed_texts": None}, self.TABLE.c.applicant_id == applicant_id, written)

    def _decision(self, row: Row[Any]) -> Decision:
        texts = unseal_texts(self._keys, row.applicant_id, _KIND, row.id, row.sealed_texts)
        return Decision(
            **{name: getattr(row, name) for name in _PLAIN},
            tenant=self._tenant,
            outcome=DecisionOutcome(row.outcome),
            state=DecisionState(row.state),
            reasons=tuple(row.reasons),
            items=tuple((what, reason) for what, reason in row.items),
            note=texts.get("note") or "",
            message=texts.get("message"),
            report_sha256=row.report_sha256,
        )
