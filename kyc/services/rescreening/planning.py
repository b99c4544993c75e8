"""Planning a run: what changed since the last one, whom that may concern, and the chunks to look at them in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import TypeVar

from kyc.model.errors import StateError
from kyc.model.rescreening import ListMark, RunMode, RunPlan, RunState
from kyc.services.assembly import policy_of
from kyc.services.rescreening.segments import pack, population_of, search_book
from kyc.services.rescreening.target import Difference, Lists, algorithm_of
from kyc.settings import Settings
from kyc.storage.database import Database
from kyc.storage.rescreening.runs import StoredRun
from kyc.storage.unit import Unit
from watchlists.errors import ListError

DELTA_CHUNK = 500  # customers put to a few entities
FULL_CHUNK = 1_000  # customers put to everything
_TRIES = 5  # plans that other runs overtake; each had done what was there to do when it was planned
_EMPTY = Difference((), {}, ())

T = TypeVar("T")
Timer = Callable[[], float]


@dataclass(frozen=True, slots=True)
class _Scope:
    """What a run is about: from which lists to which, and why it is full where it is."""

    mode: RunMode
    before: tuple[ListMark, ...]
    after: tuple[ListMark, ...]
    algorithm: str
    difference: Difference
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class _Members:
    """Whom a run looks at: in the light of what changed, and in the light of everything."""

    delta: tuple[str, ...]
    full: tuple[str, ...]
    customers: int
    seconds_loading: float = 0.0

    def __len__(self) -> int:
        return len(self.delta) + len(self.full)


def plan(database: Database, settings: Settings, tenant: str, mode: RunMode, actor: str) -> RunPlan:
    """Find out what is to be done, and store it as a run with its chunks, all in one transaction.

    Raises:
        StateError: RESCREEN.RUNNING while another run of this tenant is going; RESCREEN.OVERTAKEN when others were
            planned and done during every try.
        StoreError: SCR.NO_LISTS.
    """
    for _ in range(_TRIES):
        # None: another run was planned and done meanwhile, and what changed is to be told from there.
        if made := _planned(database, settings, tenant, mode, actor):
            return made
    raise StateError(
        "RESCREEN.OVERTAKEN",
        f"{_TRIES} other runs were planned and done while this one was being planned, and its tenant stands as the"
        " last of them left it: start once more when they rest.",
    )


def _planned(database: Database, settings: Settings, tenant: str, mode: RunMode, actor: str) -> RunPlan | None:
    started = perf_counter()
    with database.transaction(tenant, actor, read_only=True) as unit:
        unit.runs.refuse_another()
        last = unit.runs.last_done()
    scope = _scope(Lists(settings), algorithm_of(policy_of(settings)), last, mode)
    pack(database, tenant, actor)
    with database.transaction(tenant, actor, read_only=True) as unit:
        fresh = _fresh(unit) if scope.mode is RunMode.DELTA else set()  # who looks at everybody need not ask
        asked = _asked(unit, scope, fresh)
        done = _same(unit, scope, asked)
    run_id = _run_id(asked, last)
    if done:
        return _as_before(done, tenant, f"The same was done by {done.id}.")
    members = _members(database, tenant, actor, scope, fresh)
    if not members.full and _is_idle(scope, last):
        return _idle(scope, tenant, run_id, members, last)
    seconds = perf_counter() - started - members.seconds_loading
    with database.transaction(tenant, actor) as unit:
        unit.runs.refuse_another()
        if unit.runs.last_done() != last:
            return None
        return replace(_store(unit, scope, run_id, members, seconds), seconds_loading=members.seconds_loading)


def _fresh(unit: Unit) -> set[str]:
    """Customers who are looked at in the light of everything, whatever changed."""
    return set(unit.customers.fresh()) | unit.alerts.resembling((), now=unit.now())


def _scope(lists: Lists, algorithm: str, last: StoredRun | None, mode: RunMode) -> _Scope:
    after = lists.active()
    before = last.lists if last else ()
    full = _Scope(RunMode.FULL, before, after, algorithm, _EMPTY)
    if last is None:
        return replace(full, reason="Nothing was screened before.")
    if last.algorithm != algorithm:
        return replace(full, reason=f"The algorithm or what the policy looks for changed: it was {last.algorithm}.")
    if mode is RunMode.FULL:
        return full
    try:
        return _Scope(RunMode.DELTA, before, after, algorithm, lists.difference(before, after))
    except ListError as error:
        return replace(full, reason=f"What was screened against cannot be read any more: {error}."[:200])


def _members(database: Database, tenant: str, actor: str, scope: _Scope, fresh: set[str]) -> _Members:
    if scope.mode is RunMode.FULL:
        with database.transaction(tenant, actor, read_only=True) as unit:
            everybody = unit.customers.everybody()
        return _Members((), everybody, len(everybody))
    with database.transaction(tenant, actor, read_only=True) as unit:
        customers, _ = unit.customers.count()
        touched = scope.difference.touched
        resembling = unit.alerts.resembling(touched, now=unit.now()) if touched else set()
    found, seconds = _candidates(database, tenant, actor, scope.difference)
    delta = tuple(sorted((found | resembling) - fresh))
    return _Members(delta, tuple(sorted(fresh)), customers, seconds)


def _candidates(database: Database, tenant: str, actor: str, difference: Difference) -> tuple[set[str], float]:
    """The customers that changed entities may concern, and the seconds that opening the book took."""
    if not difference.changed:
        return set(), 0.0
    from kyc.screening.reverse.changed import Changed
    from kyc.screening.reverse.search import Search

    found = search_book(database, tenant, actor, Search(Changed(difference.changed)).candidates)
    return set(found.ids), found.seconds_opening


def _store(unit: Unit, scope: _Scope, run_id: str, members: _Members, seconds: float) -> RunPlan:
    delta, full = list(_cut(members.delta, DELTA_CHUNK)), list(_cut(members.full, FULL_CHUNK))
    counts = {
        "entities": len(scope.difference.touched),
        "customers": members.customers,
        "candidates": len(members),
        "chunks": len(delta) + len(full),
    }
    lists = {"lists": [list(mark) for mark in scope.after], "before": [list(mark) for mark in scope.before]}
    more = {"mode": scope.mode, "algorithm": scope.algorithm, "reason": scope.reason, "seconds_planning": seconds}
    if not unit.runs.start(run_id, **lists, **counts, **more):
        unit.runs.refuse_another()
    unit.chunks.add(run_id, 1, RunMode.DELTA, delta)
    unit.chunks.add(run_id, 1 + len(delta), RunMode.FULL, full)
    unit.audit.append("rescreen:started", "rescreen", run_id, after=f"state:{scope.mode}")
    if not counts["chunks"]:
        finish(unit, run_id)
    state = RunState.RUNNING if counts["chunks"] else RunState.DONE
    return RunPlan(
        run_id, unit.tenant, scope.mode, state, scope.after, **counts, reason=scope.reason, seconds_planning=seconds
    )


def finish(unit: Unit, run_id: str) -> None:
    """Note that a run is done: from now on customers stand as its lists have them."""
    if unit.runs.finish(run_id):
        unit.audit.append("rescreen:finished", "rescreen", run_id, before="state:running", after="state:done")


def _asked(unit: Unit, scope: _Scope, fresh: set[str]) -> str:
    """What is to be done, in one word: lists, algorithm and population."""
    parts = [unit.tenant, scope.mode, scope.after, scope.algorithm, population_of(unit)]
    looked_at = sorted(fresh) if scope.mode is RunMode.DELTA else []
    return hashlib.sha256(json.dumps([*parts, looked_at]).encode()).hexdigest()


def _run_id(asked: str, last: StoredRun | None) -> str:
    """The same start gives the same run; after another run it is another, since lists may go there and back again."""
    return "run_" + hashlib.sha256(f"{asked} {last.id if last else None}".encode()).hexdigest()[:32]


def _same(unit: Unit, scope: _Scope, asked: str) -> StoredRun | None:
    """The last run, where it was a full one of just this: everybody stands as another would leave them."""
    last, before = (*unit.runs.newest(limit=2), None, None)[:2]
    is_full = scope.mode is RunMode.FULL and last is not None and last.mode is RunMode.FULL
    return last if is_full and last is not None and last.id == _run_id(asked, before) else None


def _is_idle(scope: _Scope, last: StoredRun | None) -> bool:
    return scope.mode is RunMode.DELTA and last is not None and last.lists == scope.after


def _idle(scope: _Scope, tenant: str, run_id: str, members: _Members, last: StoredRun | None) -> RunPlan:
    reason = f"Nothing changed since {last.id}." if last else None
    return RunPlan(run_id, tenant, scope.mode, RunState.DONE, scope.after, 0, members.customers, 0, 0, reason)


def _as_before(run: StoredRun, tenant: str, reason: str) -> RunPlan:
    counts = (run.entities, run.customers, run.candidates, run.chunks)
    return RunPlan(run.id, tenant, run.mode, run.state, run.lists, *counts, reason)


def _cut(ids: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (ids[at : at + size] for at in range(0, len(ids), size))
