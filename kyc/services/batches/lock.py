"""One run of a batch at a time; the kernel lets go of it however the run ends."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kyc.model.errors import StateError


@contextmanager
def only_run(home: Path, batch: Path) -> Iterator[None]:
    """Hold a batch for the time of a run.

    Raises:
        StateError: BATCH.RUNNING while another run of it is going.
    """
    folder = home / "batches"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = hashlib.sha256(os.fsencode(batch.resolve())).hexdigest()[:16]
    handle = os.open(folder / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StateError("BATCH.RUNNING", f"{batch.name}: another run of this batch is going.") from None
        yield
    finally:
        os.close(handle)
