"""Blind indexes: by which number or external id an applicant is found, without the number being stored."""

from __future__ import annotations

from sqlalchemy import Column, Index, select

from kyc.model.submission import DeclaredData
from kyc.storage.repository import Repository, Scope
from kyc.storage.tables import CODE, ID, tenant_table, to_applicant
from kyc.storage.tenants.keys import Keys

IDENTIFIERS = tenant_table(
    "identifiers",
    Column("applicant_id", ID, primary_key=True),
    Column("kind", CODE, primary_key=True),
    Column("digest", CODE, primary_key=True),
    to_applicant(),
    # With the holder in it: SQLite would rather walk along the primary key, past every number, than look each row up.
    Index("ix_identifiers_digest", "tenant", "kind", "digest", "applicant_id"),
)
_NIK_DIGITS = 16
_SHOWN_FIRST, _SHOWN_LAST = 6, 4  # of a NIK, wherever it is masked: 317123******0007


class Identifiers(Repository):
    """Who carries which number. Kinds: `nik`, `masked_nik` (its ends), `document_number`, `external_id`, `batch`."""

    TABLE = IDENTIFIERS

    def __init__(self, scope: Scope, keys: Keys) -> None:
        super().__init__(scope)
        self._keys = keys

    def add(self, applicant_id: str, kind: str, value: str) -> None:
        """Note that an applicant carries a number; noting it twice changes nothing. A NIK is found by its mask too."""
        self._insert_new(applicant_id=applicant_id, kind=kind, digest=self._keys.blind_index(kind, value))
        if kind == "nik" and len(value) == _NIK_DIGITS:
            self.add(applicant_id, "masked_nik", value[:_SHOWN_FIRST] + value[-_SHOWN_LAST:])

    def put(self, applicant_id: str, kind: str, value: str) -> None:
        """Note a number in place of any other of its kind."""
        self._delete(self.TABLE.c.applicant_id == applicant_id, self.TABLE.c.kind == kind)
        self.add(applicant_id, kind, value)

    def declare(self, applicant_id: str, declared: DeclaredData) -> None:
        """Note the numbers that an applicant declares, in place of those declared before."""
        self._delete(self.TABLE.c.applicant_id == applicant_id, self.TABLE.c.kind == "external_id")
        for kind, value in numbers_of(declared):
            self.add(applicant_id, kind, value)

    def holders(self, kind: str, value: str) -> tuple[str, ...]:
        """The ids of all applicants that carry a number, oldest first."""
        column, digest = self.TABLE.c.applicant_id, self._keys.blind_index(kind, value)
        asked = select(column).where(self._mine(), self.TABLE.c.kind == kind, self.TABLE.c.digest == digest)
        return tuple(self._scope.connection.execute(asked.order_by(column)).scalars())

    def erase(self, applicant_id: str) -> int:
        """Forget an applicant's numbers."""
        return self._delete(self.TABLE.c.applicant_id == applicant_id)


def numbers_of(declared: DeclaredData) -> tuple[tuple[str, str], ...]:
    """The numbers in a declaration by kind; a document number of 16 digits is a NIK as well.

    >>> numbers_of(DeclaredData(document_number="3171010101900001"))
    (('document_number', '3171010101900001'), ('nik', '3171010101900001'))
    """
    found = [("external_id", declared.external_id), ("document_number", declared.document_number)]
    digits = "".join(filter(str.isalnum, declared.document_number or ""))
    if len(digits) == _NIK_DIGITS and digits.isdecimal():
        found.append(("nik", digits))
    return tuple((kind, value) for kind, value in found if value)
