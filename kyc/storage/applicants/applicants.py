"""Applicants, their declared data sealed under their own key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Boolean, Column, Integer, LargeBinary, Row, select, update

from kyc.model.applicant import Applicant, ApplicantStatus, Standing
from kyc.model.errors import StoreError
from kyc.model.submission import DeclaredData
from kyc.storage.applicants.identifiers import Identifiers
from kyc.storage.codec import dump, parse
from kyc.storage.repository import Page, Repository, Scope
from kyc.storage.tables import CODE, ID, Instant, tenant_table
from kyc.storage.tenants.keys import Keys

APPLICANTS = tenant_table(
    "applicants",
    Column("id", ID, primary_key=True),
    Column("status", CODE, nullable=False),
    Column("sealed_declared", LargeBinary),
    Column("legal_hold", Boolean, nullable=False),
    Column("sequence", Integer, nullable=False),  # of the last change told about this applicant
    Column("created_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    Column("standing", CODE),
)
_KIND = "declared"


class Applicants(Repository):
    """The tenant's applicants. `external_id` is the client's own name for one, and as private as the rest."""

    TABLE = APPLICANTS

    def __init__(self, scope: Scope, keys: Keys, identifiers: Identifiers) -> None:
        super().__init__(scope)
        self._keys, self._identifiers = keys, identifiers

    def add(self, declared: DeclaredData) -> Applicant:
        """Store a new applicant with a data key of their own."""
        applicant_id, now = self._scope.new_id("app"), self._now()
        self._insert(
            id=applicant_id, status=ApplicantStatus.ACTIVE, legal_hold=False, sequence=0, created_at=now, version=1
        )
        self._keys.create(applicant_id)
        self._update({"sealed_declared": self._sealed(applicant_id, declared)}, self.TABLE.c.id == applicant_id)
        self._identifiers.declare(applicant_id, declared)
        active = ApplicantStatus.ACTIVE
        return Applicant(applicant_id, self._tenant, declared.external_id, active, declared, False, now)

    def get(self, applicant_id: str) -> Applicant:
        """Return an applicant.

        Raises:
            StoreError: STORE.UNKNOWN when there is none by this id, STORE.DAMAGED when the data do not open.
        """
        return self._applicant(self._known(self.TABLE.c.id == applicant_id))

    def several(self, applicant_ids: Sequence[str]) -> Mapping[str, Applicant]:
        """Applicants by their ids, as a page of the queue shows them: two questions, however many there are."""
        self._keys.load(applicant_ids)
        rows = self._rows(self.TABLE.c.id.in_(sorted(set(applicant_ids))))
        return {row.id: self._applicant(row) for row in rows}

    def erased(self, applicant_ids: Sequence[str]) -> frozenset[str]:
        """Who of some applicants was erased."""
        gone = self.TABLE.c.status == ApplicantStatus.ERASED
        return frozenset(row.id for row in self._rows(self.TABLE.c.id.in_(applicant_ids), gone))

    def save(self, applicant: Applicant, declared: DeclaredData) -> Applicant:
        """Replace the declared data, if nobody else did since `applicant` was read.

        Raises:
            StoreError: STORE.CONFLICT when somebody did, STORE.UNKNOWN when the applicant is unknown or erased.
        """
        self._replace(applicant.id, applicant.version, sealed_declared=self._sealed(applicant.id, declared))
        self._identifiers.declare(applicant.id, declared)
        return replace(applicant, declared=declared, external_id=declared.external_id, version=applicant.version + 1)

    def list(self, *, limit: int, before: str | None = None) -> Page[Applicant]:
        """A page of applicants, newest first."""
        rows, following = self._page(limit=limit, before=before)
        return Page(tuple(map(self._applicant, rows)), following)

    def next_sequence(self, applicant_id: str) -> int:
        """Count a change of this applicant; no two changes get the same number, and none a smaller one."""
        column = self.TABLE.c.sequence
        counted = update(self.TABLE).where(self._mine(), self.TABLE.c.id == applicant_id).values(sequence=column + 1)
        number: int | None = self._scope.connection.execute(counted.returning(column)).scalar_one_or_none()
        if number is None:
            raise StoreError("STORE.UNKNOWN", "Nothing by this id is stored among applicants.")
        return number

    def conclude(self, applicant_id: str, standing: Standing | None) -> bool:
        """Note what is concluded about an applicant; False when that is nothing new."""
        stands = self.TABLE.c.standing
        new = stands.is_not(None) if standing is None else stands.is_(None) | (stands != standing)
        values = {"standing": standing, "version": self.TABLE.c.version + 1}
        return self._update(values, self.TABLE.c.id == applicant_id, new) > 0

    def set_hold(self, applicant_id: str, *, is_held: bool) -> None:
        """Note whether a legal hold is active; `unit.holds` decides that.

        Raises:
            StoreError: STORE.UNKNOWN when the applicant is unknown or erased: nothing is left to hold.
        """
        alive = self.TABLE.c.status == ApplicantStatus.ACTIVE
        values = {"legal_hold": is_held, "version": self.TABLE.c.version + 1}
        if not self._update(values, self.TABLE.c.id == applicant_id, alive):
            raise StoreError("STORE.UNKNOWN", "Nothing by this id is stored among applicants.")

    def forget_declared(self, applicant_id: str) -> bool:
        """Forget what an applicant declared and keep the rest; False when a hold forbids it."""
        gone = {"sealed_declared": None, "version": self.TABLE.c.version + 1}
        if not self._update(gone, self.TABLE.c.id == applicant_id, self.TABLE.c.legal_hold.is_(False)):
            return False
        self._identifiers.declare(applicant_id, DeclaredData())
        return True

    def hold_still(self, applicant_ids: Sequence[str]) -> None:
        """Let whoever changes any of these wait for the end of this transaction, and wait for whoever is at it."""
        mine = select(self.TABLE.c.id).where(self._mine(), self.TABLE.c.id.in_(applicant_ids))
        self._scope.connection.execute(mine.order_by(self.TABLE.c.id).with_for_update()).all()

    def blank(self, applicant_id: str) -> bool:
        """Leave of an applicant the id and the fact that they were erased; False when a hold forbids it."""
        erased = {"status": ApplicantStatus.ERASED, "sealed_declared": None, "version": self.TABLE.c.version + 1}
        return self._update(erased, self.TABLE.c.id == applicant_id, self.TABLE.c.legal_hold.is_(False)) > 0

    def _sealed(self, applicant_id: str, declared: DeclaredData) -> bytes:
        return self._keys.seal(applicant_id, _KIND, applicant_id, dump(declared))

    def _applicant(self, row: Row[Any]) -> Applicant:
        declared = None
        if row.sealed_declared is not None:
            declared = parse(DeclaredData, self._keys.unseal(row.id, _KIND, row.id, row.sealed_declared))
        return Applicant(
            id=row.id,
            tenant=self._tenant,
            external_id=declared.external_id if declared else None,
            status=ApplicantStatus(row.status),
            declared=declared,
            legal_hold=row.legal_hold,
            created_at=row.created_at,
            version=row.version,
            standing=Standing(row.standing) if row.standing else None,
        )
