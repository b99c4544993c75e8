"""Fresh stores for the benches: SQLite in a folder, or PostgreSQL in a cluster of its own that syncs as it should."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
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
            with _cluster(home / "pg") as url:
                yield {**environment, "KYC_DATABASE": url}
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def _cluster(folder: Path) -> Iterator[str]:
    folder.mkdir()
    folder.parent.chmod(0o755)
    if os.getuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    data, binaries = str(folder / "data"), BINARIES[-1]
    options = f"-k {folder} -c listen_addresses='' -c max_connections=100"
    _as_owner([str(binaries / "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C"])
    control = [str(binaries / "pg_ctl"), "-D", data, "-w", "-l", str(folder / "log")]
    _as_owner([*control, "-o", options, "start"])
    try:
        yield f"postgresql://postgres@/postgres?host={folder}"
    finally:
        _as_owner([*control, "-m", "immediate", "stop"])


def _as_owner(command: list[str]) -> None:
    user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    subprocess.run([*user, *command], check=True, capture_output=True, cwd="/")
