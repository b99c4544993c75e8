"""The keys of one tenant: one data key for each applicant, and the tenant's own."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Column, Integer, LargeBinary, select, update

from kyc.model.errors import StoreError
from kyc.storage.repository import Repository, Scope
from kyc.storage.sealing.crypto import blind_index, keyed_digest, new_key, place, seal, subkey, unseal
from kyc.storage.sealing.keyring import Keyring, Wrapped
from kyc.storage.tables import ID, Instant, tenant_table, to_applicant
from kyc.storage.tenants.tenants import TENANTS

DATA_KEYS = tenant_table(
    "data_keys",
    Column("applicant_id", ID, primary_key=True),
    Column("wrapped_key", LargeBinary),  # NULL once destroyed
    Column("key_version", Integer),
    Column("created_at", Instant, nullable=False),
    Column("destroyed_at", Instant),
    to_applicant(),
)


class Keys(Repository):
    """Seals, opens and digests under keys that are unwrapped at most once a transaction."""

    TABLE = DATA_KEYS

    def __init__(self, scope: Scope, keyring: Keyring) -> None:
        super().__init__(scope)
        self._keyring = keyring
        self._open: dict[str, bytes] = {}
        self._own: bytes | None = None

    def create(self, applicant_id: str) -> None:
        """Make an applicant's data key."""
        key = new_key()
        wrapped = self._keyring.wrap(key, self._at(applicant_id))
        self._insert(
            applicant_id=applicant_id,
            wrapped_key=wrapped.sealed,
            key_version=wrapped.version,
            created_at=self._now(),
        )
        self._open[applicant_id] = key

    def load(self, applicant_ids: Sequence[str]) -> None:
        """Unwrap many applicants' keys by one question; those of the erased are left out."""
        missing = [each for each in applicant_ids if each not in self._open]
        for row in self._rows(self.TABLE.c.applicant_id.in_(missing), self.TABLE.c.wrapped_key.is_not(None)):
            wrapped = Wrapped(row.key_version, row.wrapped_key)
            self._open[row.applicant_id] = self._keyring.unwrap(wrapped, self._at(row.applicant_id))

    def seal(self, applicant_id: str, kind: str, record_id: str, content: bytes) -> bytes:
        """Encrypt bytes so that they open only as this record of this applicant."""
        key = subkey(self._key(applicant_id), "seal")
        return seal(key, content, place(self._tenant, applicant_id, kind, record_id))

    def unseal(self, applicant_id: str, kind: str, record_id: str, sealed: bytes) -> bytes:
        """Decrypt what `seal` gave.

        Raises:
            StoreError: STORE.DAMAGED when it was altered or moved, STORE.UNKNOWN when the applicant is erased.
        """
        key = subkey(self._key(applicant_id), "seal")
        return unseal(key, sealed, place(self._tenant, applicant_id, kind, record_id))

    def digest(self, applicant_id: str, content: bytes) -> str:
        """A digest of personal data that means nothing once the applicant is erased."""
        return keyed_digest(subkey(self._key(applicant_id), "digest"), content)

    def seal_own(self, kind: str, record_id: str, content: bytes) -> bytes:
        """Encrypt what belongs to the tenant and to no single applicant."""
        return seal(subkey(self._tenant_key(), "seal"), content, place(self._tenant, kind, record_id))

    def unseal_own(self, kind: str, record_id: str, sealed: bytes) -> bytes:
        """Decrypt what `seal_own` gave."""
        return unseal(subkey(self._tenant_key(), "seal"), sealed, place(self._tenant, kind, record_id))

    def digest_own(self, content: bytes) -> str:
        """A digest under the tenant's key, for what is not yet anybody's."""
        return keyed_digest(subkey(self._tenant_key(), "digest"), content)

    def blind_index(self, kind: str, value: str) -> str:
        """By what a value is found again within this tenant."""
        return blind_index(subkey(self._tenant_key(), "index"), kind, value)

    def destroy(self, applicant_id: str) -> None:
        """Make everything sealed for an applicant unreadable, in every copy there is."""
        self._open.pop(applicant_id, None)
        gone = {"wrapped_key": None, "key_version": None, "destroyed_at": self._now()}
        self._update(gone, self.TABLE.c.applicant_id == applicant_id)

    def rewrap(self, limit: int) -> int:
        """Move up to `limit` keys to the keyring's newest version, the tenant's own first; say how many."""
        moved = self._rewrap_own()
        old = self.TABLE.c.key_version < self._keyring.version
        for row in self._rows(old, order=self.TABLE.c.applicant_id, limit=limit - moved):
            at = self._at(row.applicant_id)
            key = self._keyring.unwrap(Wrapped(row.key_version, row.wrapped_key), at)
            moved += self._rewrap_one(row.applicant_id, self._keyring.wrap(key, at))
        return moved

    def _rewrap_one(self, applicant_id: str, wrapped: Wrapped) -> int:
        # An erasure that came first has set the column to NULL: the key must not come back.
        alive = self.TABLE.c.wrapped_key.is_not(None)
        values = {"wrapped_key": wrapped.sealed, "key_version": wrapped.version}
        return self._update(values, self.TABLE.c.applicant_id == applicant_id, alive)

    def _rewrap_own(self) -> int:
        wrapped = self._keyring.wrap(self._tenant_key(), place("tenant", self._tenant))
        changed = update(TENANTS).where(TENANTS.c.id == self._tenant, TENANTS.c.key_version < wrapped.version)
        values = changed.values(wrapped_key=wrapped.sealed, key_version=wrapped.version)
        return self._scope.connection.execute(values).rowcount

    def _key(self, applicant_id: str) -> bytes:
        if applicant_id not in self._open:
            row = self._known(self.TABLE.c.applicant_id == applicant_id)
            if row.wrapped_key is None:
                raise StoreError("STORE.UNKNOWN", "This applicant's data were erased.")
            wrapped = Wrapped(row.key_version, row.wrapped_key)
            self._open[applicant_id] = self._keyring.unwrap(wrapped, self._at(applicant_id))
        return self._open[applicant_id]

    def _tenant_key(self) -> bytes:
        if self._own is None:
            row = self._scope.connection.execute(select(TENANTS).where(TENANTS.c.id == self._tenant)).one_or_none()
            if row is None:
                raise StoreError(
                    "STORE.UNKNOWN", "There is no such tenant; `kyc users create` or `kyc clients create` makes one."
                )
            wrapped = Wrapped(row.key_version, row.wrapped_key)
            self._own = self._keyring.unwrap(wrapped, place("tenant", self._tenant))
        return self._own

    def _at(self, applicant_id: str) -> bytes:
        return place("data key", self._tenant, applicant_id)
