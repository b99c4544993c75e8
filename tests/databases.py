"""A pytest plug-in: throw-away databases for tests, every one of them on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import psycopg
import pytest

from kyc.storage.database import Database
from kyc.storage.files.blobs import Blobs
from kyc.storage.sealing.keyring import Keyring
from kyc.storage.tables import METADATA

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
TENANT, OTHER = "acme", "zenith"


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **parts: float) -> None:
        """Move on by so many seconds, hours, days."""
        self.now += timedelta(**parts)


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL server of the tests' own, reached by a socket only."""

    folder: Path
    binaries: Path
    fresh: Iterator[int]

    def url(self, name: str) -> str:
        """The address of one of its databases."""
        return f"postgresql://postgres@/{name}?host={self.folder}"

    def create(self, template: str = "template1") -> str:
        """Make a database, as a copy of another, and return its name."""
        name = f"t{next(self.fresh)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def execute(self, statement: str) -> None:
        """Run one statement outside any transaction."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def empty(self, name: str) -> None:
        """Delete every row of a database: a hundred times faster than making it anew."""
        with psycopg.connect(self.url(name), autocommit=True) as connection:
            for table in reversed(METADATA.sorted_tables):
                connection.execute(f"DELETE FROM {table.name}".encode())

    def dump(self, name: str) -> bytes:
        """Everything in a database as pg_dump writes it, binary columns in hexadecimal."""
        command = [str(self.binaries / "pg_dump"), "-h", str(self.folder), "-U", "postgres", name]
        return subprocess.run(command, check=True, capture_output=True).stdout


def _as_owner(*command: str | Path) -> list[str]:
    """initdb and postgres refuse root: run them as the user that Debian's package made, and not after the tests."""
    owner = ["--reuid=postgres", "--regid=postgres", "--init-groups"] if os.getuid() == 0 else []
    return ["setpriv", *owner, "--pdeathsig=QUIT", "--", *map(str, command)]


def _start(binaries: Path, folder: Path) -> subprocess.Popen[bytes]:
    data = folder / "data"
    initdb = _as_owner(
        binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"
    )
    subprocess.run(initdb, check=True, capture_output=True, cwd=folder)
    # Nothing here outlives the tests, so nothing needs to reach the disk; the durability tests bring their own.
    settings = ("listen_addresses=", "fsync=off", "full_page_writes=off", "max_connections=60")
    options = [part for setting in settings for part in ("-c", setting)]
    with (folder / "log").open("wb") as log:
        command = _as_owner(binaries / "postgres", "-D", data, "-k", folder, *options)
        return subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)


def _wait(server: subprocess.Popen[bytes], cluster: Cluster) -> None:
    """Return once the server answers."""
    for _ in range(600):
        try:
            cluster.execute("SELECT 1")
        except psycopg.OperationalError:
            assert server.poll() is None, (cluster.folder / "log").read_text()
            time.sleep(0.1)
        else:
            return
    pytest.fail("PostgreSQL did not answer within a minute")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server for the whole run; skips where Debian's package `postgresql` is not installed."""
    if not BINARIES:
        pytest.skip("PostgreSQL's server is not installed: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="kyc-pg-"))  # a short path: a socket's name has 107 bytes at most
    if os.getuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    server, cluster = _start(BINARIES[-1], folder), Cluster(folder, BINARIES[-1], count(1))
    try:
        _wait(server, cluster)
        yield cluster
    finally:
        server.send_signal(signal.SIGQUIT)
        server.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_template(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a database that is up to date, for others to be copied from."""
    name = cluster.create()
    folder = tmp_path_factory.mktemp("template")
    template = Database(cluster.url(name), Keyring({1: bytes(32)}), Blobs(f"file://{folder}"))
    template.upgrade()
    template.close()
    return name


@pytest.fixture(scope="session")
def postgres_database(cluster: Cluster, postgres_template: str) -> str:
    """The name of the database that tests share, one after another, each finding it empty."""
    return cluster.create(postgres_template)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file that is up to date, for others to be copied from."""
    folder = tmp_path_factory.mktemp("template")
    template = Database(f"sqlite:///{folder}/kyc.db", Keyring({1: bytes(32)}), Blobs(f"file://{folder}/blobs"))
    template.upgrade()
    template.scrub()
    template.close()
    return folder / "kyc.db"


@pytest.fixture
def clock() -> Clock:
    """A clock that stands at noon of a day."""
    return Clock()


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database with an up-to-date schema, once of each kind."""
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("sqlite_template"), tmp_path / "kyc.db")
        return f"sqlite:///{tmp_path}/kyc.db"
    cluster: Cluster = request.getfixturevalue("cluster")
    name: str = request.getfixturevalue("postgres_database")
    cluster.empty(name)
    return cluster.url(name)


@pytest.fixture
def keyring() -> Keyring:
    """A keyring with one key."""
    return Keyring({1: b"k" * 32})


@pytest.fixture
def open_database(
    database_url: str, keyring: Keyring, clock: Clock, tmp_path: Path
) -> Iterator[Callable[..., Database]]:
    """Open the database, as often as a test needs; options go to `Database`."""
    opened: list[Database] = []

    def opening(**options: object) -> Database:
        ring = options.pop("keyring", keyring)
        assert isinstance(ring, Keyring)
        opened.append(Database(database_url, ring, Blobs(f"file://{tmp_path}/blobs"), clock, **options))  # type: ignore[arg-type]
        return opened[-1]

    yield opening
    for database in opened:
        database.close()


@pytest.fixture
def database(open_database: Callable[..., Database]) -> Database:
    """A database with two tenants, `acme` and `zenith`."""
    database = open_database()
    for tenant in (TENANT, OTHER):
        database.ensure_tenant(tenant)
    return database
