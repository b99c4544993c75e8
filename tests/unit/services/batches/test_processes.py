"""A batch in several processes: the same rows in the same order, whoever is killed."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from kyc.services.batches.processes import by_processes
from kyc.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", prefect=False)


@pytest.fixture
def folders(tmp_path: Path) -> list[Path]:
    """Applicants whose images are none, which is quick to see and asks no engine."""
    made = [tmp_path / "batch" / f"a{number:02}" for number in range(12)]
    for folder in made:
        folder.mkdir(parents=True)
        (folder / "document.png").write_bytes(b"%PDF-1.7 " + folder.name.encode())
    (made[3] / "declared.json").write_text("{")
    return made


def processes() -> list[int]:
    """This process's children that are workers of a pool."""
    threads = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    found = {int(pid) for thread in threads for pid in thread.read_text().split()}
    return [pid for pid in found if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def test_rows_come_in_order_and_a_killed_process_costs_nobody(settings: Settings, folders: list[Path]) -> None:
    rows = []
    for row in by_processes(folders, settings, 2):
        rows.append(row)
        if len(rows) == 2:
            for pid in processes():
                os.kill(pid, signal.SIGKILL)
    assert [row.name for row in rows] == [folder.name for folder in folders]
    assert {row.name: row.fault for row in rows if row.fault} == {"a03": "INPUT.DECLARED"}
    assert all(row.is_earlier for row in by_processes(folders[4:6], settings, 1))
