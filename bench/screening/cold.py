"""What a cold start costs: `kyc screen` in a new process, from the stored lists to the first answer."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path


def cold_start(lists: Mapping[str, Sequence[Path]]) -> tuple[float, float]:
    """Import the lists into a home of its own, ask once to warm the disk, and return wall and CPU seconds of a second.

    The query is an invented name.
    """
    with tempfile.TemporaryDirectory() as home:
        for key, paths in lists.items():
            _kyc(home, "watchlists", "import", key, *map(str, paths))
        _asked_once(home)
        return _asked_once(home)


def _asked_once(home: str) -> tuple[float, float]:
    started, used = time.perf_counter(), _children()
    _kyc(home, "screen", "Abayomi Testperson", "--json")
    return time.perf_counter() - started, _children() - used


def _kyc(home: str, *arguments: str) -> None:
    command = [str(Path(sys.executable).with_name("kyc")), *arguments]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "KYC_HOME": home})


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
