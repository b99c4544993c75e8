"""The listed entities made searchable: which names they go by, which numbers, and what kind they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import ClassVar, Self
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from kyc.screening.index.arrays.packing import Arrays, Packed
from kyc.screening.index.birthdays import Birthdays
from kyc.screening.index.candidates import NameIndex
from kyc.screening.index.marks import Marks
from kyc.screening.index.spelling.likeness import Ids
from kyc.screening.language.names import Name, read_names
from kyc.screening.scoring.evidence import comparable_schemas, normalised_numbers
from kyc.screening.scoring.weighing import WEAK_ALIAS_BITS, Comparable, made_ready
from watchlists.dates import PartialDate
from watchlists.model import ListedEntity, ListedName, NameKind, Schema

_SCHEMAS = tuple(Schema)
_KEPT_READY = 65536  # entities that were hits lately


class Listing(Packed):
    """Entities and an index of their names. Entities may be read from where they are kept one by one, when found."""

    ARRAYS = ("entity_of", "alias_bits", "_name_at", "_schemas", "_number_keys", "_number_owners")
    PARTS: ClassVar[Mapping[str, type[Packed]]] = {"index": NameIndex, "marks": Marks, "birthdays": Birthdays}

    def __init__(self, entities: Sequence[ListedEntity]) -> None:
        rows = [(at, *row) for at, entity in enumerate(entities) for row in _names_of(entity)]
        self.entity_of = np.array([at for at, *_ in rows], dtype=np.int32)
        self._name_at = np.array([place for _, place, _, _ in rows], dtype=np.int32)
        weak = np.array([name.kind is NameKind.WEAK_ALIAS for _, _, name, _ in rows], dtype=np.bool_)
        self.alias_bits = np.where(weak, np.float32(WEAK_ALIAS_BITS), np.float32(0))
        self.index = NameIndex([read for *_, read in rows])
        self.marks = Marks(entities)
        self.birthdays = Birthdays(entities, self.entity_of)
        self._schemas = np.array([_SCHEMAS.index(entity.schema) for entity in entities], dtype=np.int8)
        self._number_keys, self._number_owners = _numbered(entities)
        self._hold(entities)

    @classmethod
    def restored(cls, arrays: Arrays, entities: Sequence[ListedEntity], *, prefix: str = "") -> Self:
        """Make a listing again from the arrays that `packed` gave, and the same entities in the same order.

        Raises:
            KeyError, ValueError: when these are not the arrays of such a listing.
        """
        made = cls.unpacked(arrays, prefix)
        if len(made._schemas) != len(entities):
            raise ValueError("an index of other entities")
        made._hold(entities)
        return made

    def _hold(self, entities: Sequence[ListedEntity]) -> None:
        self._masks: dict[Schema, NDArray[np.bool_]] = {}
        self._entities = entities
        self.entity = lru_cache(_KEPT_READY)(self._made_ready)

    def _made_ready(self, at: int) -> Comparable:
        return made_ready(self._entities[at])

    def name(self, row: int) -> ListedName:
        """The published name of a row of the index."""
        names = self.entity(self.entity_of.item(row)).entity.names
        return names[self._name_at.item(row)]

    def comparable(self, schema: Schema) -> NDArray[np.bool_]:
        """Mark the rows that a query of this kind may mean."""
        mask = self._masks.get(schema)
        if mask is None:
            codes = [_SCHEMAS.index(each) for each in comparable_schemas(schema)]
            mask = self._masks[schema] = np.isin(self._schemas, codes)[self.entity_of]
        return mask

    def born_on(self, born: PartialDate | None, schema: Schema) -> Ids:
        """The rows, ascending, of those born on a day, as `Birthdays.rows` finds them, that a query may mean."""
        rows = self.birthdays.rows(born)
        return rows[self.comparable(schema)[rows]] if len(rows) else rows

    def holders(self, numbers: Iterable[str]) -> set[int]:
        """Entities that hold any of these document numbers."""
        found: set[int] = set()
        for number in numbers:
            key = np.uint32(crc32(number.encode()))
            first, last = (self._number_keys.searchsorted(key, side) for side in ("left", "right"))
            owners = self._number_owners[first:last].tolist()
            found.update(at for at in owners if number in self.entity(at).numbers)
        return found


def _names_of(entity: ListedEntity) -> list[tuple[int, ListedName, Name]]:
    """Read the names of an entity, those that read the same only once, the publisher's surest first."""
    rows: dict[Name, tuple[int, ListedName, Name]] = {}
    for at, name in sorted(enumerate(entity.names), key=lambda named: named[1].kind is NameKind.WEAK_ALIAS):
        for read in read_names(name.text, person=entity.schema is Schema.PERSON):
            rows.setdefault(read, (at, name, read))
    return list(rows.values())


def _numbered(entities: Iterable[ListedEntity]) -> tuple[NDArray[np.uint32], NDArray[np.int32]]:
    """Hashes of document numbers, ascending, and whose each is."""
    found = [
        (crc32(number.encode()), at)
        for at, entity in enumerate(entities)
        for number in normalised_numbers(document.number for document in entity.documents)
    ]
    table = np.array(sorted(found), dtype=np.int64).reshape(-1, 2)
    return table[:, 0].astype(np.uint32), table[:, 1].astype(np.int32)
