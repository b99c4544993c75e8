"""One process at work on a run: it claims chunks, looks at their customers and writes what came of it."""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Callable
from typing import Self, TypeVar

from kyc.model.errors import StoreError
from kyc.services.rescreening.looking import Looker
from kyc.services.rescreening.settling import Looked, settle
from kyc.settings import Settings
from kyc.storage.database import Database
from kyc.storage.rescreening.chunks import Chunk

log = logging.getLogger(__name__)

ACTOR = "system:rescreen"
# Seconds between attempts while the database does not answer: a restart takes less than two minutes.
PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 30.0)

T = TypeVar("T")


class Heap:
    """Keeps the garbage collector from going through the lists again and again: that took a tenth of a full run."""

    def __init__(self) -> None:
        self._chunks = 0

    def __enter__(self) -> Self:
        return self

    def rest(self) -> None:
        """After a chunk: what is loaded and remembered stays until the run ends, and need not be looked at.

        After the first, second, fourth, … one, since what is remembered of the lists' words grows ever more slowly.
        """
        self._chunks += 1
        if self._chunks & (self._chunks - 1) == 0:
            gc.freeze()

    def __exit__(self, *raised: object) -> None:
        if self._chunks:
            gc.unfreeze()


class Worker:
    """One process's part in a run."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        looker: Looker,
        tenant: str,
        owner: str,
        pause: Callable[[float], None],
    ) -> None:
        self._database, self._lease, self._looker = database, settings.lease_seconds, looker
        self._tenant, self._owner, self._pause = tenant, owner, pause

    def claim(self) -> Chunk | None:
        """Take the next chunk, None when none is free."""
        with self._database.system() as system:
            return system.chunks.claim(self._tenant, self._looker.run.id, self._owner, self._lease)

    def do(self, chunk: Chunk) -> int:
        """Look at a chunk's customers and write what came of it; 0 when another worker had it meanwhile."""
        started = time.perf_counter()
        with self._database.transaction(self._tenant, ACTOR, read_only=True) as unit:
            customers = list(self._looker.customers(unit, chunk))
        self._looker.prepare((watched for watched, _ in customers), chunk.mode)
        looked = [Looked(watched, self._looker.look(watched, chunk.mode), at.is_fresh) for watched, at in customers]
        try:
            with self._database.transaction(self._tenant, ACTOR) as unit:
                settle(unit, self._looker, chunk, looked, time.perf_counter() - started)
        except StoreError as error:
            if error.code != "STORE.CONFLICT":
                raise
            log.info("rescreen.lost", extra={"run": chunk.run_id, "chunk": chunk.number})
            return 0
        return 1

    def patiently(self, attempt: Callable[[], T]) -> T:
        """Try again while the database is busy or restarting."""
        for seconds in PAUSES:
            try:
                return attempt()
            except StoreError as error:
                if error.code != "STORE.UNAVAILABLE":
                    raise
                log.warning("rescreen.waiting", extra={"run": self._looker.run.id, "seconds": seconds})
            self._pause(seconds)
        return attempt()
