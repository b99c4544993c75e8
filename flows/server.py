"""Prefect's server: the operator's, or one of our own beside the embedded store."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from flows.environment import prepare

START_SECONDS = 120.0  # a fresh database on a busy machine takes half a minute
_LOOK_SECONDS = 0.5
_ANSWER_SECONDS = 2.0


@contextmanager
def prefect_server(home: Path, port: int) -> Iterator[str]:
    """Yield the address of Prefect's API, and see to it that flows of this process use it.

    That is PREFECT_API_URL where it is set; else what answers on `port` of this machine; else a server started now,
    with its database under `home`, and stopped at the end. Whether it is up yet, `is_up` tells.
    """
    prepare(home)
    given = os.environ.get("PREFECT_API_URL")
    url = given or f"http://127.0.0.1:{port}/api"
    os.environ["PREFECT_API_URL"] = url
    child = None if given or is_up(url) else _start(port)
    try:
        yield url
    finally:
        if child is not None:
            child.terminate()
            child.wait()


def is_up(url: str) -> bool:
    """Whether Prefect answers."""
    try:
        return httpx.get(f"{url}/health", timeout=_ANSWER_SECONDS, trust_env=False).is_success
    except httpx.HTTPError:
        return False


def wait_until_up(url: str, seconds: float = START_SECONDS) -> bool:
    """Wait for Prefect to answer; False when it did not in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_up(url):
            return True
        time.sleep(_LOOK_SECONDS)
    return False


def _start(port: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
