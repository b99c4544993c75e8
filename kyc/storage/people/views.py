"""Saved views of the queue: a name and filters, each user's own; sealed, since a name may say anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ForeignKeyConstraint, Index, LargeBinary, Row

from kyc.storage.codec import dump, parse
from kyc.storage.repository import Repository, Scope
from kyc.storage.tables import ID, Instant, tenant_table
from kyc.storage.tenants.keys import Keys

VIEWS = tenant_table(
    "saved_views",
    Column("id", ID, primary_key=True),
    Column("user_id", ID, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False),
    ForeignKeyConstraint(["tenant", "user_id"], ["users.tenant", "users.id"]),
    Index("ix_saved_views_user", "tenant", "user_id"),
)
_KIND = "view"


@dataclass(frozen=True, slots=True, repr=False)
class SavedView:
    """A view under a name of the user's choosing."""

    id: str
    user_id: str
    name: str
    filters: Mapping[str, str]

    def __repr__(self) -> str:
        return f"SavedView({self.id})"


class SavedViews(Repository):
    """The views that the tenant's users saved."""

    TABLE = VIEWS

    def __init__(self, scope: Scope, keys: Keys) -> None:
        super().__init__(scope)
        self._keys = keys

    def add(self, user_id: str, name: str, filters: Mapping[str, str]) -> SavedView:
        """Store a view."""
        made = SavedView(self._scope.new_id("viw"), user_id, name, dict(filters))
        sealed = self._keys.seal_own(_KIND, made.id, dump({"name": name, "filters": dict(filters)}))
        self._insert(id=made.id, user_id=user_id, sealed=sealed, created_at=self._now())
        return made

    def of(self, user_id: str) -> tuple[SavedView, ...]:
        """A user's views, oldest first."""
        return tuple(map(self._view, self._rows(self.TABLE.c.user_id == user_id, order=self.TABLE.c.id)))

    def remove(self, user_id: str, view_id: str) -> None:
        """Forget a view; somebody else's stays."""
        self._delete(self.TABLE.c.id == view_id, self.TABLE.c.user_id == user_id)

    def _view(self, row: Row[Any]) -> SavedView:
        said = parse(dict[str, Any], self._keys.unseal_own(_KIND, row.id, row.sealed))
        return SavedView(row.id, row.user_id, said["name"], said["filters"])
