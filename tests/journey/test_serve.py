"""`kyc serve` on an empty home: makes its store, answers, says what is up, and ends when told to."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import httpx

COMMAND = "from kyc.cli.main import main; main()"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_serve_needs_nothing_and_leaves_nothing_running(tmp_path: Path) -> None:
    home, port = tmp_path / "home", free_port()
    environment = {**os.environ, "KYC_HOME": str(home), "KYC_PREFECT": "false"}
    environment.pop("KYC_DATABASE", None)
    command = [sys.executable, "-c", COMMAND, "serve", "--port", str(port), "--no-worker"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as service:
        try:
            ready = answer(f"http://127.0.0.1:{port}/readyz", service)
            service.send_signal(signal.SIGTERM)
            _, told = service.communicate(timeout=60)
        finally:
            service.kill()
    assert ready["parts"] == {"database": "ok", "lists": "SCR.NO_LISTS"}
    assert service.returncode in (0, -signal.SIGTERM)
    assert '"event": "http.request"' in told
    for path in (home / "kyc.db", home / "keys" / "keyring"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


def answer(url: str, service: subprocess.Popen[str]) -> dict[str, dict[str, str]]:
    """The first answer of a service that is starting."""
    while service.poll() is None:
        try:
            found: dict[str, dict[str, str]] = httpx.get(url, trust_env=False).json()
        except httpx.TransportError:
            time.sleep(0.05)
            continue
        return found
    raise AssertionError(f"the service ended with {service.returncode}")


def test_a_service_that_is_told_to_end_ends_its_worker_first(tmp_path: Path) -> None:
    home, port = tmp_path / "home", free_port()
    environment = {**os.environ, "KYC_HOME": str(home), "KYC_PREFECT": "false"}
    environment.pop("KYC_DATABASE", None)
    command = [sys.executable, "-c", COMMAND, "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as service:
        try:
            answer(f"http://127.0.0.1:{port}/readyz", service)
            workers = descendants(service.pid)
            service.send_signal(signal.SIGTERM)
            service.communicate(timeout=60)
        finally:
            service.kill()
    assert service.returncode == 0
    assert workers
    assert [pid for pid in workers if Path(f"/proc/{pid}").exists()] == []


def descendants(pid: int) -> list[int]:
    """The processes that a process started, and those they did; but Python's own, which outlives it by a moment."""
    threads = list(Path(f"/proc/{pid}/task").glob("*/children"))  # whichever thread started them
    children = [int(child) for thread in threads for child in thread.read_text().split()]
    found = {each for child in children for each in (child, *descendants(child))}
    return sorted(pid for pid in found if b"resource_tracker" not in Path(f"/proc/{pid}/cmdline").read_bytes())
