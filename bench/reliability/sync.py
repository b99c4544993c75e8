"""Is what the API acknowledges on disk? Asked of the system calls, because kill -9 cannot tell.

    python -m bench.reliability.sync [--applicants 30] [--control]

One client submits applicants one after another to an API on SQLite under strace. Between the answer before and each
answer 201 or 202 there must be a finished fdatasync (the database's log); for an image an fsync besides (the blob, its
folder). `--control` switches the syncing off, and must be found out. Needs Debian's strace.
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
from pathlib import Path

from bench.reliability.client import Client
from bench.reliability.kill import PERSON, _opened, free_port, until_up
from bench.reliability.stores import fresh

CALLS = "fsync,fdatasync,sendto,sendmsg,write,writev"
_SYNCED = re.compile(r"(?:\b|<\.\.\. )(fsync|fdatasync)(?:\(\d+\)| resumed>\))\s+= 0")
_ANSWERED = re.compile(r'"HTTP/1\.1 (20[12]) ')
_IMAGE = "doc_"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--applicants", type=int, default=30)
    parser.add_argument("--control", action="store_true", help="with syncing switched off")
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.serve:
        _serve(asked.serve, is_control=asked.control)
        return
    answers = list(answered(asked.applicants, is_control=asked.control))
    bare = [answer for answer in answers if not answer["fdatasync"]]
    blind = [answer for answer in answers if answer["image"] and not answer["fsync"]]
    print(f"acknowledgements                      {len(answers)}, {sum(each['image'] for each in answers)} of images")
    print(f"without a synced database             {len(bare)}")
    print(f"of images, without a synced blob      {len(blind)}")


def answered(applicants: int, *, is_control: bool) -> Iterator[Counter[str]]:
    """Submit applicants under strace; yield the syncs that were finished before each acknowledgement."""
    with fresh("sqlite") as environment, _opened(environment, is_telling=False) as (_, _receiver, key):
        trace, port = Path(environment["KYC_HOME"]) / "trace", free_port()
        command = [sys.executable, "-m", "bench.reliability.sync", "--serve", str(port)]
        command += ["--control"] if is_control else []
        traced = ["strace", "-f", "-qq", "-s", "600", "-e", f"trace={CALLS}", "-o", str(trace), *command]
        serving = subprocess.Popen(traced, env={**os.environ, **environment}, start_new_session=True)
        try:
            until_up(port)
            _submit(port, key, applicants)
        finally:
            os.killpg(serving.pid, signal.SIGKILL)  # strace and the API: the session is theirs alone
            serving.wait()
        yield from _between_answers(trace.read_text(errors="replace").splitlines())


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
