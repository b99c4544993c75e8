"""Waiting for a verification to get on, by looking now and then: what holds for any number of processes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Literal

from starlette.concurrency import run_in_threadpool

from kyc.model.verification import Verification, VerificationState
from kyc.model.webhook import Event
from kyc.services.onboarding import verifications
from kyc.web.calls import Call

LOOK_EVERY = 0.25  # seconds
BEAT_EVERY = 15.0  # seconds of silence after which a proxy might give the connection up
STREAM_SECONDS = 300.0  # then the client comes again, with the id it heard last; its token is looked at again

Until = Literal["final", "settled"]

_BUSY = frozenset({VerificationState.CREATED, VerificationState.AWAITING_INPUT, VerificationState.PROCESSING})


async def settled(call: Call, verification_id: str, seconds: float) -> Verification | None:
    """Where a verification stands once nothing is being done about it; None when that takes longer."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while True:
        found = await _look(call, verification_id)
        if found.state not in _BUSY:
            return found
        if loop.time() >= deadline:
            return None
        await asyncio.sleep(min(LOOK_EVERY, max(0.0, deadline - loop.time())))


async def changes(call: Call, verification_id: str, *, after: int, until: Until) -> AsyncIterator[Event | None]:
    """What happens to a verification after a sequence, as it happens; None now and then to show that we are there.

    Ends once everything was told and the verification is final, or nothing is being done about it; or after minutes.
    """
    loop = asyncio.get_running_loop()
    end, beat = loop.time() + STREAM_SECONDS, loop.time() + BEAT_EVERY
    while loop.time() < end:
        found = await _look(call, verification_id)
        for event in await run_in_threadpool(_told, call, verification_id, after):
            after, beat = event.sequence, loop.time() + BEAT_EVERY
            yield event
        if found.is_final or (until == "settled" and found.state not in _BUSY):
            return
        if loop.time() >= beat:
            beat = loop.time() + BEAT_EVERY
            yield None
        await asyncio.sleep(LOOK_EVERY)


async def _look(call: Call, verification_id: str) -> Verification:
    return await run_in_threadpool(call.look, lambda unit: verifications.get(unit, verification_id))


def _told(call: Call, verification_id: str, after: int) -> tuple[Event, ...]:
    return call.look(lambda unit: verifications.events(unit, verification_id, after=after))
