"""Engines that behave badly on purpose, named in settings as `tests.unit.engines.fakes:Name`."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import tempfile
import threading
from collections.abc import Sequence

from kyc.engines.protocols import Image
from kyc.model.check import EngineUsed
from kyc.model.document import TextLine
from kyc.model.errors import EngineError
from kyc.settings import Settings

QUAD = ((0.0, 0.0), (8.0, 0.0), (8.0, 2.0), (0.0, 2.0))


class Reader:
    """Reads the image's shape, the mode and its own process id; on demand it fails."""

    used = EngineUsed("fake", "1")

    def __init__(self, settings: Settings) -> None:
        self._asked = 0

    def read(self, image: Image, mode: str = "card") -> Sequence[TextLine]:
        self._asked += 1
        match mode:
            case "crash":
                os.kill(os.getpid(), signal.SIGSEGV)
            case "bug":
                raise ZeroDivisionError("of a card that says BUDI")
            case "hang":
                threading.Event().wait()
            case "refuse":
                raise EngineError("SYS.ENGINE_ERROR", "out of paper")
            case "chatter":
                os.write(1, b"x" * 100_000)
        texts = (f"{image.shape} {mode}", str(os.getpid()), str(self._asked))
        return tuple(TextLine(text, QUAD, 0.5) for text in texts)

    def litter(self) -> tuple[str, int]:
        """Leave a temporary file and a child process behind; say which."""
        descriptor, name = tempfile.mkstemp()
        os.close(descriptor)
        child = subprocess.Popen(["sleep", "600"])
        return name, child.pid


class Homeless:
    """Needs a package that nobody has."""

    def __init__(self, settings: Settings) -> None:
        import package_that_nobody_has  # type: ignore[import-not-found]  # noqa: F401


def ends(process_id: int) -> bool:
    """Wait, half a minute at most, for a process of this machine to end."""
    try:
        handle = os.pidfd_open(process_id)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], 30)[0])
    finally:
        os.close(handle)
