"""Native engines in processes of their own, so that a crash costs one attempt and nothing leaks into the rest.

A worker is `python -m kyc.engines.worker`: a session of its own, no output, temporary files in memory where
there is a file system for it. It ends with its parent, however that ends.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Protocol
from weakref import finalize

from kyc.engines.registry import create
from kyc.model.errors import EngineError
from kyc.settings import Settings

# Loading comes on top of an engine's own time: importing onnxruntime and OpenCV takes seconds on a busy machine.
START_SECONDS = 60.0
_MEMORY = Path("/dev/shm")  # noqa: S108 - only folders of mode 0700 are made in it


@dataclass(frozen=True, slots=True)
class Failure:
    """What a worker answers instead of raising."""

    code: str
    message: str


class Host(Protocol):
    """Where engines live: asks a member of an engine, by names."""

    def ask(self, engine: str, member: str, *arguments: object) -> object:
        """Read an attribute of an engine, or call its method.

        Raises:
            EngineError: when the engine is missing, fails or takes too long.
        """
        ...


class SameProcess:
    """Engines in this very process: quicker to start, and a crash takes everything down."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._engines: dict[str, object] = {}
        self._lock = threading.Lock()

    def ask(self, engine: str, member: str, *arguments: object) -> object:
        """Answer as `Host` says; engines load at first use, and one question is answered at a time."""
        with self._lock:
            if engine not in self._engines:
                self._engines[engine] = create(engine, self._settings)
            found = getattr(self._engines[engine], member)
            return found(*arguments) if callable(found) else found


class Isolated:
    """Engines in one worker process, which starts at the first question and again after a failure."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._worker: _Worker | None = None

    def ask(self, engine: str, member: str, *arguments: object) -> object:
        """Answer as `Host` says; a worker that crashed or was too slow is replaced on the next question."""
        with self._lock:
            worker = self._running()
            try:
                answer = worker.ask((engine, member, arguments), seconds=self._seconds(worker))
            except TimeoutError as error:
                self._discard()
                limit = self._settings.engine_timeout
                raise EngineError("SYS.TIMEOUT", f"engine {engine} took longer than {limit:g} seconds") from error
            except (EOFError, OSError) as error:
                self._discard()
                raise EngineError("SYS.ENGINE_ERROR", f"engine {engine} ended unexpectedly; try again") from error
        if isinstance(answer, Failure):
            raise EngineError(answer.code, answer.message)
        return answer

    def close(self) -> None:
        """End the worker process, if there is one."""
        with self._lock:
            self._discard()

    @property
    def process_id(self) -> int | None:
        """The worker's process id while it runs."""
        return self._worker.process.pid if self._worker else None

    def _running(self) -> _Worker:
        if self._worker is not None and self._worker.parent != os.getpid():
            self._worker = None  # we are a fork: the worker and its pipe belong to our parent
        if self._worker is None:
            self._worker = _Worker(self._settings)
        return self._worker

    def _seconds(self, worker: _Worker) -> float:
        return self._settings.engine_timeout + (0.0 if worker.has_answered else START_SECONDS)

    def _discard(self) -> None:
        if self._worker is not None:
            self._worker.end()
            self._worker = None


class _Worker:
    """One running process and our end of the pipe to it."""

    def __init__(self, settings: Settings) -> None:
        self.parent = os.getpid()
        self.has_answered = False
        self._pipe, theirs = Pipe()
        folder = Path(tempfile.mkdtemp(prefix="kyc-engine-", dir=_MEMORY if os.access(_MEMORY, os.W_OK) else None))
        with theirs:
            self.process = _start(theirs, folder)
        self.end = finalize(self, _end, self.process, self._pipe, folder, self.parent)
        self._pipe.send(settings)

    def ask(self, question: tuple[str, str, tuple[object, ...]], *, seconds: float) -> object:
        """Send a question and wait for the answer.

        Raises:
            TimeoutError: when none came in time; the worker is then still busy.
            OSError, EOFError: when the worker has ended.
        """
        deadline = time.monotonic() + seconds
        self._pipe.send(question)
        if not self._pipe.poll(max(0.0, deadline - time.monotonic())):
            raise TimeoutError
        answer: object = self._pipe.recv()
        self.has_answered = True
        return answer


def _start(pipe: Connection[object, object], folder: Path) -> subprocess.Popen[bytes]:
    """Start the worker. It holds the other end of its standard input, whose closing tells it that we are gone."""
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "kyc.engines.worker", str(pipe.fileno()), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        # A library's dying words may quote what it was reading.
        stderr=subprocess.DEVNULL,
        pass_fds=[pipe.fileno()],
        start_new_session=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )


def _end(process: subprocess.Popen[bytes], pipe: Connection[object, object], folder: Path, parent: int) -> None:
    """Kill the worker with all it started, and remove its temporary files; a fork leaves them to its parent."""
    pipe.close()
    if parent != os.getpid():
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdin:
        process.stdin.close()
    shutil.rmtree(folder, ignore_errors=True)
