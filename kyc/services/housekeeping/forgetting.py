"""What is nobody's personal data and need not be remembered for ever: replies, sessions, events, finished runs.

An event is forgotten when every endpoint has had it, or was given up on, and the days in which it can be sent once more
are over; what is still on its way is never forgotten, however old.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from kyc.services.housekeeping.house import House

_PAGE = 500  # events in one transaction, so that nobody else waits long for SQLite's one writer
_RUNS = 20  # runs in one transaction; each has up to a thousand chunks
_COUNTED = ("events", "deliveries", "runs", "chunks")


def forget_replies(house: House) -> Mapping[str, int]:
    """Forget replies to requests that nobody may repeat any more."""
    forgotten = 0
    for tenant in house.tenants():
        with house.on_behalf_of(tenant) as unit:
            forgotten += unit.idempotency.purge(unit.now())
    return {"replies": forgotten}


def forget_sessions(house: House) -> Mapping[str, int]:
    """Forget sessions whose time is over, and failed attempts to sign in that count no more."""
    sessions = failures = 0
    for tenant in house.tenants():
        with house.on_behalf_of(tenant) as unit:
            sessions += unit.sessions.purge()
            failures += unit.failures.purge()
    return {"sessions": sessions, "failures": failures}


def forget_history(house: House) -> Mapping[str, int]:
    """Forget events with their deliveries, and runs with their chunks, that are older than the operator keeps them."""
    settings, now, counts = house.settings, house.clock(), Counter(dict.fromkeys(_COUNTED, 0))
    for tenant in house.tenants():
        counts += _forget_events(house, tenant, now - timedelta(days=settings.keep_events_days))
        counts += _forget_runs(house, tenant, now - timedelta(days=settings.keep_runs_days))
    return {name: counts[name] for name in _COUNTED}


def _forget_events(house: House, tenant: str, before: datetime) -> Counter[str]:
    counts, after = Counter[str](), ""
    while True:
        with house.on_behalf_of(tenant) as unit:
            old = unit.outbox.old(before, limit=_PAGE, after=after)
            events, deliveries = unit.outbox.forget(old)
        counts += Counter(events=events, deliveries=deliveries)
        if len(old) < _PAGE:
            return counts
        after = old[-1]  # one that somebody has sent again at this moment stays, and is not met twice


def _forget_runs(house: House, tenant: str, before: datetime) -> Counter[str]:
    counts = Counter[str]()
    while True:
        with house.on_behalf_of(tenant) as unit:
            old = unit.runs.old(before, limit=_RUNS)
            chunks = unit.chunks.forget(old)
            counts += Counter(runs=unit.runs.forget(old), chunks=chunks)
        if len(old) < _RUNS:
            return counts
