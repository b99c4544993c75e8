"""Segments: thousands of customers' screening keys sealed together, so that a whole book is opened in seconds.

A segment says nothing that the customers' rows do not say. Who changes or goes is taken out of it in the same
transaction, and what is left is sealed under a new key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, Integer, LargeBinary, Row, select

from kyc.model.errors import StoreError
from kyc.model.rescreening import Watched
from kyc.storage.codec import dump, parse
from kyc.storage.repository import Repository, Scope
from kyc.storage.sealing.crypto import new_key, place, seal, unseal
from kyc.storage.tables import CODE, ID, tenant_table
from kyc.storage.tenants.keys import Keys

if TYPE_CHECKING:  # numpy is for those who screen
    import numpy as np
    from numpy.typing import NDArray

    from kyc.screening.reverse.entries import Entries

SEGMENTS = tenant_table(
    "screening_segments",
    Column("id", ID, primary_key=True),
    Column("customers", Integer, nullable=False),
    Column("format", CODE, nullable=False),  # digest of the code that made the keys
    Column("sealed_key", LargeBinary, nullable=False),
    Column("sealed_keys", LargeBinary, nullable=False),
    Column("sealed_customers", LargeBinary, nullable=False),
)
_KIND, _CUSTOMERS, _KEYS = "screening_segment", "customers", "keys"


@dataclass(frozen=True, slots=True)
class SegmentMark:
    """A segment, without what is in it."""

    id: str
    customers: int
    format: str


class Segments(Repository):
    """The tenant's segments."""

    TABLE = SEGMENTS

    def __init__(self, scope: Scope, keys: Keys) -> None:
        super().__init__(scope)
        self._keys = keys

    def add(self, customers: Sequence[Watched], entries: Entries, code: str) -> str:
        """Seal customers and their keys, made by a version of the code, into a segment; return its id."""
        segment_id = self._scope.new_id("seg")
        lines = {each.applicant_id: dump(each) for each in customers}
        self._insert(id=segment_id, format=code, **self._content(segment_id, lines, entries))
        return segment_id

    def all(self) -> tuple[SegmentMark, ...]:
        """Every segment, by id."""
        columns = self.TABLE.c.id, self.TABLE.c.customers, self.TABLE.c.format
        rows = self._scope.connection.execute(select(*columns).where(self._mine()).order_by(self.TABLE.c.id))
        return tuple(SegmentMark(*row) for row in rows)

    def entries(self, segment_id: str) -> tuple[NDArray[np.bytes_], Entries]:
        """The keys of a segment's customers, and the customers' ids, as bytes, in the same order.

        Raises:
            StoreError: STORE.DAMAGED when it does not open.
        """
        from kyc.screening.reverse.entries import Entries
        from kyc.storage.rescreening.packing import from_bytes

        arrays = from_bytes(self._unsealed(segment_id, _KEYS, self.TABLE.c.sealed_keys))
        return arrays["ids"], Entries.unpacked(arrays)

    def lines(self, segment_id: str) -> dict[str, bytes]:
        """The customers of a segment by id, in order, each to be read with `read`: few of them are wanted at a time.

        Raises:
            StoreError: STORE.UNKNOWN when it is gone, STORE.DAMAGED when it does not open.
        """
        parts = self._unsealed(segment_id, _CUSTOMERS, self.TABLE.c.sealed_customers).split(b"\0")
        return {name.decode(): line for name, line in zip(parts[:-1:2], parts[1::2], strict=True)}

    @staticmethod
    def read(line: bytes) -> Watched:
        """Read one customer of `lines`."""
        return parse(Watched, line)

    def drop(self, segment_id: str, applicant_id: str) -> bool:
        """Take one customer out; False when the whole segment is gone instead, because it does not open any more."""
        row = self._locked(segment_id)
        try:
            lines = self.lines(segment_id)
            ids, entries = self.entries(segment_id)
            at = ids.tolist().index(applicant_id.encode())
            del lines[applicant_id]
        except (StoreError, KeyError, ValueError):
            self.remove(segment_id)
            return False
        if row is None or not lines:
            self.remove(segment_id)
            return True
        content = self._content(segment_id, lines, entries.without(at))
        self._update(content, self.TABLE.c.id == segment_id)
        return True

    def remove(self, segment_id: str) -> None:
        """Delete a segment, and its key with it."""
        self._delete(self.TABLE.c.id == segment_id)

    def _locked(self, segment_id: str) -> Row[Any] | None:
        mine = select(self.TABLE.c.id).where(self._mine(), self.TABLE.c.id == segment_id)
        return self._scope.connection.execute(mine.with_for_update()).one_or_none()

    def _content(self, segment_id: str, lines: Mapping[str, bytes], entries: Entries) -> dict[str, Any]:
        import numpy as np

        from kyc.storage.rescreening.packing import to_bytes

        ids = np.array([each.encode() for each in lines], dtype=np.bytes_)
        key, content = new_key(), b"".join(each.encode() + b"\0" + line + b"\0" for each, line in lines.items())
        return {
            "customers": len(lines),
            "sealed_key": self._keys.seal_own(_KIND, segment_id, key),
            "sealed_keys": seal(key, to_bytes({"ids": ids, **entries.packed()}), self._place(segment_id, _KEYS)),
            "sealed_customers": seal(key, content, self._place(segment_id, _CUSTOMERS)),
        }

    def _unsealed(self, segment_id: str, part: str, sealed: Column[bytes]) -> bytes:
        """Open one part; the other one, which may be many times as long, is not even read."""
        asked = select(self.TABLE.c.sealed_key, sealed).where(self._mine(), self.TABLE.c.id == segment_id)
        row = self._scope.connection.execute(asked).one_or_none()
        if row is None:
            raise StoreError("STORE.UNKNOWN", "There is no such segment any more.")
        return unseal(self._keys.unseal_own(_KIND, segment_id, row[0]), row[1], self._place(segment_id, part))

    def _place(self, segment_id: str, part: str) -> bytes:
        return place(self._tenant, _KIND, segment_id, part)
