"""How long the console's queue lets an analyst wait, and how much it sends, with many cases.

    python -m bench.console [--cases 10000] [--rounds 40]

A real server on a socket, an SQLite file with a WAL that is synced, one analyst with a warm connection. First byte is
the time from sending a request until the first byte of its answer is there; weight is what a browser with an empty
cache receives in bytes on the wire, packed as it is sent. Opening a case takes as long as it does, so the first few
hundred are opened and the others are copies of their rows under numbers of their own.
"""

from __future__ import annotations

import argparse
import http.client
import re
import socket
import sqlite3
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, sleep

import uvicorn

from fixtures.casework import seed
from kyc.model.session import Stage
from kyc.model.user import Role
from kyc.services.people import sessions, users
from kyc.services.people.sessions import Span
from kyc.settings import Settings
from kyc.storage.database import Database
from kyc.storage.opening import open_database
from kyc.web.app import create_app
from kyc.web.kit import assemble_kit

TENANT = "default"
OPENED = 400  # cases that are opened; the rest are copies
_LINKED = re.compile(r'(?:src|href)="(/console/static/[^"#]+)')


def main() -> None:
    """Make the cases, ask for pages, print figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=40)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder), console_http=True, console_totp=False)
        database = open_database(settings)
        database.upgrade()
        began = perf_counter()
        cases = seed(database, TENANT, min(given.cases, OPENED), now=datetime.now(UTC)).cases
        _copy(settings.home / "kyc.db", given.cases)
        print(f"{given.cases} cases in {perf_counter() - began:.0f} s")
        with _serving(settings, database) as port:
            _measure(port, _cookie(database), cases, given.rounds)
        database.close()


def _copy(file: Path, wanted: int) -> None:
    """Copy the cases there are until there are enough; ids, numbers and places in the queue are the copies' own."""
    with closing(sqlite3.connect(file)) as connection, connection:
        names = [row[1] for row in connection.execute("PRAGMA table_info(cases)")]
        own = {"id": "id || '_' || :n", "number": "number + :n", "verification_id": "NULL"}
        own["rank"] = "substr(rank, 1, 14) || printf('%010d', number + :n)"
        chosen = ", ".join(own.get(name, name) for name in names)
        copying = f"INSERT INTO cases ({', '.join(names)}) SELECT {chosen} FROM cases WHERE number <= :opened"
        for start in range(OPENED, wanted, OPENED):
            connection.execute(copying, {"n": start, "opened": min(OPENED, wanted - start)})


def _measure(port: int, cookie: str, cases: Sequence[str], rounds: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    headers = {"Cookie": cookie, "Accept-Encoding": "gzip", "Accept-Language": "en"}
    views = ("open", "unassigned", "mine", "overdue", "open&least=60", "open&reason=SCR.SANCTION")
    pages = {f"queue, {view}": [f"/console/cases?view={view}"] * rounds for view in views}
    pages["counts of the views"] = ["/console/cases/counts"] * rounds
    pages["a case at a glance"] = [f"/console/cases/{case}/preview" for case in cases[:rounds]]
    _ask(connection, "/console/cases", headers)  # templates are compiled once
    print(f"{'page':32} {'first byte p50':>15} {'p99':>8} {'bytes':>8}")
    for name, paths in pages.items():
        asked = [_ask(connection, path, headers) for path in paths]
        waits = sorted(wait for wait, _ in asked)
        print(f"{name:32} {_part(waits, 0.5) * 1000:12.1f} ms {_part(waits, 0.99) * 1000:5.1f} ms {len(asked[0][1]):8}")
    print(f"weight of the queue with an empty cache: {_weight(connection, headers) / 1024:.0f} KB on the wire")


def _ask(connection: http.client.HTTPConnection, path: str, headers: dict[str, str]) -> tuple[float, bytes]:
    began = perf_counter()
    connection.request("GET", path, headers=headers)
    reply = connection.getresponse()
    waited = perf_counter() - began
    body = reply.read()
    if reply.status != 200:
        raise SystemExit(f"{path.partition('?')[0]} answered {reply.status}")
    return waited, body


def _weight(connection: http.client.HTTPConnection, headers: dict[str, str]) -> int:
    _, packed = _ask(connection, "/console/cases", headers)
    _, plain = _ask(connection, "/console/cases", {**headers, "Accept-Encoding": "identity"})
    files = sorted(set(_LINKED.findall(plain.decode())))
    return len(packed) + sum(len(_ask(connection, file, headers)[1]) for file in files)


def _part(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _cookie(database: Database) -> str:
    with database.transaction(TENANT, "system:bench") as unit:
        user = users.create(unit, "bench", "Bench", Role.SENIOR, language="en").user
        entry = sessions.begin(unit, user, Stage.FULL, Span())
    return f"kyc_session={TENANT}.{entry.secret}"


@contextmanager
def _serving(settings: Settings, database: Database) -> Iterator[int]:
    app = create_app(assemble_kit(settings, database))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        while not server.started:
            sleep(0.05)
        yield int(listener.getsockname()[1])
        server.should_exit = True
        thread.join()


if __name__ == "__main__":
    main()
