"""The audit log: who did what to which thing when, and whether the chain is whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from fastapi.responses import Response

from kyc.model.user import Right
from kyc.services.auditing import log
from kyc.services.auditing.log import Proof, Query
from kyc.storage.unit import Unit
from kyc.web.console.routes import needs, room
from kyc.web.console.visit import TheVisit, Visit

router = room()

PAGE = 100
_NAME = re.compile(r"[A-Za-z0-9_.:@-]{1,80}")
FIELDS = ("actor", "action", "kind", "object", "since", "until")
ACTIONS = (
    "case:",
    "decision:",
    "hit:",
    "user:",
    "applicant:",
    "verification:",
    "document:",
    "client:",
    "key:",
    "audit:",
)


@router.get("/audit")
@needs(Right.READ_AUDIT)
def entries(visit: TheVisit) -> Response:
    """Show a page of entries."""
    return _page(visit, None)


@router.post("/audit/verify")
@needs(Right.READ_AUDIT)
def verify(visit: TheVisit) -> Response:
    """Walk along the whole chain, and say what that proves."""
    with visit.unit(read_only=True) as unit:
        proof = log.verify(unit, visit.kit.settings.home)
    with visit.unit() as unit:
        log.note_verified(unit, proof)
    return _page(visit, proof)


def _page(visit: Visit, proof: Proof | None) -> Response:
    given = given_of(visit.request.query_params)
    before = visit.request.query_params.get("before", "")
    with visit.unit(read_only=True) as unit:
        query = query_of(given, visit)
        found = log.find(
            unit, query, limit=PAGE, before=int(before) if before.isdecimal() and len(before) < 19 else None
        )
        content = _content(visit, unit)
    following = f"/console/audit?{urlencode({**given, 'before': found.next})}" if found.next else None
    return visit.page(
        "watching/audit.html", events=found.items, following=following, given=given, proof=proof, is_first=not before,
        actions=ACTIONS, **content,
    )  # fmt: skip


def _content(visit: Visit, unit: Unit) -> dict[str, Any]:
    seq, last_hash = unit.audit.head()
    return {
        "people": {f"user:{user.id}": user for user in unit.users.all()},
        "entries": seq,
        "last_hash": last_hash,
        "checkpoint": log.newest_checkpoint(unit, visit.kit.settings.home),
    }


def given_of(query: Mapping[str, str]) -> dict[str, str]:
    """What an address asks for, without what makes no sense."""
    return {key: query[key].strip() for key in FIELDS if _makes_sense(key, query.get(key, "").strip())}


def query_of(given: Mapping[str, str], visit: Visit) -> Query:
    """What the log is asked; days are those of the reader's place, the last one whole."""
    return Query(
        actor=given.get("actor"),
        action=given.get("action"),
        object_kind=given.get("kind"),
        object_id=given.get("object"),
        since=_midnight(given.get("since"), visit),
        until=_midnight(given.get("until"), visit, later=1),
    )


def _midnight(day: str | None, visit: Visit, *, later: int = 0) -> datetime | None:
    if day is None:
        return None
    return datetime.combine(date.fromisoformat(day) + timedelta(days=later), time(), visit.speaker.zone)


def _makes_sense(key: str, value: str) -> bool:
    if key not in ("since", "until"):
        return _NAME.fullmatch(value) is not None
    try:
        return date(2000, 1, 1) <= date.fromisoformat(value) <= date(9000, 1, 1)
    except ValueError:
        return False
