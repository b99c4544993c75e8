"""A sandbox's clock over the wire."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from pydantic import ConfigDict, Field

from kyc.services.sandbox.clock import LONGEST, Moved
from kyc.web.api.schemas import Wire

Seconds = Annotated[
    int,
    Field(ge=1, le=int(LONGEST.total_seconds()), description="How far to move the clock on.", examples=[2_678_400]),
]


class ClockIn(Wire):
    """How far the sandbox's clock is to be moved on; it never goes back."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"advance_seconds": 2_678_400}]})

    advance_seconds: Seconds

    def to_model(self) -> timedelta:
        """The span of time."""
        return timedelta(seconds=self.advance_seconds)


class ClockOut(Wire):
    """Where a sandbox's clock stands, and what came of moving it."""

    now: datetime
    ahead_seconds: Annotated[int, Field(description="How far it is ahead of the real time.")]
    expired: Annotated[int, Field(description="Verifications whose time for input ran out by this move.")]
    hastened: Annotated[int, Field(description="Deliveries and verifications that now wait so much less.")]

    @classmethod
    def from_model(cls, moved: Moved) -> ClockOut:
        """As clients see it."""
        ahead = int(moved.ahead.total_seconds())
        return cls(now=moved.now, ahead_seconds=ahead, expired=moved.expired, hastened=moved.hastened)
