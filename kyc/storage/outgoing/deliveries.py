"""Events on their way to endpoints."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Connection, ForeignKeyConstraint, Index, Integer, Row

from kyc.model.errors import StoreError
from kyc.model.webhook import Delivery, DeliveryState
from kyc.storage.queue.leases import Leases
from kyc.storage.repository import Page, Repository
from kyc.storage.tables import CODE, ID, Instant, tenant_table

DELIVERIES = tenant_table(
    "deliveries",
    Column("id", ID, primary_key=True),
    Column("endpoint_id", ID, nullable=False),
    Column("event_id", ID, nullable=False),
    Column("state", CODE, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", Instant, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("status", Integer),
    Column("fault", CODE),
    Column("delivered_at", Instant),
    Column("lease_until", Instant),
    Column("lease_owner", CODE),
    ForeignKeyConstraint(["tenant", "endpoint_id"], ["webhook_endpoints.tenant", "webhook_endpoints.id"]),
    ForeignKeyConstraint(["tenant", "event_id"], ["events.tenant", "events.id"]),
    Index("ix_deliveries_state", "state", "next_at"),
    Index("ix_deliveries_endpoint", "tenant", "endpoint_id"),
    Index("ix_deliveries_event", "tenant", "event_id"),
)
SETTLED = (DeliveryState.DELIVERED, DeliveryState.FAILED)


class Deliveries(Repository):
    """The tenant's deliveries."""

    TABLE = DELIVERIES

    def add(self, endpoint_id: str, event_id: str) -> Delivery:
        """Have an event sent to an endpoint, at once."""
        delivery_id, now, pending = self._scope.new_id("dlv"), self._now(), DeliveryState.PENDING
        made = Delivery(delivery_id, self._tenant, endpoint_id, event_id, pending, 0, now, now)
        self._insert(
            id=made.id,
            endpoint_id=endpoint_id,
            event_id=event_id,
            state=pending,
            attempts=0,
            next_at=now,
            created_at=now,
        )
        return made

    def get(self, delivery_id: str) -> Delivery:
        """Return a delivery."""
        return delivery_of(self._known(self.TABLE.c.id == delivery_id))

    def list(
        self, *, limit: int, before: str | None = None, endpoint_id: str | None = None, event_id: str | None = None
    ) -> Page[Delivery]:
        """A page of deliveries, newest first."""
        wanted = {"endpoint_id": endpoint_id, "event_id": event_id}
        where = tuple(self.TABLE.c[name] == value for name, value in wanted.items() if value)
        rows, following = self._page(*where, limit=limit, before=before)
        return Page(tuple(map(delivery_of, rows)), following)

    def delivered(self, delivery: Delivery, *, status: int) -> None:
        """Note that a claimed delivery arrived."""
        state = DeliveryState.DELIVERED
        self._settle(delivery, {"state": state, "status": status, "fault": None, "delivered_at": self._now()})

    def retry(self, delivery: Delivery, *, next_at: datetime, status: int | None, fault: str) -> None:
        """Note that a claimed delivery did not arrive and is to be tried again."""
        state = DeliveryState.PENDING
        self._settle(delivery, {"state": state, "next_at": next_at, "status": status, "fault": fault})

    def fail(self, delivery: Delivery, *, status: int | None, fault: str) -> None:
        """Give a claimed delivery up."""
        self._settle(delivery, {"state": DeliveryState.FAILED, "status": status, "fault": fault})

    def replay(self, delivery_id: str) -> Delivery:
        """Send once more, under the same event id, whatever became of it before."""
        again = {"state": DeliveryState.PENDING, "next_at": self._now(), "attempts": 0, "lease_owner": None}
        self._update({**again, "lease_until": None, "fault": None}, self.TABLE.c.id == delivery_id)
        return self.get(delivery_id)

    def hasten(self, by: timedelta) -> int:
        """Let what waits for another attempt come due so much sooner; say how much there was."""
        waiting = self._rows(self.TABLE.c.state == DeliveryState.PENDING, self.TABLE.c.next_at > self._now())
        for row in waiting:
            self._update({"next_at": row.next_at - by}, self.TABLE.c.id == row.id)
        return len(waiting)

    def drop(self, endpoint_id: str) -> int:
        """Forget the deliveries to an endpoint that is about to be removed."""
        return self._delete(self.TABLE.c.endpoint_id == endpoint_id)

    def forget(self, event_ids: Collection[str]) -> int:
        """Forget what became of some events; who sends one of them just now, or is asked to again, is waited for."""
        chosen = self.TABLE.c.event_id.in_(sorted(event_ids))
        return self._delete(chosen, self.TABLE.c.state.in_(SETTLED))

    def _settle(self, delivery: Delivery, values: dict[str, Any]) -> None:
        held = (
            self.TABLE.c.id == delivery.id,
            self.TABLE.c.state == DeliveryState.LEASED,
            self.TABLE.c.lease_owner == delivery.lease_owner,
            self.TABLE.c.attempts == delivery.attempts,
        )
        if not self._update({**values, "lease_owner": None, "lease_until": None}, *held):
            raise StoreError("STORE.CONFLICT", "The lease on this delivery was lost: another worker has it.")


class DeliveryQueue:
    """All tenants' deliveries, for workers."""

    def __init__(self, connection: Connection, clock: Callable[[], datetime]) -> None:
        self._queue = Leases(connection, DELIVERIES, DELIVERIES.c.next_at, clock)

    def claim(self, owner: str, count: int, lease_seconds: float, *, but: Collection[str] = ()) -> tuple[Delivery, ...]:
        """Take up to `count` deliveries that are due, none to the endpoints `but`: one that hangs blocks no other."""
        others = (DELIVERIES.c.endpoint_id.not_in(sorted(but)),) if but else ()
        return tuple(map(delivery_of, self._queue.claim(owner, count, lease_seconds, *others)))

    def heartbeat(self, owner: str, lease_seconds: float) -> tuple[Delivery, ...]:
        """Extend all leases of an owner."""
        return tuple(map(delivery_of, self._queue.heartbeat(owner, lease_seconds)))

    def reclaim(self, before: datetime) -> int:
        """Put deliveries back whose lease ran out before a time, and say how many."""
        return self._queue.reclaim(before)

    def depth(self) -> dict[DeliveryState, int]:
        """How many deliveries stand where."""
        found = self._queue.depth()
        return {state: found.get(state, 0) for state in DeliveryState}


def delivery_of(row: Row[Any]) -> Delivery:
    """A delivery from its row."""
    names = ("id", "tenant", "endpoint_id", "event_id", "attempts", "next_at", "created_at", "status", "fault")
    known = {name: getattr(row, name) for name in (*names, "delivered_at", "lease_owner")}
    return Delivery(state=DeliveryState(row.state), **known)
