"""The console on a real socket, over cases of the fixtures and one user of each role."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from fixtures.casework import seed
from kyc.model.session import Stage
from kyc.model.user import Role, User
from kyc.services.lists.watchlists import import_list
from kyc.services.people import sessions, users
from kyc.services.people.sessions import Span
from kyc.settings import Settings
from kyc.storage.database import Database
from kyc.storage.files.blobs import Blobs
from kyc.storage.files.snapshots import FolderSnapshots
from kyc.storage.sealing.keyring import Keyring
from kyc.web.app import create_app
from kyc.web.kit import assemble_kit
from tests.databases import TENANT, Clock

LISTS = Path(__file__).parents[3] / "fixtures" / "lists" / "local"

PASSWORD = "seven green kettles"
PEOPLE = {
    "analyst": (Role.ANALYST, "Ayu Lestari"),
    "second": (Role.ANALYST, "Bagus Wirawan"),
    "senior": (Role.SENIOR, "Citra Handayani"),
    "administrator": (Role.ADMINISTRATOR, "Dewi Anggraini"),
    "auditor": (Role.AUDITOR, "Eko Prasetyo"),
}


@dataclass(frozen=True)
class Site:
    """A running console. `people` are its users by the keys of PEOPLE, `cases` the ids of its cases as opened."""

    url: str
    database: Database
    clock: Clock
    people: Mapping[str, User]
    cases: tuple[str, ...]

    def cookie(self, who: str) -> dict[str, str]:
        """A session of a user, as a cookie for Playwright."""
        with self.database.transaction(TENANT, "test:setup") as unit:
            entry = sessions.begin(unit, self.people[who], Stage.FULL, Span())
        return {"name": "kyc_session", "value": f"{TENANT}.{entry.secret}", "url": self.url}


@contextmanager
def running(template: Path, home: Path, *, cases: int = 24) -> Iterator[Site]:
    """Serve a copy of an empty store, with so many cases in it, until the block ends."""
    shutil.copyfile(template, home / "kyc.db")
    clock = Clock()
    database = Database(f"sqlite:///{home}/kyc.db", Keyring({1: b"k" * 32}), Blobs(f"file://{home}/blobs"), clock)
    made = seed(database, TENANT, cases, now=clock.now).cases
    import_list(FolderSnapshots(home / "lists"), "local", sorted(LISTS.iterdir()), now=clock.now)
    settings = Settings(home=home, console_tenant=TENANT, console_totp=False, console_http=True, rate=1_000_000)
    app = create_app(assemble_kit(settings, database, clock=clock))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=5))
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        try:
            url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            yield Site(url, database, clock, _people(database), made)
        finally:
            server.should_exit = True
            thread.join()
            database.close()


def _people(database: Database) -> dict[str, User]:
    with database.transaction(TENANT, "test:setup") as unit:
        return {
            key: users.create(unit, f"{key}@kyc.test", name, role, language="en", password=PASSWORD).user
            for key, (role, name) in PEOPLE.items()
        }
