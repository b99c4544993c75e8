"""The book as segments: loose customers are packed, what older code packed is packed anew, and all of it is opened."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kyc.model.errors import StoreError
from kyc.model.rescreening import Watched
from kyc.services.lists.searching import code_digest
from kyc.storage.database import Database
from kyc.storage.unit import Unit

if TYPE_CHECKING:
    from kyc.screening.reverse.book import Book

SEGMENT = 20_000  # customers; rewriting one takes a sixth of a second
_WORTH_PACKING = 1_000  # loose customers; fewer are opened one by one, which takes a tenth of a millisecond each
_SMALL = SEGMENT // 2
_MOST_LOOSE = 10_000_000  # all of them


@dataclass(frozen=True, slots=True, repr=False)
class OpenBook:
    """The book of a tenant, ready to be searched; customer `i` of it is `ids[i]`."""

    book: Book
    ids: Sequence[str]

    def __repr__(self) -> str:
        return f"OpenBook({len(self.ids)} customers)"


def pack(database: Database, tenant: str, actor: str) -> int:
    """Put loose customers into segments, where there are enough of them; say how many. One transaction a segment."""
    packed = 0
    while True:
        with database.transaction(tenant, actor) as unit:
            step = _pack_some(unit)
        if not step:
            return packed
        packed += step


def _pack_some(unit: Unit) -> int:
    _dissolve_outdated(unit)
    _, loose = unit.customers.count()
    if loose < _WORTH_PACKING:
        return 0
    small = [each for each in unit.segments.all() if each.customers < _SMALL]
    for mark in small if loose < _SMALL else ():
        _dissolve(unit, mark.id)
    return _seal(unit, unit.customers.loose(limit=SEGMENT, lock=True))


def _dissolve_outdated(unit: Unit) -> None:
    """Let one segment go whose keys other code made: its customers are loose then, and packed anew."""
    outdated = [mark.id for mark in unit.segments.all() if mark.format != code_digest()]
    if outdated:
        _dissolve(unit, outdated[0])


def _dissolve(unit: Unit, segment_id: str) -> None:
    unit.customers.unsettle(segment_id)
    unit.segments.remove(segment_id)


def _seal(unit: Unit, customers: Sequence[Watched]) -> int:
    from kyc.screening.reverse.entries import Entries

    entries = Entries([each.queries for each in customers])
    segment_id = unit.segments.add(customers, entries, code_digest())
    unit.customers.settle(segment_id, ((each.applicant_id, each.version) for each in customers))
    return len(customers)


def open_book(database: Database, tenant: str, actor: str) -> OpenBook:
    """Open every segment, and read the customers that stand in none.

    Raises:
        StoreError: STORE.DAMAGED when a customer's row does not open.
    """
    while True:
        with database.transaction(tenant, actor, read_only=True) as unit:
            book, broken = _opened(unit)
        if not broken:
            return book
        with database.transaction(tenant, actor) as unit:
            for segment_id in broken:  # the rows say the same
                _dissolve(unit, segment_id)
        pack(database, tenant, actor)


def _opened(unit: Unit) -> tuple[OpenBook, list[str]]:
    from kyc.screening.reverse.book import Book
    from kyc.screening.reverse.entries import Entries

    # Loose customers first: who is packed meanwhile stands in both, and who changes meanwhile is fresh and comes later.
    loose = unit.customers.loose(limit=_MOST_LOOSE)
    ids = [each.applicant_id for each in loose]
    parts, counts, broken = [Entries([each.queries for each in loose])], [len(loose)], []
    for mark in unit.segments.all():
        try:
            theirs, entries = unit.segments.entries(mark.id)
        except (StoreError, KeyError, ValueError):
            broken.append(mark.id)
            continue
        ids += theirs
        parts.append(entries)
        counts.append(len(theirs))
    return OpenBook(Book(parts, counts), ids), broken


def population_of(unit: Unit) -> str:
    """A digest of who is in the book, and as what: the same book gives the same, any change another."""
    marks = [f"{mark.id}:{mark.customers}" for mark in unit.segments.all()]
    loose = [f"{applicant_id}:{version}" for applicant_id, version in unit.customers.loose_versions()]
    return hashlib.sha256("\n".join([*marks, *loose]).encode()).hexdigest()
