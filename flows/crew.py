"""A worker process: verifications, webhooks, chores and a watch on the lists; it ends when one of them does."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime

from flows.server import prefect_server
from flows.watch import Watcher
from flows.worker import Pace, Way, by_flow, by_line, work
from kyc.model.errors import StoreError
from kyc.model.ids import new_id
from kyc.services.housekeeping.chores import keep_house
from kyc.services.housekeeping.house import House
from kyc.services.webhooks.courier import Courier
from kyc.services.webhooks.delivery import Dispatch
from kyc.services.webhooks.outgoing import Rules
from kyc.services.working.workshop import Workshop
from kyc.settings import Settings
from kyc.storage.database import Database
from kyc.storage.opening import open_database

log = logging.getLogger(__name__)

LOOK_SECONDS = 20.0  # between looks for chores that are due
DELIVERY_LEASE = 30.0  # seconds; twice what an attempt may take


def utc_now() -> datetime:
    """The time."""
    return datetime.now(UTC)


def run(settings: Settings, stop: threading.Event) -> bool:
    """Work until `stop` is set; False when a part of it ended by itself, which a supervisor should mend.

    Neither part runs in the main thread: there Prefect would take the signals that end a process for its own.

    Raises:
        KycError, ListError: when the worker cannot be put together.
    """
    with ExitStack() as opened:
        database = open_database(settings, utc_now)
        opened.callback(database.close)
        way = opened.enter_context(_way(settings))
        shop = Workshop(settings, database, utc_now)
        courier = courier_of(settings, database)
        pace = Pace(most=settings.batch, heartbeat=settings.lease_seconds / 3)
        parts = {"work": lambda: work(shop.resources, way, stop, pace), "courier": lambda: courier.run(stop)}
        house = House(database, settings, utc_now, shop.bench.owner)
        if settings.housekeeping:
            parts["housekeeping"] = lambda: keep(house, stop)
        if settings.rescreening:
            parts["rescreening"] = Watcher(house, stop).watch
        guarded = [_Guarded(name, part, stop) for name, part in parts.items()]
        for each in guarded:
            each.start()
        stop.wait()
        shop.bench.close()
        for each in guarded:
            each.join()
        return all(each.is_well for each in guarded)


def keep(house: House, stop: threading.Event) -> None:
    """Do chores as they become due, until `stop` is set; of many workers, one does each."""
    while not stop.is_set():
        try:
            for _done in keep_house(house, only_due=True):
                if stop.is_set():
                    return
        except StoreError as error:
            log.warning("chore.no_store", extra={"code": error.code})
        stop.wait(LOOK_SECONDS)


def courier_of(settings: Settings, database: Database) -> Courier:
    """The sender of webhooks."""
    jitter = random.Random().random  # noqa: S311  spreads retries, protects nothing
    # A claim outlasts every attempt, however slow the receiver.
    lease = max(settings.lease_seconds, DELIVERY_LEASE)
    dispatch = Dispatch(database, new_id("wrk", utc_now), utc_now, jitter, lease)
    return Courier(dispatch, Rules(private=settings.private_webhooks))


@contextmanager
def _way(settings: Settings) -> Iterator[Way]:
    if not settings.prefect:
        yield by_line()
        return
    with prefect_server(settings.home, settings.prefect_port) as url:
        yield by_flow(url)


class _Guarded(threading.Thread):
    """A part of the crew; when it ends, however it does, the others are told to stop."""

    def __init__(self, name: str, part: Callable[[], None], stop: threading.Event) -> None:
        super().__init__(name=name, daemon=True)
        self._part, self._stop_all, self.is_well = part, stop, False

    def run(self) -> None:
        """Run the part."""
        try:
            self._part()
            self.is_well = True
        except Exception as error:  # noqa: BLE001  the end of a thread: told by kind, the text may quote anything
            log.critical("worker.ended", extra={"part": self.name, "kind": type(error).__name__})
        finally:
            self._stop_all.set()
