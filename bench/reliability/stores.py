"""Fresh stores for the benches: SQLite in a folder, or PostgreSQL in a cluster of its own that syncs as it should."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.databases import BINARIES


@contextmanager
def fresh(kind: str) -> Iterator[Mapping[str, str]]:
    """Yield the environment that a process needs to use a new store; everything is gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="kyc-kill-"))
    environment = {
        "KYC_HOME": str(home / "home"),
        "KYC_PREFECT": "false",
        "KYC_PRIVATE_WEBHOOKS": "true",
        "KYC_LEASE_SECONDS": "2",
        "KYC_ATTEMPTS": "1000",  # kills strike at random, and one verification may be struck often
        "KYC_RATE": "1000000",
    }
    try:
        if kind == "sqlite":
            yield environment
        else:
            with cluster(home / "pg") as server:
                yield {**environment, "KYC_DATABASE": server.url}
    finally:
        shutil.rmtree(home, ignore_errors=True)


RESTARTS = ("fast", "immediate", "kill")  # tidy, as after a crash of the machine's own making, and without a word
_START_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Server:
    """A PostgreSQL server of one's own, in a folder, reached by a socket in it."""

    folder: Path

    @property
    def url(self) -> str:
        """The address of its database."""
        return f"postgresql://postgres@/postgres?host={self.folder}"

    @staticmethod
    def at(url: str) -> Server:
        """The server whose database has this address."""
        return Server(Path(url.partition("?host=")[2]))

    def restart(self, how: str) -> None:
        """Stop it in one of the ways of `RESTARTS`, and start it again at once; returns when it answers."""
        if how == "kill":
            postmaster = int((self._data / "postmaster.pid").read_text().split()[0])
            os.kill(postmaster, signal.SIGKILL)
        else:
            self._control("-m", how, "stop")
        self.start()

    def start(self) -> None:
        """Start it; after a kill -9 as soon as the last of its processes has noticed that it is alone."""
        until = time.monotonic() + _START_SECONDS
        options = f"-k {self.folder} -c listen_addresses='' -c max_connections=100"
        while True:
            try:
                self._control("-o", options, "start")
            except subprocess.CalledProcessError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)
            else:
                return

    def stop(self) -> None:
        """Stop it for good."""
        self._control("-m", "immediate", "stop")

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _control(self, *words: str) -> None:
        control = [str(BINARIES[-1] / "pg_ctl"), "-D", str(self._data), "-w", "-l", str(self.folder / "log")]
        _as_owner([*control, *words])


@contextmanager
def cluster(folder: Path) -> Iterator[Server]:
    """Start a server in a new folder; it is stopped afterwards."""
    folder.mkdir()
    folder.parent.chmod(0o755)
    if os.getuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    initdb = [str(BINARIES[-1] / "initdb"), "-D", str(folder / "data"), "-U", "postgres", "-A", "trust"]
    _as_owner([*initdb, "-E", "UTF8", "--locale=C"])
    server = Server(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _as_owner(command: list[str]) -> None:
    user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    subprocess.run([*user, *command], check=True, capture_output=True, cwd="/")
