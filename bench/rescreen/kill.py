"""Kill the processes of re-screening at random moments while lists and customers change, and count what is wrong then.

    python -m bench.rescreen.kill [--kills 100] [--restarts 9] [--store sqlite|postgres] [--workers 2] [--seed 1]

Real processes, kill -9: one changes lists and starts runs, some work on them, one changes customers. In between
PostgreSQL itself goes away and comes back: tidily, at once, by kill -9 of its postmaster, in turn. Afterwards the last
run is left to finish, and what stands in the store is held against the plain function over everybody.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from bench.reliability.stores import RESTARTS, Server, fresh
from bench.rescreen.filling import TENANT, WHO, fill
from kyc.model.errors import KycError, StateError
from kyc.model.rescreening import AlertKind, AlertState, RunMode, RunState, Watched
from kyc.model.screening import ScreeningQuery
from kyc.screening.flagged import flagged
from kyc.services.lists.watchlists import import_list
from kyc.services.rescreening import planning, run
from kyc.services.rescreening.target import Lists
from kyc.settings import Settings
from kyc.storage.database import Database
from kyc.storage.files.snapshots import FolderSnapshots
from kyc.storage.opening import open_database
from watchlists.dates import PartialDate
from watchlists.errors import ListError

CUSTOMERS, LISTED, VERSIONS = 240, 60, 6
_CHUNK = 10  # customers, so that a run has many chunks to be killed in
_LONGEST_WAIT = 4.0  # seconds from a sign of progress to the next kill: a run or two of a busy machine
_FULL = 0.2  # share of runs that look at everybody
_LEASE_SECONDS = "1"  # a run whose worker was killed ends no sooner
_PATIENCE = 5.0  # seconds to wait for such a sign
_DRAIN_SECONDS = 300.0
_HEADER = "id,schema,name,aliases(;),birth_date,countries(;),gender,id_numbers(;),topics(;),remarks\n"
# Loading the program takes ten times as long as a run: it is done once, and processes are forked from there.
_LOADED = [
    "bench.rescreen.filling",
    "kyc.services.rescreening.run",
    "kyc.screening.reverse.changed",
    "kyc.screening.reverse.search",
    "psycopg",
]
_CONTEXT = multiprocessing.get_context("forkserver")
_ALARMING = (AlertKind.NEW, AlertKind.CHANGED)


@dataclass(frozen=True)
class Findings:
    """What was found when everything had come to rest."""

    runs: int
    chunks: int
    redone: int
    alerts: int
    lost: int  # hits that the plain function finds and that do not stand
    unfounded: int  # hits that stand and that it does not find
    doubled: int  # alerts without exactly one case and one event, or the other way round
    unfinished: int  # chunks of finished runs that are not done
    is_chain_whole: bool

    def is_well(self, kills: int) -> bool:
        """Whether every promise was kept."""
        return not (self.lost or self.unfounded or self.doubled or self.unfinished) and (
            self.is_chain_whole and self.redone <= kills
        )


def changing_lists(environment: Mapping[str, str]) -> None:
    """Make one version after another active and screen for it, every third time everybody, until killed."""
    with _house(environment) as (settings, database):
        rng = random.Random()
        while True:
            with suppress(KycError, ListError):
                if going := run.running(database, tenant=TENANT):
                    run.work(database, settings, tenant=TENANT, run_id=going, pause=_nap)
                _activate(settings, rng.randrange(VERSIONS))
                mode = RunMode.FULL if rng.random() < _FULL else RunMode.DELTA
                made = run.start(database, settings, tenant=TENANT, mode=mode)
                if not made.is_empty:
                    run.work(database, settings, tenant=TENANT, run_id=made.run_id, pause=_nap)


def working(environment: Mapping[str, str]) -> None:
    """Help whatever run is going, until killed."""
    with _house(environment) as (settings, database):
        while True:
            with suppress(KycError, ListError):
                if going := run.running(database, tenant=TENANT):
                    run.work(database, settings, tenant=TENANT, run_id=going, wait=False)
            _nap(0.05)


def changing_customers(environment: Mapping[str, str]) -> None:
    """Let customers take other names, and take them back, until killed."""
    with _house(environment) as (_, database):
        rng = random.Random()
        while True:
            number = rng.randrange(CUSTOMERS)
            with suppress(KycError), database.transaction(TENANT, WHO) as unit:
                unit.customers.put(Watched(f"app_{number:026d}", (_question(rng.randrange(2 * LISTED)),)))
            _nap(0.05)


def bout(store: str, kills: int, restarts: int, workers: int, seed: int) -> str:
    """Kill for a while, let everything come to rest, and tell what was found."""
    with (
        fresh(store) as given,
        _house(environment := {**given, "KYC_LEASE_SECONDS": _LEASE_SECONDS}) as (
            settings,
            database,
        ),
    ):
        database.upgrade()
        for version in range(VERSIONS):
            _import(settings, version)
        fill(database, CUSTOMERS, more=[Watched("", (_question(at),)) for at in range(LISTED)])
        strikes = _strikes(random.Random(seed), kills, restarts if store == "postgres" else 0)
        struck = _strike(database, environment, strikes, workers)
        since = time.monotonic()
        _rest(settings, database)
        recovery = time.monotonic() - since
        found = examine(settings, database)
    whom = ", ".join(f"{name} {number}" for name, number in sorted(struck.items()))
    is_well = found.is_well(sum(struck.values()) + workers * restarts)
    rows = {
        "struck": f"{sum(struck.values())} ({whom})",
        "runs": f"{found.runs}, of {found.chunks} chunks",
        "chunks done over": f"{found.redone}",
        "alerts": found.alerts,
        "lost": found.lost,
        "unfounded": found.unfounded,
        "written twice": found.doubled,
        "unfinished": found.unfinished,
        "audit chain": "whole" if found.is_chain_whole else "BROKEN",
        "recovery": f"{recovery:.1f} s from the last kill until everything stood",
        "verdict": "kept every promise" if is_well else "BROKE A PROMISE",
    }
    return "\n".join([store, *(f"  {name:18}{value}" for name, value in rows.items())])


def examine(settings: Settings, database: Database) -> Findings:
    """Hold what stands against the plain function over everybody."""
    screener = Lists(settings).screener(Lists(settings).active())
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        everybody = list(unit.customers.of(unit.customers.everybody()))
        alerts = unit.alerts.list(limit=1_000_000).items
        standing = {
            (alert.applicant_id, unit.alerts.entity_id(alert.id))
            for alert in alerts
            if alert.state is AlertState.STANDING
        }
        raised = Counter(alert.case_id for alert in alerts if alert.kind in _ALARMING)
        events = Counter(
            event.payload["case_id"]
            for event in unit.outbox.list(limit=1_000_000).items
            if event.type == "alert.raised"
        )
        cases = Counter(
            event.payload["case_id"] for event in unit.outbox.list(limit=1_000_000).items if event.type == "case.opened"
        )
        runs = unit.runs.newest(limit=1_000_000)
        at = {each.id: unit.chunks.standing(each.id) for each in runs}
        fault = unit.audit.verify().fault
    truth = {
        (watched.applicant_id, hit.entity_id)
        for watched in everybody
        for query in watched.queries
        for hit in flagged(screener, query)
    }
    return Findings(
        runs=sum(each.state is RunState.DONE for each in runs),
        chunks=sum(each.chunks for each in at.values()),
        redone=sum(each.redone for each in at.values()),
        alerts=sum(raised.values()),
        lost=len(truth - standing),
        unfounded=len(standing - truth),
        doubled=len((raised - events) + (events - raised) + (cases - raised) + (raised - cases))
        + sum(number > 1 for number in raised.values()),
        unfinished=sum(at[each.id].chunks - at[each.id].done for each in runs),
        is_chain_whole=fault is None,
    )


def _strikes(rng: random.Random, kills: int, restarts: int) -> list[tuple[str, float]]:
    """Whom to strike, one after another, and how long after a sign of progress."""
    # Who works on chunks is struck more often than who changes customers.
    whom = rng.choices(("lists", "worker", "customers"), weights=(3, 6, 1), k=kills)
    for at in range(restarts):
        whom.insert(rng.randrange(len(whom) + 1), f"restart {RESTARTS[at % len(RESTARTS)]}")
    return [(name, rng.random() * _LONGEST_WAIT) for name in whom]


def _strike(
    database: Database, environment: dict[str, str], strikes: Sequence[tuple[str, float]], workers: int
) -> Counter[str]:
    """Start everybody, and strike one after another, but while there is work; who is killed is replaced at once."""
    _CONTEXT.set_forkserver_preload(_LOADED)
    parts: dict[str, Callable[[Mapping[str, str]], None]] = {"lists": changing_lists, "customers": changing_customers}
    parts |= {f"worker {number}": working for number in range(workers)}
    crew = {name: _begun(part, environment) for name, part in parts.items()}
    struck: Counter[str] = Counter()
    for number, (whom, after) in enumerate(strikes):
        _await_progress(database)
        _nap(after)
        if whom.startswith("restart"):
            Server.at(environment["KYC_DATABASE"]).restart(whom.split()[1])
        else:
            name = f"worker {number % workers}" if whom == "worker" else whom
            _kill(crew[name])
            crew[name] = _begun(parts[name], environment)
        struck[whom] += 1
    for process in crew.values():
        _kill(process)
    return struck


def _await_progress(database: Database) -> None:
    """Wait until something was done since now, so that kills strike work and not only what is starting."""
    until, before = time.monotonic() + _PATIENCE, _mark(database)
    while time.monotonic() < until and _mark(database) == before:
        _nap(0.02)


def _mark(database: Database) -> tuple[str, int] | None:
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        going = unit.runs.running()
        return (going.id, unit.chunks.standing(going.id).done) if going else None


def _begun(part: Callable[[Mapping[str, str]], None], environment: dict[str, str]) -> ForkServerProcess:
    process = _CONTEXT.Process(target=part, args=(environment,), daemon=True)
    process.start()
    return process


def _kill(process: ForkServerProcess) -> None:
    if process.pid is not None:
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
    process.join()


def _rest(settings: Settings, database: Database) -> None:
    """Finish what was left behind, and bring everybody up to date with the lists and themselves."""
    until = time.monotonic() + _DRAIN_SECONDS
    while time.monotonic() < until:
        if going := run.running(database, tenant=TENANT):
            run.work(database, settings, tenant=TENANT, run_id=going)
        try:
            made = run.start(database, settings, tenant=TENANT)
        except StateError:
            continue
        if made.is_empty:
            return
    raise SystemExit("nothing came to rest")


class _house:  # noqa: N801  a context manager that reads like a function
    """Settings and store of a process, with small chunks."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        values: dict[str, Any] = {name.removeprefix("KYC_").lower(): value for name, value in environment.items()}
        self._settings = Settings(**values)
        planning.DELTA_CHUNK = planning.FULL_CHUNK = _CHUNK

    def __enter__(self) -> tuple[Settings, Database]:
        self._database = open_database(self._settings)
        return self._settings, self._database

    def __exit__(self, *_: object) -> None:
        self._database.close()


def _question(number: int) -> ScreeningQuery:
    """Somebody listed, for the first of the numbers; else somebody who is not."""
    first, second = _NAMES[number % len(_NAMES)], _NAMES[number // len(_NAMES) % len(_NAMES)]
    if number < LISTED:
        return ScreeningQuery(f"{first}wijaya {second}kusumo", birth_date=_born(number))
    return ScreeningQuery(f"Budi {first} Rahmat", birth_date=_born(number))


def _born(number: int) -> PartialDate:
    return PartialDate(1950 + number % 40, 1 + number % 12, 1 + number % 28)


_NAMES = ("Zara", "Qintar", "Weldi", "Yusfa", "Xanur", "Vekri", "Ujang", "Tofan")


def _import(settings: Settings, version: int) -> None:
    path = settings.home / f"{version}.csv"
    rows = []
    for number in range(LISTED):
        if (number + version) % 5 == 0:
            continue  # not on this version
        alias = f"Alias{_NAMES[(number + version) % 8]}" if number % 3 == 0 else ""
        rows.append(f"{number},Person,{_question(number).name},{alias},{_born(number)},,,,,\n")
    settings.home.mkdir(parents=True, exist_ok=True)
    path.write_text(_HEADER + "".join(rows), encoding="utf-8")
    store = FolderSnapshots(settings.home / "lists")
    with open_database(settings).transaction(TENANT, WHO, read_only=True) as unit:
        now = unit.now()
    import_list(store, "local", [Path(path)], now=now, version=str(version), accept="a bench")


def _activate(settings: Settings, version: int) -> None:
    store = FolderSnapshots(settings.home / "lists")
    found = next(each for each in store.history("local") if each.version == str(version))
    store.activate(found, at=found.fetched_at)


def _nap(seconds: float) -> None:
    time.sleep(seconds)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.rescreen.kill")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--restarts", type=int, default=9, help="of PostgreSQL, in each of three ways in turn")
    parser.add_argument("--store", choices=("sqlite", "postgres"), action="append")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    for store in asked.store or ("sqlite", "postgres"):
        print(bout(store, asked.kills, asked.restarts, asked.workers, asked.seed), flush=True)


if __name__ == "__main__":
    main()
