"""The main program of an engine process: `python -m kyc.engines.worker PIPE FOLDER`."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
import threading
from multiprocessing.connection import Connection

from kyc.engines.process import Failure, SameProcess
from kyc.model.errors import EngineError


def main(descriptor: int, folder: str) -> None:
    """Answer questions until the parent closes the pipe.

    Only `EngineError` is answered: an engine that fails in any other way is in an unknown state, so the
    process ends with it, and the parent starts another.
    """
    tempfile.tempdir = folder
    threading.Thread(target=_end_with_parent, args=(folder,), daemon=True).start()
    with Connection(descriptor) as pipe:
        engines = SameProcess(pipe.recv())
        while True:
            try:
                engine, member, arguments = pipe.recv()
            except EOFError:
                _leave_nothing(folder)
                return
            pipe.send(_answer(engines, engine, member, arguments))


def _answer(engines: SameProcess, engine: str, member: str, arguments: tuple[object, ...]) -> object:
    try:
        return engines.ask(engine, member, *arguments)
    except EngineError as error:
        return Failure(error.code, str(error))


def _end_with_parent(folder: str) -> None:
    """Wait for standard input to close, which it does however the parent ends, whatever an engine is busy with."""
    os.read(0, 1)
    _leave_nothing(folder)


def _leave_nothing(folder: str) -> None:
    """Remove the temporary files and end with all that the engines started.

    Whichever thread learns first that the parent is gone: were the main one to return, Python would end before the
    other comes to the processes that engines started.
    """
    shutil.rmtree(folder, ignore_errors=True)
    os.killpg(os.getpgrp(), signal.SIGKILL)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
