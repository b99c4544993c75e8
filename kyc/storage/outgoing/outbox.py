"""Events, written in the transaction that makes them true, and one delivery for each endpoint that wants them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, Integer, Row, exists, select

from kyc.model.verification import TERMINAL
from kyc.model.webhook import Event
from kyc.storage.applicants.applicants import Applicants
from kyc.storage.applicants.verifications import VERIFICATIONS
from kyc.storage.outgoing.deliveries import DELIVERIES, SETTLED, Deliveries
from kyc.storage.outgoing.webhooks import Webhooks
from kyc.storage.repository import Page, Repository, Scope
from kyc.storage.tables import CODE, ID, Instant, tenant_table, to_applicant

EVENTS = tenant_table(
    "events",
    Column("id", ID, primary_key=True),
    Column("type", CODE, nullable=False),
    Column("applicant_id", ID),
    Column("sequence", Integer, nullable=False),
    Column("payload", JSON, nullable=False),
    Column("created_at", Instant, nullable=False),
    to_applicant(),
    Index("ix_events_applicant", "tenant", "applicant_id", "sequence"),
    Index("ix_events_created", "tenant", "created_at"),
)


class Outbox(Repository):
    """The tenant's events."""

    TABLE = EVENTS

    def __init__(self, scope: Scope, applicants: Applicants, webhooks: Webhooks, deliveries: Deliveries) -> None:
        super().__init__(scope)
        self._applicants, self._webhooks, self._deliveries = applicants, webhooks, deliveries

    def publish(
        self,
        event_type: str,
        payload: Mapping[str, Any],
        *,
        applicant_id: str | None = None,
        sequence: int | None = None,
        to: Collection[str] | None = None,
    ) -> Event:
        """Tell whoever wants to hear. `payload` is thin: ids, states, codes, times; never a name or number.

        `sequence` is that of the verification's change when there is one, else the applicant's next; `to` names the
        endpoints to tell instead, whatever they want.
        """
        if sequence is None:
            sequence = self._applicants.next_sequence(applicant_id) if applicant_id else 0
        event_id, now = self._scope.new_id("evt"), self._now()
        made = Event(event_id, event_type, self._tenant, sequence, dict(payload), now, applicant_id)
        self._insert(
            id=event_id,
            type=event_type,
            applicant_id=applicant_id,
            sequence=sequence,
            payload=dict(payload),
            created_at=now,
        )
        for endpoint in self._webhooks.all():
            if endpoint.wants(event_type) if to is None else endpoint.id in to:
                self._deliveries.add(endpoint.id, event_id)
        return made

    def get(self, event_id: str) -> Event:
        """Return an event."""
        return self._event(self._known(self.TABLE.c.id == event_id))

    def since(
        self, applicant_id: str, sequence: int, *, verification_id: str | None = None, limit: int = 100
    ) -> tuple[Event, ...]:
        """An applicant's events after a sequence, in order; where a verification is named, those about it."""
        later = [self.TABLE.c.applicant_id == applicant_id, self.TABLE.c.sequence > sequence]
        if verification_id is not None:
            later.append(self.TABLE.c.payload["verification_id"].as_string() == verification_id)
        order = self.TABLE.c.sequence
        return tuple(map(self._event, self._rows(*later, order=order, limit=limit)))

    def list(self, *, limit: int, before: str | None = None) -> Page[Event]:
        """A page of events, newest first."""
        rows, following = self._page(limit=limit, before=before)
        return Page(tuple(map(self._event, rows)), following)

    def old(self, before: datetime, *, limit: int, after: str = "") -> tuple[str, ...]:
        """Ids of events told before a time that nobody may miss, in order, starting above an id.

        Every delivery of them is settled, and was so before that time; and their applicant has no verification that is
        still followed by its events.
        """
        event, sent, other = self.TABLE.c, DELIVERIES.c, VERIFICATIONS.c
        same = (sent.tenant == event.tenant, sent.event_id == event.id)
        is_wanted = exists().where(*same, sent.state.not_in(SETTLED) | (sent.next_at >= before))
        theirs = (other.tenant == event.tenant, other.applicant_id == event.applicant_id)
        is_followed = exists().where(*theirs, other.state.not_in(sorted(TERMINAL)))
        told = select(event.id).where(self._mine(), event.id > after, event.created_at < before)
        found = told.where(~is_wanted, ~is_followed).order_by(event.id).limit(limit)
        return tuple(self._scope.connection.execute(found).scalars())

    def forget(self, event_ids: Collection[str]) -> tuple[int, int]:
        """Forget events and their deliveries, and say how many of each; what is on its way by now stays."""
        chosen = self.TABLE.c.id.in_(sorted(event_ids))
        deliveries = self._deliveries.forget(event_ids)
        on_its_way = exists().where(
            DELIVERIES.c.tenant == self.TABLE.c.tenant, DELIVERIES.c.event_id == self.TABLE.c.id
        )
        return self._delete(chosen, ~on_its_way), deliveries

    def _event(self, row: Row[Any]) -> Event:
        return Event(row.id, row.type, self._tenant, row.sequence, row.payload, row.created_at, row.applicant_id)
