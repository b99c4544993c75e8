"""Is what the API acknowledges on disk? Asked of the system calls, because kill -9 cannot tell.

    python -m bench.reliability.sync [--store sqlite|postgres] [--applicants 30] [--control]

One client submits applicants one after another to an API under strace; PostgreSQL's processes are traced beside it, and
the two traces put together by time. Between the answer before and each answer 201 or 202 there must be a finished
fdatasync (the database's log); for an image an fsync besides (the blob, its folder). `--control` switches the syncing
off, and must be found out. Needs Debian's strace.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg

from bench.reliability.client import Client
from bench.reliability.kill import PERSON, _opened, free_port, until_up
from bench.reliability.stores import fresh

CALLS = "fsync,fdatasync,sendto,sendmsg,write,writev"
_SYNCED = re.compile(r"(?:\b|<\.\.\. )(fsync|fdatasync)(?:\(\d+\)| resumed>\))\s+= 0")
_ANSWERED = re.compile(r'"HTTP/1\.1 (20[12]) ')
_IMAGE = "doc_"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--applicants", type=int, default=30)
    parser.add_argument("--control", action="store_true", help="with syncing switched off")
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.serve:
        _serve(asked.serve, is_control=asked.control)
        return
    answers = list(answered(asked.store, asked.applicants, is_control=asked.control))
    bare = [answer for answer in answers if not answer["fdatasync"]]
    blind = [answer for answer in answers if answer["image"] and not answer["fsync"]]
    print(asked.store)
    print(f"acknowledgements                      {len(answers)}, {sum(each['image'] for each in answers)} of images")
    print(f"without a synced database             {len(bare)}")
    print(f"of images, without a synced blob      {len(blind)}")


def answered(store: str, applicants: int, *, is_control: bool) -> Iterator[Counter[str]]:
    """Submit applicants under strace; yield the syncs that were finished before each acknowledgement."""
    with (
        fresh(store) as environment,
        _opened(environment, is_telling=False) as (_, _receiver, key),
        _watched(environment, is_control=is_control) as server_trace,
    ):
        trace, port = Path(environment["KYC_HOME"]) / "trace", free_port()
        command = [sys.executable, "-m", "bench.reliability.sync", "--serve", str(port)]
        command += ["--control"] if is_control else []
        traced = ["strace", "-f", "-qq", "-ttt", "-s", "600", "-e", f"trace={CALLS}", "-o", str(trace), *command]
        serving = subprocess.Popen(traced, env={**os.environ, **environment}, start_new_session=True)
        try:
            until_up(port)
            _submit(port, key, applicants)
        finally:
            os.killpg(serving.pid, signal.SIGKILL)  # strace and the API: the session is theirs alone
            serving.wait()
        lines = [*_lines(trace), *(_lines(server_trace) if server_trace else ())]
        yield from _between_answers([line for _, line in sorted(lines, key=lambda each: each[0])])


@contextmanager
def _watched(environment: Mapping[str, str], *, is_control: bool) -> Iterator[Path | None]:
    """Trace the syncs of PostgreSQL's processes, those it will start included; yields the trace."""
    url = environment.get("KYC_DATABASE")
    if url is None:
        yield None
        return
    if is_control:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
    folder = Path(url.partition("host=")[2])
    trace, server = folder.parent / "trace-server", int((folder / "data" / "postmaster.pid").read_text().split()[0])
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    pids = [word for pid in (str(server), *children) for word in ("-p", pid)]
    command = ["strace", "-f", "-qq", "-ttt", "-e", "trace=fsync,fdatasync", "-o", str(trace), *pids]
    with subprocess.Popen(command) as tracing:
        time.sleep(1)
        yield trace
        tracing.terminate()


def _lines(trace: Path) -> Iterator[tuple[float, str]]:
    """Each line of a trace with its time; the processes' ids stand before it."""
    for line in trace.read_text(errors="replace").splitlines():
        fields = line.split(maxsplit=2)
        if len(fields) == 3:
            yield float(fields[1]), line


def _submit(port: int, key: str, applicants: int) -> None:
    stop = threading.Event()
    client = Client(f"http://127.0.0.1:{port}", key, PERSON, stop)
    client.start()
    while client.is_alive() and len(client.journal) < applicants:
        time.sleep(0.05)
    stop.set()
    client.join()


def _between_answers(lines: Sequence[str]) -> Iterator[Counter[str]]:
    seen: Counter[str] = Counter()
    for line in lines:
        if synced := _SYNCED.search(line):
            seen[synced[1]] += 1
        elif _ANSWERED.search(line):
            seen["image"] = int(_IMAGE in line and "/documents/" in line)
            yield seen
            seen = Counter()


def _serve(port: int, *, is_control: bool) -> None:
    environment: Mapping[str, str] = {}
    if is_control:
        from kyc.storage import engine
        from kyc.storage.files import blobs

        prepare = engine._prepare

        def unsafe(connection: object, record: object) -> None:
            prepare(connection, record)
            connection.execute("PRAGMA synchronous=OFF")  # type: ignore[attr-defined]

        engine._prepare = unsafe  # type: ignore[assignment]
        blobs._sync = lambda path: None  # noqa: ARG005
    from bench.reliability.processes import serve_api

    serve_api(environment, port)


if __name__ == "__main__":
    main()
