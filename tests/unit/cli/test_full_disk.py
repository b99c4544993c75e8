"""A disk that is full in earnest: a command ends with one sentence and code 4, and goes on once there is room."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kyc.cli.main import main
from kyc.services.rescreening import planning, segments
from kyc.services.rescreening.run import running
from kyc.settings import Settings
from kyc.storage.files.snapshots import FolderSnapshots
from kyc.storage.opening import open_database
from tests.databases import TENANT
from tests.unit.services.rescreening.book import HEADER, LISTED, WHO, Installation

KIB, MIB = 1024, 1024 * 1024
PEOPLE = 12
STORE_PROBLEM = 4  # the exit code


class Disk:
    """A small file system of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._ballast = folder, folder / "ballast"

    def leave(self, free: int) -> None:
        """Fill it up until only so many bytes are free."""
        self.empty()
        with self._ballast.open("wb", buffering=0) as file, suppress(OSError):
            while file.write(bytes(MIB)):
                pass
        with self._ballast.open("r+b") as file:
            file.truncate(self._ballast.stat().st_size - free)

    def empty(self) -> None:
        self._ballast.unlink(missing_ok=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=16m,mode=0700", "kyc-test", str(folder)]
    try:
        subprocess.run(mounting, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("only root may mount a small file system")
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def installation(disk: Disk, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    monkeypatch.setenv("KYC_HOME", str(disk.folder / "home"))
    settings = Settings()
    settings.home.mkdir()
    (settings.home / "kyc.db").write_bytes(sqlite_template.read_bytes())
    database = open_database(settings)
    database.ensure_tenant(TENANT)
    made = Installation(database, settings.home, lambda: datetime.now(UTC))
    made.lists(LISTED, version="1")
    yield made
    database.close()


def kyc(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """What a command exits with."""
    monkeypatch.setattr(sys, "argv", ["kyc", *arguments])
    try:
        main()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def told(capsys: pytest.CaptureFixture[str], code: str) -> None:
    """One sentence, with the code, and nothing else."""
    (said,) = capsys.readouterr().err.strip().splitlines()
    assert said.endswith(f"({code})")


def test_a_re_screen_is_resumed_when_there_is_room(
    installation: Installation, disk: Disk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(planning, "FULL_CHUNK", 3)
    people = [installation.customer("SURADJI WIRYAKUSUMAH" if at % 2 else "SITI AMINAH") for at in range(PEOPLE)]
    run_id = installation.start().run_id
    disk.leave(64 * KIB)
    assert kyc(monkeypatch, "rescreen", "--resume", run_id) == STORE_PROBLEM
    told(capsys, "STORE.FULL")
    assert running(installation.database, tenant=TENANT) == run_id
    disk.empty()
    assert kyc(monkeypatch, "rescreen", "--resume", run_id, "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["screened"], report["new"]) == (PEOPLE, PEOPLE // 2)
    whole(installation, people)


def test_packing_the_book_leaves_it_whole(
    installation: Installation, disk: Disk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(segments, "_WORTH_PACKING", 10)
    people = [installation.customer("SURADJI WIRYAKUSUMAH" if at % 2 else "SITI AMINAH") for at in range(PEOPLE)]
    disk.leave(8 * KIB)
    assert kyc(monkeypatch, "rescreen") == STORE_PROBLEM
    told(capsys, "STORE.FULL")
    assert running(installation.database, tenant=TENANT) is None
    disk.empty()
    assert kyc(monkeypatch, "rescreen") == 0
    whole(installation, people)
    with installation.database.transaction(TENANT, WHO, read_only=True) as unit:
        assert [mark.customers for mark in unit.segments.all()] == [PEOPLE]


@pytest.mark.parametrize("free", [0, 20 * KIB])  # not a byte; room for the manifest, and not for the records
def test_an_import_leaves_the_old_version_active(
    installation: Installation,
    disk: Disk,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    free: int,
) -> None:
    path, rng = tmp_path / "list.csv", random.Random(1)
    rows = (f"{at},Person,{row},,,,,{rng.randbytes(20_000).hex()}\n" for at, row in LISTED.items())
    path.write_text(HEADER + "".join(rows))
    command = ("watchlists", "import", "local", str(path), "--version", "2", "--accept", "a test")
    disk.leave(free)
    assert kyc(monkeypatch, *command) == STORE_PROBLEM
    told(capsys, "LIST.STORE")
    assert version(installation) == "1"
    assert not list(installation.home.rglob(".*.draft"))
    disk.empty()
    assert kyc(monkeypatch, *command) == 0
    assert version(installation) == "2"


def version(installation: Installation) -> str:
    active = FolderSnapshots(installation.home / "lists").active("local")
    assert active is not None
    return active.version


def whole(installation: Installation, people: list[str]) -> None:
    listed = people[1::2]
    assert installation.standing() == {(each, "local-1") for each in listed}
    assert installation.events() == ["alert.raised"] * len(listed) + ["case.opened"] * len(listed)
