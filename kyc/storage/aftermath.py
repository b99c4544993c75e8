"""What has to be done outside the database once a transaction has ended one way or the other."""

from __future__ import annotations

import logging
from collections.abc import Callable

from kyc.model.errors import StoreError

log = logging.getLogger(__name__)


class Aftermath:
    """Deletions in the blob store: a blob goes only when the row that names it is certainly gone."""

    def __init__(self) -> None:
        self._committed: list[Callable[[], object]] = []
        self._rolled_back: list[Callable[[], object]] = []

    def if_committed(self, work: Callable[[], object]) -> None:
        """Do this after the commit."""
        self._committed.append(work)

    def if_rolled_back(self, work: Callable[[], object]) -> None:
        """Do this when the transaction comes to nothing."""
        self._rolled_back.append(work)

    def settle(self, *, is_committed: bool) -> None:
        """Do what is due. What fails is left to the sweeper: the transaction's own outcome stands."""
        for work in self._committed if is_committed else self._rolled_back:
            try:
                work()
            except StoreError as error:
                log.warning("store.blob_left", extra={"code": error.code})
