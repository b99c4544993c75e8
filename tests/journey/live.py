"""The API on a real socket, and a worker beside it whose engines answer from memory."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from flows.worker import Pace, by_line, work
from kyc.services import clients
from kyc.settings import Settings
from kyc.storage.database import Database
from kyc.web.app import create_app
from kyc.web.connections import HurriedProtocol
from kyc.web.kit import assemble_kit
from kyc.web.scopes import SCOPES
from tests.databases import TENANT, Clock
from tests.unit.services.line import bench_on, resources_of


@dataclass(frozen=True)
class Live:
    """A running service and a client of it that may do everything."""

    url: str
    key: str
    client_id: str
    database: Database

    @property
    def headers(self) -> dict[str, str]:
        """What a request needs."""
        return {"Authorization": f"ApiKey {self.key}"}


@contextmanager
def serving(database: Database, home: Path, clock: Clock) -> Iterator[Live]:
    """Run the service until the block ends."""
    with database.transaction(TENANT, "test:setup") as unit:
        made = clients.create(unit, "journey", SCOPES)
    app = create_app(assemble_kit(Settings(home=home, rate=1_000_000), database, clock=clock))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()  # from here on an early connection waits for the service instead of being refused
        config = uvicorn.Config(
            app, log_config=None, access_log=False, lifespan="on", timeout_graceful_shutdown=5, http=HurriedProtocol
        )
        server = uvicorn.Server(config)
        threads = [
            threading.Thread(target=server.run, args=([listener],), daemon=True),
            threading.Thread(target=_work, args=(database, clock, stop := threading.Event()), daemon=True),
        ]
        for thread in threads:
            thread.start()
        try:
            yield Live(f"http://127.0.0.1:{listener.getsockname()[1]}", made.secret, made.client.id, database)
        finally:
            server.should_exit = True
            stop.set()
            for thread in threads:
                thread.join()


def _work(database: Database, clock: Clock, stop: threading.Event) -> None:
    resources = resources_of(bench_on(database, clock), clock)
    work(lambda: resources, by_line(), stop, Pace(idle=0.05))
