"""Hits that stand on customers, one row for each state of both sides that was ever seen; what they say is sealed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, LargeBinary, Row, UniqueConstraint, select

from kyc.model.errors import StoreError
from kyc.model.rescreening import Alert, AlertKind, AlertState
from kyc.storage.repository import Page, Repository, Scope
from kyc.storage.rescreening.customers import handfuls
from kyc.storage.tables import CODE, ID, Instant, tenant_table, to_applicant
from kyc.storage.tenants.keys import Keys

ALERTS = tenant_table(
    "alerts",
    Column("id", ID, primary_key=True),
    Column("applicant_id", ID, nullable=False),
    Column("entity", CODE, nullable=False),  # digest under the tenant's key: who resembles whom is nobody's business
    Column("fingerprint", CODE, nullable=False),  # of both sides, under the applicant's key
    Column("kind", CODE, nullable=False),
    Column("state", CODE, nullable=False),
    Column("run_id", CODE, nullable=False),
    Column("case_id", ID),
    Column("raised_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("expires_at", Instant),
    Column("sealed", LargeBinary, nullable=False),
    to_applicant(),
    # Whatever a crash repeats, a hit is written once.
    UniqueConstraint("tenant", "applicant_id", "entity", "fingerprint"),
    Index("ix_alerts_entity", "tenant", "entity"),
    Index("ix_alerts_expires", "tenant", "expires_at"),
)
_KIND = "alert"
_PLAIN = tuple(name for name in Alert.__slots__)


class Alerts(Repository):
    """The tenant's alerts."""

    TABLE = ALERTS

    def __init__(self, scope: Scope, keys: Keys) -> None:
        super().__init__(scope)
        self._keys = keys

    def entity(self, entity_id: str) -> str:
        """What stands for a listed entity here."""
        return self._keys.digest_own(f"entity:{entity_id}".encode())

    def fingerprint(self, applicant_id: str, applicant: str, entity: str) -> str:
        """What stands for a state of both sides here."""
        return self._keys.digest(applicant_id, f"{applicant}:{entity}".encode())

    def add(
        self,
        applicant_id: str,
        entity_id: str,
        fingerprint: str,
        *,
        kind: AlertKind,
        run_id: str,
        case_id: str | None = None,
        expires_at: datetime | None = None,
        score: float = 0.0,
    ) -> Alert:
        """Write a hit that stands from now on.

        Raises:
            StoreError: STORE.CONFLICT when the same was written before.
        """
        alert_id, now = self._scope.new_id("alr"), self._now()
        state = AlertState.STANDING
        made = Alert(
            alert_id,
            applicant_id,
            self.entity(entity_id),
            fingerprint,
            kind,
            state,
            run_id,
            now,
            case_id,
            None,
            expires_at,
        )
        said = json.dumps({"entity_id": entity_id, "score": round(score, 4)}).encode()
        values = {name: getattr(made, name) for name in _PLAIN}
        sealed = self._keys.seal(applicant_id, _KIND, alert_id, said)
        if not self._insert_new(**values, sealed=sealed):
            raise StoreError("STORE.CONFLICT", "This hit was written already: look again at what stands.")
        return made

    def find(self, applicant_id: str, entity_id: str, fingerprint: str) -> Alert | None:
        """The hit of an applicant and an entity as both are now, standing or not."""
        table = self.TABLE.c
        same = (table.entity == self.entity(entity_id), table.fingerprint == fingerprint)
        row = self._row(table.applicant_id == applicant_id, *same)
        return _alert(row) if row else None

    def of_customers(self, applicant_ids: Sequence[str]) -> dict[str, list[Alert]]:
        """The hits that stand on some applicants."""
        found: dict[str, list[Alert]] = {}
        for some in handfuls(applicant_ids):
            standing = (self.TABLE.c.applicant_id.in_(some), self.TABLE.c.state == AlertState.STANDING)
            for row in self._rows(*standing, order=self.TABLE.c.id):
                found.setdefault(row.applicant_id, []).append(_alert(row))
        return found

    def resembling(self, entity_ids: Iterable[str], *, now: datetime) -> set[str]:
        """Applicants on whom a hit by any of these entities stands, or one whose exception has run out by now."""
        table = self.TABLE.c
        found: set[str] = set()
        standing = table.state == AlertState.STANDING
        for some in handfuls([self.entity(each) for each in entity_ids]):
            asked = select(table.applicant_id).where(self._mine(), standing, table.entity.in_(some))
            found.update(self._scope.connection.execute(asked).scalars())
        lapsed = select(table.applicant_id).where(self._mine(), standing, table.expires_at <= now)
        return found | set(self._scope.connection.execute(lapsed).scalars())

    def entity_id(self, alert_id: str) -> str:
        """The listed entity that an alert is about."""
        row = self._known(self.TABLE.c.id == alert_id)
        said: dict[str, Any] = json.loads(self._keys.unseal(row.applicant_id, _KIND, row.id, row.sealed))
        return str(said["entity_id"])

    def end(self, alert: Alert, state: AlertState) -> Alert:
        """Note that a hit stands no longer."""
        ended = {"state": state, "ended_at": self._now(), "expires_at": None}
        self._update(ended, self.TABLE.c.id == alert.id)
        return replace(alert, state=state, ended_at=self._now(), expires_at=None)

    def stand(
        self, alert: Alert, *, kind: AlertKind, run_id: str, case_id: str | None, expires_at: datetime | None
    ) -> Alert:
        """Let a hit that was written before stand, again or for another reason."""
        stands = AlertState.STANDING
        again = replace(
            alert, kind=kind, run_id=run_id, case_id=case_id, expires_at=expires_at, ended_at=None, state=stands
        )
        names = ("kind", "run_id", "case_id", "expires_at", "ended_at", "state")
        self._update({name: getattr(again, name) for name in names}, self.TABLE.c.id == alert.id)
        return again

    def list(self, *, limit: int, before: str | None = None, applicant_id: str | None = None) -> Page[Alert]:
        """A page of alerts, newest first."""
        where = () if applicant_id is None else (self.TABLE.c.applicant_id == applicant_id,)
        rows, following = self._page(*where, limit=limit, before=before)
        return Page(tuple(map(_alert, rows)), following)

    def erase(self, applicant_id: str) -> int:
        """Forget an applicant's hits."""
        return self._delete(self.TABLE.c.applicant_id == applicant_id)


def _alert(row: Row[Any]) -> Alert:
    values = {name: getattr(row, name) for name in _PLAIN}
    return Alert(**{**values, "kind": AlertKind(row.kind), "state": AlertState(row.state)})
