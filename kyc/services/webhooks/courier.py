"""Carries parcels to their endpoints, many at a time, so that an endpoint that hangs holds up no other."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from typing import TypeVar

import httpx

from kyc.model.errors import InputError, StoreError
from kyc.services.webhooks.delivery import Answer, Dispatch, Parcel
from kyc.services.webhooks.outgoing import Resolve, Rules, client, find, post, resolve
from kyc.services.webhooks.seeming import seeming_answer

log = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pace:
    """How much is carried at once. Seconds: how long an attempt may take in all, how long an idle courier waits."""

    slots: int = 64
    bite: int = 8  # deliveries claimed at a time
    per_endpoint: int = 4
    timeout: float = 15.0
    idle: float = 0.5


@dataclass(slots=True)
class Courier:
    """One worker's sender of webhooks."""

    dispatch: Dispatch
    rules: Rules
    pace: Pace = field(default_factory=Pace)
    resolve: Resolve = resolve
    make_client: Callable[[float], httpx.AsyncClient] = client
    _at: Counter[str] = field(default_factory=Counter)  # endpoint -> parcels on their way
    _slow: set[str] = field(default_factory=set)  # endpoints that did not answer last time: one parcel at a time

    @property
    def under_way(self) -> int:
        """How many parcels are being sent."""
        return self._at.total()

    def run(self, stop: threading.Event) -> None:
        """Carry parcels until `stop` is set, then wait for those on their way."""
        asyncio.run(self.carry(stop))

    def drain(self) -> int:
        """Carry what is due now and say how many attempts that were; what fails is due again later."""
        return asyncio.run(self.carry(threading.Event(), until_empty=True))

    async def carry(self, stop: threading.Event, *, until_empty: bool = False) -> int:
        """Claim and send until `stop` is set, or nothing more is due; say how many attempts that were."""
        attempts = 0
        loop = asyncio.get_running_loop()
        # The store has a thread of its own, and every slot one to ask for addresses: a name server that hangs blocks
        # only who waits for it.
        with ThreadPoolExecutor(1) as store, ThreadPoolExecutor(self.pace.slots) as names:
            in_store = partial(loop.run_in_executor, store)
            async with self.make_client(self.pace.timeout) as sender, asyncio.TaskGroup() as under_way:
                while not stop.is_set():
                    is_idle = not self.under_way  # while some are, their endpoints may be passed over
                    parcels = await self._take(in_store)
                    attempts += len(parcels)
                    if until_empty and is_idle and not parcels:
                        break
                    for parcel in parcels:
                        self._at[parcel.endpoint.id] += 1
                        under_way.create_task(self._carry_one(parcel, sender, names, in_store))
                    if len(parcels) < self.pace.bite:
                        await _pause(stop, self.pace.idle)
        return attempts

    async def _take(self, in_store: Callable[..., asyncio.Future[tuple[Parcel, ...]]]) -> tuple[Parcel, ...]:
        room = min(self.pace.bite, self.pace.slots - self.under_way)
        if room <= 0:
            return ()
        try:
            return await in_store(partial(self.dispatch.take, room, but=self._full()))
        except StoreError as error:
            log.warning("delivery.no_store", extra={"code": error.code})
            return ()

    def _full(self) -> tuple[str, ...]:
        most = {endpoint: 1 if endpoint in self._slow else self.pace.per_endpoint for endpoint in self._at}
        return tuple(endpoint for endpoint, number in self._at.items() if number >= most[endpoint])

    async def _carry_one(
        self,
        parcel: Parcel,
        sender: httpx.AsyncClient,
        names: ThreadPoolExecutor,
        in_store: Callable[..., asyncio.Future[None]],
    ) -> None:
        answer = await self._attempt(parcel, sender, names)
        await in_store(self.dispatch.settle, parcel, answer)
        (self._slow.add if answer.fault else self._slow.discard)(parcel.endpoint.id)
        self._at[parcel.endpoint.id] -= 1
        self._at += Counter()  # drops the zeros

    async def _attempt(self, parcel: Parcel, sender: httpx.AsyncClient, names: ThreadPoolExecutor) -> Answer:
        seeming = seeming_answer(parcel.endpoint.url, parcel.delivery.attempts) if parcel.is_rehearsed else None
        return seeming or await self._sent(parcel, sender, names)

    async def _sent(self, parcel: Parcel, sender: httpx.AsyncClient, names: ThreadPoolExecutor) -> Answer:
        headers = parcel.headers(self.dispatch.clock())
        try:
            async with asyncio.timeout(self.pace.timeout):  # in all: a receiver that drips its answer ends here too
                asked = partial(find, parcel.endpoint.url, self.rules, self.resolve)
                target = await asyncio.get_running_loop().run_in_executor(names, asked)
                return answer_of(*await post(sender, target, headers, parcel.body))
        except (TimeoutError, httpx.TimeoutException):
            return Answer(fault="WEBHOOK.TIMEOUT")
        except httpx.HTTPError:
            return Answer(fault="WEBHOOK.CONNECTION")
        except InputError as error:
            return Answer(fault=error.code)


def answer_of(status: int, headers: Mapping[str, str]) -> Answer:
    """Read a receiver's answer: 2xx is thanks, everything else, a redirect included, is not.

    >>> answer_of(204, {}).fault, answer_of(302, {}).fault, answer_of(503, {"retry-after": "90"}).wait
    (None, 'WEBHOOK.STATUS', datetime.timedelta(seconds=90))
    """
    is_thanks = 200 <= status < 300
    return Answer(status, None if is_thanks else "WEBHOOK.STATUS", _retry_after(headers.get("retry-after")))


def _retry_after(text: str | None) -> timedelta | None:
    """Retry-After in seconds or as a date (RFC 9110, 10.2.3)."""
    if text is None:
        return None
    if text.isascii() and text.isdecimal() and len(text) < 10:
        return timedelta(seconds=int(text))
    try:
        return max(parsedate_to_datetime(text) - datetime.now(UTC), timedelta())
    except (ValueError, TypeError):
        return None


async def _pause(stop: threading.Event, seconds: float) -> None:
    """Sleep, but not longer than it takes to notice `stop`."""
    if not stop.is_set():
        await asyncio.sleep(seconds)
