"""How quickly intake acknowledges images while workers are busy, and how much memory large uploads take.

    python -m bench.intake [--store sqlite|postgres] [--rate 20] [--seconds 30] [--busy 2]

Requests leave on a fixed beat whatever the answers do; a late answer counts from when it was due (no coordinated
omission). `busy` processes step back as workers do and burn a core each.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import multiprocessing
import os
import secrets
import socket
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path

import httpx

from bench.reliability.stores import fresh

MEGABYTE = 1_000_000
WORKER_NICENESS = 10
CONSENT = {"purpose": "identity verification", "text_version": "1", "given_at": "2026-11-22T08:00:00Z"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--rate", type=float, default=20)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--busy", type=int, default=2)
    chosen = parser.parse_args()
    with fresh(chosen.store) as store, tempfile.TemporaryDirectory() as home, _served(Path(home), store) as served:
        url, key, pid = served
        headers = {"Authorization": f"ApiKey {key}"}
        with _busy(chosen.busy):
            before = _cpu(pid)
            waits = asyncio.run(_beat(url, headers, chosen.rate, chosen.seconds))
            cpu = (_cpu(pid) - before) / len(waits)
        _tell(waits, chosen.rate, chosen.busy, os.getloadavg()[0])
        print(f"the API spent {cpu * 1000:.1f} ms of CPU on each")
        print(f"the API's memory peaked at {_peak(pid)} MB")
        asyncio.run(_together(url, headers, 20, 8 * 1024 * 1024))
        print(f"20 uploads of 8 MiB at once: the API's memory peaked at {_peak(pid)} MB")


async def _beat(url: str, headers: dict[str, str], rate: float, seconds: float) -> Sequence[float]:
    """Send one image each beat; return how long each acknowledgement took, in seconds."""
    image = b"\xff\xd8\xff\xe0" + secrets.token_bytes(MEGABYTE)
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=60, trust_env=False) as http:
        applicant = (await http.post("/v1/applicants", json={"consent": CONSENT})).json()["id"]
        started, loop = time.perf_counter(), asyncio.get_running_loop()

        async def send(number: int) -> float:
            due = started + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            reply = await http.post(f"/v1/applicants/{applicant}/documents", files={"file": image})
            assert reply.status_code in (201, 503), reply.text
            return time.perf_counter() - due if reply.status_code == 201 else math.inf

        return await asyncio.gather(*(loop.create_task(send(number)) for number in range(int(rate * seconds))))


async def _together(url: str, headers: dict[str, str], count: int, size: int) -> None:
    image = b"\xff\xd8\xff\xe0" + bytes(size - 4)
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=120, trust_env=False) as http:
        applicant = (await http.post("/v1/applicants", json={"consent": CONSENT})).json()["id"]
        path = f"/v1/applicants/{applicant}/selfies"
        replies = await asyncio.gather(*(http.post(path, files={"file": image}) for _ in range(count)))
    assert {reply.status_code for reply in replies} <= {201, 503}, [reply.status_code for reply in replies]


def _tell(waits: Sequence[float], rate: float, busy: int, load: float) -> None:
    ordered = sorted(waits)
    p50, p99 = (ordered[int(len(ordered) * share)] * 1000 for share in (0.5, 0.99))
    print(f"{len(ordered)} images of 1 MB at {rate:g}/s beside {busy} busy workers (load {load:.1f}):")
    if refused := ordered.count(math.inf):
        print(f"{refused} were told to come again")
    print(f"acknowledged after {p50:.0f} ms (p50), {p99:.0f} ms (p99), {ordered[-1] * 1000:.0f} ms (worst)")


def _cpu(pid: int) -> float:
    """Seconds of CPU that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


@contextmanager
def _busy(count: int) -> Iterator[None]:
    burners = [multiprocessing.get_context("spawn").Process(target=_burn, daemon=True) for _ in range(count)]
    try:
        for burner in burners:
            burner.start()
        yield
    finally:
        for burner in burners:
            burner.kill()


def _burn() -> None:
    os.nice(WORKER_NICENESS)
    while True:
        sum(range(10_000))


@contextmanager
def _served(home: Path, store: Mapping[str, str]) -> Iterator[tuple[str, str, int]]:
    """Run the API in a process of its own; yields its address, a key and its process id."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    context = multiprocessing.get_context("spawn")
    keys: multiprocessing.Queue[str] = context.Queue()
    process: BaseProcess = context.Process(
        target=_serve, args=(home, store.get("KYC_DATABASE"), port, keys), daemon=True
    )
    process.start()
    key, url = keys.get(timeout=60), f"http://127.0.0.1:{port}"
    while not _is_up(url):
        time.sleep(0.1)
    try:
        yield url, key, process.pid or 0
    finally:
        process.kill()


def _serve(home: Path, database: str | None, port: int, keys: multiprocessing.Queue[str]) -> None:
    import uvicorn

    from kyc.services import clients
    from kyc.settings import Settings
    from kyc.storage.opening import open_database
    from kyc.web.app import create_app
    from kyc.web.kit import assemble_kit
    from kyc.web.scopes import SCOPES

    settings = Settings(home=home, database=database, rate=1_000_000)
    store = open_database(settings)
    store.upgrade()
    store.ensure_tenant("bench")
    with store.transaction("bench", "system:bench") as unit:
        keys.put(clients.create(unit, "bench", SCOPES).secret)
    uvicorn.run(create_app(assemble_kit(settings, store)), port=port, access_log=False, log_config=None)


def _is_up(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz", trust_env=False).is_success
    except httpx.TransportError:
        return False


if __name__ == "__main__":
    main()
