"""Receivers that fail: whether they hold up those that do not, and whether anything gets lost between them.

    python -m bench.reliability.webhooks [--events 1000] [--rate 5] [--endpoints 10] [--store sqlite|postgres]

Events are published on a beat to endpoints of which 30 % fail: one refuses three requests in ten, one never answers,
one says 410, and so round again. The real courier sends over real sockets to receivers in a process of their own. The
same is done first with receivers that all answer, for comparison. The waits between attempts, three days in all, are
shortened to seconds; everything else is as it runs.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import os
import random
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any

from bench.reliability.kill import free_port
from bench.reliability.stores import fresh
from kyc.model.ids import new_id
from kyc.model.submission import DeclaredData
from kyc.model.webhook import DeliveryState, EndpointState
from kyc.services import retries
from kyc.services.webhooks.courier import Courier
from kyc.services.webhooks.delivery import Dispatch
from kyc.services.webhooks.endpoints import create
from kyc.services.webhooks.outgoing import Rules
from kyc.settings import Settings
from kyc.storage.database import Database
from kyc.storage.opening import open_database

TENANT, WHO = "bench", "system:bench"
FAILING = ("flaky", "hanging", "gone")
REFUSED_SHARE = 0.3  # of a flaky receiver's requests
SHORT = tuple(timedelta(seconds=seconds) for seconds in (0.2, 0.4, 0.8, 1.5, 3, 3, 3, 3, 3))
PATIENCE = 120.0  # seconds after the last event


@dataclass(frozen=True)
class Thanks:
    """A receiver thanked for an event; the time is the machine's monotonic one."""

    endpoint: str
    event_id: str
    sequence: int
    at: float


@dataclass(frozen=True)
class Score:
    """What one bout showed."""

    title: str
    events: int
    latencies: Mapping[str, Sequence[float]]  # kind of receiver -> seconds from publishing to the first thanks
    lost: int
    repeated: int
    late: int
    gone: tuple[int, str]
    seconds: float

    def __str__(self) -> str:
        lines = [f"{self.title}: {self.events} events, {self.seconds:.0f} s"]
        for kind, waits in sorted(self.latencies.items()):
            p50, p95, p99 = (quantiles(waits, n=100)[at] * 1000 for at in (49, 94, 98))
            lines.append(f"  {kind:10} {len(waits)} told; p50 {p50:.0f}, p95 {p95:.0f}, p99 {p99:.0f} ms")
        lines.append(f"  lost {self.lost}; thanked for more than once {self.repeated}; overtaken {self.late}")
        if self.gone[1]:
            lines.append(f"  410: asked {self.gone[0]} times, and then {self.gone[1]}")
        return "\n".join(lines)


def kinds_of(endpoints: int, *, is_failing: bool) -> tuple[str, ...]:
    """What each endpoint is like: three in ten fail."""
    failing = round(endpoints * 0.3) if is_failing else 0
    return (*("healthy" for _ in range(endpoints - failing)), *(FAILING[n % len(FAILING)] for n in range(failing)))


def run(title: str, kinds: Sequence[str], *, events: int, rate: float, store: str) -> Score:
    """Publish events, and wait until every receiver that answers at all was told."""
    started = time.monotonic()
    with fresh(store) as environment, tempfile.TemporaryDirectory() as folder:
        journal = Path(folder) / "journal"
        with _opened(environment) as database, _receiving(journal) as port:
            ids = _endpoints(database, kinds, port)
            with _couriers(database):
                published = _publish(database, events, rate)
                wanted = {(name, event) for name in ids if name.startswith(("healthy", "flaky")) for event in published}
                told = _wait(journal, wanted)
            return _scored(title, database, ids, published, told, started)


def _scored(
    title: str,
    database: Database,
    ids: Mapping[str, str],
    published: Mapping[str, float],
    told: Sequence[Thanks],
    started: float,
) -> Score:
    first: dict[tuple[str, str], float] = {}
    for each in sorted(told, key=lambda thanks: thanks.at):
        first.setdefault((each.endpoint, each.event_id), each.at)
    latencies: dict[str, list[float]] = {}
    for (endpoint, event), at in first.items():
        latencies.setdefault(endpoint.partition("-")[0], []).append(at - published[event])
    answering = [name for name in ids if name.startswith(("healthy", "flaky"))]
    lost = sum((name, event) not in first for name in answering for event in published)
    return Score(
        title=title,
        events=len(published),
        latencies=latencies,
        lost=lost,
        repeated=sum(number > 1 for number in Counter((each.endpoint, each.event_id) for each in told).values()),
        late=_overtaken(told),
        gone=_gone(database, ids),
        seconds=time.monotonic() - started,
    )


def _overtaken(told: Sequence[Thanks]) -> int:
    """How many came after one with a larger sequence; a receiver drops these."""
    newest: Counter[str] = Counter()
    late = 0
    for each in sorted(told, key=lambda thanks: thanks.at):
        late += each.sequence < newest[each.endpoint]
        newest[each.endpoint] = max(newest[each.endpoint], each.sequence)
    return late


def _gone(database: Database, ids: Mapping[str, str]) -> tuple[int, str]:
    found = [endpoint for name, endpoint in ids.items() if name.startswith("gone")]
    if not found:
        return 0, ""
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        state = unit.webhooks.get(found[0]).state
        tried = unit.deliveries.list(limit=100_000, endpoint_id=found[0]).items
    asked = sum(each.status == 410 for each in tried)
    failed = sum(each.state is DeliveryState.FAILED for each in tried)
    word = "disabled" if state is EndpointState.DISABLED else "STILL ENABLED"
    return asked, f"{word}, {failed} deliveries given up"


@contextmanager
def _opened(environment: Mapping[str, str]) -> Iterator[Database]:
    values: dict[str, Any] = {name.removeprefix("KYC_").lower(): value for name, value in environment.items()}
    database = open_database(Settings(**values))
    try:
        database.upgrade()
        database.ensure_tenant(TENANT)
        yield database
    finally:
        database.close()


def _endpoints(database: Database, kinds: Sequence[str], port: int) -> dict[str, str]:
    with database.transaction(TENANT, WHO) as unit:
        named = {f"{kind}-{number}": kind for number, kind in enumerate(kinds)}
        urls = {name: f"http://127.0.0.1:{port}/{name}" for name in named}
        return {name: create(unit, url, rules=Rules(private=True)).endpoint.id for name, url in urls.items()}


@contextmanager
def _couriers(database: Database) -> Iterator[None]:
    """One worker's courier, as flows.crew makes it."""
    retries.WEBHOOK_DELAYS = SHORT  # type: ignore[assignment]
    chance = random.Random(1).random
    now = lambda: datetime.now(UTC)  # noqa: E731
    courier = Courier(Dispatch(database, new_id("wrk", now), now, chance), Rules(private=True))
    stop = threading.Event()
    thread = threading.Thread(target=courier.run, args=(stop,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(30)


def _publish(database: Database, events: int, rate: float) -> dict[str, float]:
    """Publish on a beat; return when each event was on disk."""
    with database.transaction(TENANT, WHO) as unit:
        applicant = unit.applicants.add(DeclaredData()).id
    published, started = {}, time.monotonic()
    for number in range(events):
        time.sleep(max(0.0, started + number / rate - time.monotonic()))
        with database.transaction(TENANT, WHO) as unit:
            payload = {"applicant_id": applicant, "state": "approved", "sequence": number + 1}
            event = unit.outbox.publish("verification.approved", payload, applicant_id=applicant, sequence=number + 1)
        published[event.id] = time.monotonic()
    return published


def _wait(journal: Path, wanted: set[tuple[str, str]]) -> tuple[Thanks, ...]:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        told = tuple(_read(journal))
        if wanted <= {(each.endpoint, each.event_id) for each in told}:
            break
        time.sleep(0.5)
    return tuple(_read(journal))


def _read(journal: Path) -> Iterator[Thanks]:
    for line in journal.read_text().splitlines():
        endpoint, event, sequence, at = line.split()
        yield Thanks(endpoint, event, int(sequence), float(at))


@contextmanager
def _receiving(journal: Path) -> Iterator[int]:
    journal.touch()
    port = free_port()
    process = multiprocessing.get_context("spawn").Process(target=_receive, args=(port, str(journal)), daemon=True)
    process.start()
    try:
        time.sleep(2)
        yield port
    finally:
        process.kill()


def _receive(port: int, journal: str) -> None:
    """Answer as the path says; write down what was thanked for."""
    file = os.open(journal, os.O_WRONLY | os.O_APPEND)
    chance = random.Random(2)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        headers = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
        body = await reader.readexactly(int(headers["content-length"]))
        name = head.split()[1].removeprefix("/")
        status = _status(name.partition("-")[0], chance)
        if status is None:
            await asyncio.sleep(3600)
        if status == 204:
            sequence = body.decode().partition('"sequence":')[2].partition(",")[0].partition("}")[0]
            os.write(file, f"{name} {headers['webhook-id']} {sequence} {time.monotonic():.6f}\n".encode())
        writer.write(f"HTTP/1.1 {status} X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()

    async def main() -> None:
        async with await asyncio.start_server(serve, "127.0.0.1", port) as server:
            await server.serve_forever()

    asyncio.run(main())


def _status(kind: str, chance: random.Random) -> int | None:
    if kind == "hanging":
        return None
    if kind == "flaky" and chance.random() < REFUSED_SHARE:
        return 503
    return 410 if kind == "gone" else 204


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=1000)
    parser.add_argument("--rate", type=float, default=5, help="events a second; each goes to every endpoint")
    parser.add_argument("--endpoints", type=int, default=10)
    parser.add_argument("--store", choices=("sqlite", "postgres"), default="sqlite")
    asked = parser.parse_args(arguments)
    for title, is_failing in (("all answer", False), ("30 % fail", True)):
        kinds = kinds_of(asked.endpoints, is_failing=is_failing)
        print(run(title, kinds, events=asked.events, rate=asked.rate, store=asked.store), flush=True)
    print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
