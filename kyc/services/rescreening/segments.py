"""The book as segments: loose customers are packed, what older code packed is packed anew, and all of it is opened."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

from kyc.model.errors import StoreError
from kyc.model.rescreening import Watched
from kyc.services.lists.searching import code_digest
from kyc.storage.database import Database
from kyc.storage.unit import Unit

if TYPE_CHECKING:
    from kyc.screening.index.spelling.likeness import Ids
    from kyc.screening.reverse.entries import Entries

    Look = Callable[[Entries], Ids]

SEGMENT = 20_000  # customers; rewriting one takes a sixth of a second
_WORTH_PACKING = 1_000  # loose customers; fewer are opened one by one, which takes a tenth of a millisecond each
_SMALL = SEGMENT // 2
_MOST_LOOSE = 10_000_000  # all of them


@dataclass(frozen=True, slots=True, repr=False)
class Searched:
    """The customers that a search through the whole book found, and the seconds that opening it took."""

    ids: frozenset[str]
    seconds_opening: float

    def __repr__(self) -> str:
        return f"Searched({len(self.ids)} customers)"


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


def search_book(database: Database, tenant: str, actor: str, look: Look) -> Searched:
    """Look through the book, a part at a time: `look` gives the places of customers in a part.

    Raises:
        StoreError: STORE.DAMAGED when a customer's row does not open.
    """
    while True:
        with database.transaction(tenant, actor, read_only=True) as unit:
            searched, broken = _searched(unit, look)
        if not broken:
            return searched
        with database.transaction(tenant, actor) as unit:
            for segment_id in broken:  # the rows say the same
                _dissolve(unit, segment_id)
        pack(database, tenant, actor)


def _searched(unit: Unit, look: Look) -> tuple[Searched, list[str]]:
    from kyc.screening.reverse.entries import Entries

    # Loose customers first: who is packed meanwhile stands in both, and who changes meanwhile is fresh and comes later.
    started = perf_counter()
    loose = unit.customers.loose(limit=_MOST_LOOSE)
    entries = Entries([each.queries for each in loose])
    seconds, broken = perf_counter() - started, []
    found = {loose[at].applicant_id for at in look(entries).tolist()}
    for mark in unit.segments.all():
        started = perf_counter()
        try:
            ids, entries = unit.segments.entries(mark.id)
        except (StoreError, KeyError, ValueError):
            broken.append(mark.id)
            continue
        seconds += perf_counter() - started
        found.update(each.decode() for each in ids[look(entries)].tolist())
    return Searched(frozenset(found), seconds), broken


def population_of(unit: Unit) -> str:
    """A digest of who is in the book, and as what: the same book gives the same, any change another."""
    marks = [f"{mark.id}:{mark.customers}" for mark in unit.segments.all()]
    loose = [f"{applicant_id}:{version}" for applicant_id, version in unit.customers.loose_versions()]
    return hashlib.sha256("\n".join([*marks, *loose]).encode()).hexdigest()
