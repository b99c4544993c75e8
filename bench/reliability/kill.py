"""Kill the API and the workers at random moments, over and over, and count what became of what was acknowledged.

    python -m bench.reliability.kill [--kills 200] [--store sqlite|postgres] [--workers 2] [--clients 3] [--seed 1]
                                      [--flow]

Real processes, kill -9. With --flow the workers run Prefect flows, by a server that is not killed. Afterwards
everything is left to finish, and the store is compared with the clients' journals.
What kill -9 does not show is a power cut: the page cache survives it (bench/reliability/README.md).
"""

from __future__ import annotations

import argparse
import os
import random
import socket
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from bench.reliability.client import Client, Receiver
from bench.reliability.examine import WHO, Findings, examine, is_idle
from bench.reliability.processes import Fleet
from bench.reliability.stores import fresh
from kyc.services import clients
from kyc.services.webhooks.endpoints import create
from kyc.services.webhooks.outgoing import Rules
from kyc.settings import Settings
from kyc.storage.database import Database
from kyc.storage.opening import open_database

TENANT = "bench"
SCOPES = ("applicants:write", "applicants:read", "verifications:write", "verifications:read")
LONGEST_WAIT = 1.5  # seconds from the API's answering to the next kill
UP_SECONDS = 60.0
DRAIN_SECONDS = 600.0
PERSON = ("QUETZALINA ZIRCONIA", "3171234511900007")  # invented


@dataclass(frozen=True)
class Score:
    """What one run showed."""

    store: str
    kills: dict[str, int]
    acknowledged: int
    repeats: int
    server_errors: int
    worst_wait: float
    recovery: float
    webhook_calls: int
    findings: Findings

    def __str__(self) -> str:
        found, struck = self.findings, ", ".join(f"{name} {number}" for name, number in sorted(self.kills.items()))
        rows = {
            "kills": f"{sum(self.kills.values())} ({struck})",
            "takeovers": f"{found.takeovers} verifications begun again after their worker died",
            "acknowledged": f"{self.acknowledged} applicants, {self.repeats} requests repeated",
            "answers 500": self.server_errors,
            "lost": len(found.lost),
            "doubled": len(found.doubled),
            "illegal changes": len(found.illegal),
            "audit chain": f"{'whole' if found.is_chain_whole else 'BROKEN'}, {found.audit_entries} entries",
            "webhooks": f"{self.webhook_calls} calls, {len(found.untold)} untold, {len(found.unfounded)} unfounded",
            "unacknowledged": f"{found.unknown_to_clients} stored whose answer was cut off",
            "longest wait": f"{self.worst_wait:.1f} s for an acknowledgement",
            "recovery": f"{self.recovery:.1f} s from the last kill until nothing was left to do",
            "verdict": "kept every promise" if found.is_well else "BROKE A PROMISE",
        }
        return "\n".join([self.store, *(f"  {name:18}{value}" for name, value in rows.items())])


def run(
    store: str,
    *,
    kills: int,
    workers: int,
    submitting: int,
    seed: int,
    is_telling: bool = True,
    is_flow: bool = False,
) -> Score:
    """Run one bout on a fresh store; `is_telling` sends webhooks too, whose leases take their time to run out."""
    with (
        fresh(store) as bare,
        _opened(bare, is_telling=is_telling) as (database, receiver, key),
        _orchestrated(bare, is_flow=is_flow) as environment,
    ):
        fleet, stop = Fleet(environment, free_port(), workers), threading.Event()
        fleet.start()
        senders = [Client(f"http://127.0.0.1:{fleet.port}", key, PERSON, stop) for _ in range(submitting)]
        try:
            for sender in senders:
                sender.start()
            struck = _strike(fleet, random.Random(seed), kills)
            since = time.monotonic()
            stop.set()
            for sender in senders:
                sender.join()
            _drain(database)
            recovery = time.monotonic() - since
        finally:
            fleet.stop()
        promised = [each for sender in senders for each in sender.journal]
        return Score(
            store=store,
            kills=struck,
            acknowledged=len(promised),
            repeats=sum(sender.repeats for sender in senders),
            server_errors=sum(sender.server_errors for sender in senders),
            worst_wait=max(sender.worst for sender in senders),
            recovery=recovery,
            webhook_calls=len(receiver.thanked),
            findings=examine(database, TENANT, promised, receiver.thanked if is_telling else None),
        )


@contextmanager
def _orchestrated(environment: Mapping[str, str], *, is_flow: bool) -> Iterator[Mapping[str, str]]:
    """Start a Prefect server for the workers where they are to run flows."""
    if not is_flow:
        yield environment
        return
    from flows.server import prefect_server, wait_until_up

    given = os.environ.get("PREFECT_API_URL")
    try:
        with prefect_server(Path(environment["KYC_HOME"]), free_port()) as url:
            if not wait_until_up(url, UP_SECONDS * 4):
                raise RuntimeError("Prefect's server does not come up")
            yield {**environment, "KYC_PREFECT": "true", "PREFECT_API_URL": url}
    finally:
        if given is None:
            os.environ.pop("PREFECT_API_URL", None)  # the next bout has a server of its own


class _opened:  # noqa: N801  a context manager that reads like a function
    """A store with a tenant, a client's key and a webhook endpoint."""

    def __init__(self, environment: Mapping[str, str], *, is_telling: bool) -> None:
        values: dict[str, Any] = {name.removeprefix("KYC_").lower(): value for name, value in environment.items()}
        self._is_telling = is_telling
        self._database = open_database(Settings(**values))
        self._receiver = Receiver()

    def __enter__(self) -> tuple[Database, Receiver, str]:
        self._database.upgrade()
        self._database.ensure_tenant(TENANT)
        with self._database.transaction(TENANT, WHO) as unit:
            key = clients.create(unit, "bench", SCOPES).secret
            if self._is_telling:
                create(unit, self._receiver.url, rules=Rules(private=True))
        return self._database, self._receiver, key

    def __exit__(self, *_: object) -> None:
        self._receiver.close()
        self._database.close()


def _strike(fleet: Fleet, chance: random.Random, kills: int) -> dict[str, int]:
    struck = dict.fromkeys(("api", "worker"), 0)
    for _ in range(kills):
        until_up(fleet.port)  # who never comes up acknowledges nothing, and then nothing is shown
        time.sleep(chance.uniform(0.02, LONGEST_WAIT))
        name = chance.choice(fleet.names)
        fleet.kill(name)
        struck[name.partition("-")[0]] += 1
    return struck


def until_up(port: int) -> None:
    end = time.monotonic() + UP_SECONDS
    while time.monotonic() < end:
        try:
            httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=1)
        except httpx.TransportError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError("the API does not come up")


def _drain(database: Database) -> None:
    end = time.monotonic() + DRAIN_SECONDS
    while time.monotonic() < end and not is_idle(database):
        time.sleep(0.2)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--store", choices=("sqlite", "postgres"), action="append")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--clients", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--flow", action="store_true", help="with Prefect's flows")
    asked = parser.parse_args(arguments)
    for store in asked.store or ("sqlite", "postgres"):
        bout = {"kills": asked.kills, "workers": asked.workers, "submitting": asked.clients, "seed": asked.seed}
        print(run(store, **bout, is_flow=asked.flow), flush=True)


if __name__ == "__main__":
    main()
