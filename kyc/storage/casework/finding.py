"""The order of the queue, and what a question to it means in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, select

from kyc.model.case import Case, CaseState, DecisionState
from kyc.model.queue import OPEN_STATES, Filters
from kyc.storage.casework.decisions import DECISIONS

CLOSED_FROM = "1"  # the ranks of closed cases begin here
_LAST = 10**10 - 1  # seconds since 1970: in the year 2286
_MOST_URGENT = 100


def rank(case: Case) -> str:
    """The place of a case in the queue, as digits that sort the same in every database.

    Open cases come first: by priority, then by when they are due, those whose clock stands last; then the closed ones,
    the latest first. The number keeps the order total, so that a page starts where the one before ended.
    """
    if case.closed_at is not None:
        return f"{CLOSED_FROM}{0:03}{_LAST - int(case.closed_at.timestamp()):010}{case.number:010}"
    due = int(case.due_at.timestamp()) if case.due_at else _LAST
    return f"0{_MOST_URGENT - case.priority:03}{due:010}{case.number:010}"


def conditions(
    table: Table, tenant: str, filters: Filters, *, now: datetime, applicants: Sequence[str] | None
) -> list[ColumnElement[bool]]:
    """What a row of `table` (the cases) has to fulfil; `applicants` None looks at everybody's."""
    column = table.c
    equal = {"queue": filters.queue, "assignee": filters.assignee, "kind": filters.kind}
    where: list[ColumnElement[bool]] = [column[name] == value for name, value in equal.items() if value is not None]
    where += _of_states(column, frozenset(filters.states))
    if filters.is_unassigned:
        where.append(column.assignee.is_(None))
    if filters.is_overdue:
        where += [column.due_at.is_not(None), column.due_at < now, column.state != CaseState.CLOSED]
    if applicants is not None:
        where.append(column.applicant_id.in_(applicants))
    return where + _of_codes(column, filters) + _of_decisions(column, tenant, filters)


def _of_states(column: Any, states: frozenset[CaseState]) -> list[ColumnElement[bool]]:
    """All, or all open ones, are told by the rank alone, so that its index gives a page without sorting."""
    if states == frozenset(CaseState):
        return []
    if states == frozenset(OPEN_STATES):
        return [column.rank < CLOSED_FROM]
    return [column.state.in_(sorted(states))]


def _of_codes(column: Any, filters: Filters) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if filters.reason is not None:
        where.append(column.reasons.contains(f" {filters.reason} ", autoescape=True))
    if filters.least_score is not None:
        where.append(column.score >= filters.least_score)
    if filters.most_score is not None:
        where.append(column.score <= filters.most_score)
    if filters.is_escalated is not None:
        where.append(column.escalated.is_(filters.is_escalated))
    return where


def _of_decisions(column: Any, tenant: str, filters: Filters) -> list[ColumnElement[bool]]:
    if not filters.is_proposed:
        return []
    waiting = (DECISIONS.c.tenant == tenant, DECISIONS.c.state == DecisionState.PROPOSED)
    return [column.id.in_(select(DECISIONS.c.case_id).where(*waiting))]
