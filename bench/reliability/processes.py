"""The API and the workers as processes of their own, started quickly and killed without warning.

A fork server holds everything imported, so that a process is at work milliseconds after it was asked for; what runs in
it is the real application and the real worker. Only the engines answer from memory.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess

PRELOADED = ["bench.reliability.processes", "uvicorn", "kyc.web.app", "flows.crew", "tests.fakes", "kyc.pipeline"]

_CONTEXT = multiprocessing.get_context("forkserver")


def serve_api(environment: Mapping[str, str], port: int) -> None:
    """Run the HTTP side until killed."""
    os.environ.update(environment)
    import uvicorn

    from kyc.settings import Settings
    from kyc.storage.opening import open_database
    from kyc.web.app import create_app
    from kyc.web.kit import assemble_kit

    settings = Settings()
    app = create_app(assemble_kit(settings, open_database(settings)))
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="critical", access_log=False)


def serve_worker(environment: Mapping[str, str]) -> None:
    """Run a worker until killed."""
    os.environ.update(environment)
    from flows.crew import run
    from kyc.services.working import workshop
    from kyc.settings import Settings
    from tests.fakes import fake_engines

    workshop.build_engines = lambda settings: fake_engines()  # type: ignore[attr-defined]  # noqa: ARG005
    run(Settings(), threading.Event())


@dataclass
class Fleet:
    """One API process and some workers; whoever is killed is replaced at once."""

    environment: Mapping[str, str]
    port: int
    workers: int
    running: dict[str, ForkServerProcess] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _CONTEXT.set_forkserver_preload(PRELOADED)

    @property
    def names(self) -> tuple[str, ...]:
        """Everybody, by name."""
        return ("api", *(f"worker-{number}" for number in range(self.workers)))

    def start(self) -> None:
        """Start everybody."""
        for name in self.names:
            self._start(name)

    def kill(self, name: str) -> None:
        """Kill one without warning, and start its successor."""
        process = self.running[name]
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
        self._start(name)

    def stop(self) -> None:
        """Kill everybody for good."""
        for process in self.running.values():
            process.kill()
            process.join()

    def _start(self, name: str) -> None:
        args = (self.environment, self.port) if name == "api" else (self.environment,)
        target = serve_api if name == "api" else serve_worker
        self.running[name] = _CONTEXT.Process(target=target, args=args, name=name)
        self.running[name].start()
