"""The best entities of a search, found without looking at all: the most promising first, until none can come near.

The order of looking changes no answer: whoever is left out could not have been among the best.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nlargest
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from kyc.model.screening import ScreeningQuery
from kyc.screening.index.candidates import Likely, Prospects
from kyc.screening.index.listing import Listing
from kyc.screening.index.spelling.likeness import Bits, Ids
from kyc.screening.language.names import Name
from kyc.screening.scoring.evidence import SAME_NUMBER
from kyc.screening.scoring.weighing import Candidate, numbers_of, weigh
from watchlists.model import Schema

FLOOR_BITS = 0.0  # of a name, below which two names have nothing in common worth showing …
LIFTED_FLOOR_BITS = -1.0  # … unless another mark lifts the pair above the floor …
BORN_FLOOR_BITS = -8.0  # … or the day of birth does, which few share by chance with whose name is alike at all
FLOORS = (FLOOR_BITS, LIFTED_FLOOR_BITS, BORN_FLOOR_BITS)
_FIRST_LOOK = 32  # rows; then four times as many, and so on


@dataclass(slots=True)
class _Found:
    """An entity by its best name so far; `shown` when any of its names speaks for the query."""

    rank: tuple[float, int]  # all its bits, and the row, negated: of equal names the first is best
    candidate: Candidate
    shown: bool


class Ranking:
    """One search: the best candidates of a query, and only such as reach `least` bits."""

    def __init__(
        self, listing: Listing, query: ScreeningQuery, name: Name, *, limit: int, least: float = -np.inf
    ) -> None:
        self._listing, self._query, self._name, self._limit = listing, query, name, limit
        self._numbers = numbers_of(query)
        self._found: dict[int, _Found] = {}  # by entity
        self._least = least  # bits of the last that is good enough

    def best(self) -> list[Candidate]:
        """The best entities whose names speak for the query or who hold its number, ties by id."""
        listing, floor = self._listing, floor_of(self._query)
        allowed = listing.comparable(self._query.schema)
        holders = listing.holders(self._numbers)
        if holders:
            held = np.isin(listing.entity_of, list(holders)) & allowed
            self._look(self._prospects(-np.inf, held), SAME_NUMBER.bits)
        self._look(self._prospects(floor, allowed, self._born()), 0.0)
        candidates = [found.candidate for found in self._found.values() if found.shown]
        return sorted(candidates, key=lambda candidate: (-candidate.bits, candidate.listed.entity.id))[: self._limit]

    def _prospects(self, floor: float, rows: NDArray[np.bool_], likely: Likely | None = None) -> Prospects:
        person = self._query.schema is Schema.PERSON
        return self._listing.index.prospects(self._name, person=person, floor=floor, rows=rows, likely=likely)

    def _born(self) -> Likely | None:
        """Rows of those who were born on the day that is asked about."""
        rows = self._listing.born_on(self._query.birth_date, self._query.schema)
        return Likely(rows, BORN_FLOOR_BITS) if len(rows) else None

    def _look(self, prospects: Prospects, more: float) -> None:
        """Weigh prospects from the highest ceiling down; `more` bits may come from what the marks do not hold."""
        if len(prospects.rows) <= _FIRST_LOOK:
            self._look_at(prospects, more)
        else:
            self._look_by_ceilings(prospects, more)
        self._look_for_hidden(prospects)

    def _look_by_ceilings(self, prospects: Prospects, more: float) -> None:
        ceilings = self._reach(prospects.rows, prospects.bounds, more)
        order = np.argsort(-ceilings, kind="stable")
        start, count = 0, _FIRST_LOOK
        while start < len(order) and ceilings[order[start]] >= self._least:
            self._look_at(prospects.some(order[start : start + count]), more)
            start, count = start + count, 4 * count

    def _reach(self, rows: Ids, bits: Bits, more: float) -> Bits:
        """The most that rows can come to whose names have so many bits."""
        listing = self._listing
        beside = listing.marks.beside(self._query, listing.entity_of.take(rows))
        return beside.ceilings(bits) + listing.alias_bits.take(rows) + np.float32(more)

    def _look_at(self, prospects: Prospects, more: float) -> None:
        """Weigh the names of which all is known first; of the others many are ruled out by then."""
        if not prospects.unsure.any():
            self._weigh_all(prospects, prospects.bounds, more)
            return
        sure = prospects.some(np.flatnonzero(~prospects.unsure))
        self._weigh_all(sure, sure.bounds, more)
        unsure = prospects.some(np.flatnonzero(prospects.unsure))
        if self._least > -np.inf:
            unsure = unsure.some(np.flatnonzero(self._reach(unsure.rows, unsure.bounds, more) >= self._least))
        self._weigh_all(unsure, unsure.exact(np.arange(len(unsure.rows))), more)

    def _weigh_all(self, prospects: Prospects, bits: Bits, more: float) -> None:
        rows, speaking = prospects.rows, bits >= prospects.floors
        if not speaking.all():
            rows, bits = rows[speaking], bits[speaking]
        if len(rows) <= self._limit and not self._found:
            # Few are weighed at once rather than asked first how far they can reach.
            for row, raw in sorted(zip(rows.tolist(), bits.tolist(), strict=True)):
                self._weigh(row, raw, np.inf)
            return
        reach = self._reach(rows, bits, more)
        order = np.lexsort((rows, -reach))
        for most, row, raw in zip(reach[order].tolist(), rows[order].tolist(), bits[order].tolist(), strict=True):
            if most < self._least:
                return
            self._weigh(row, raw, most)

    def _look_for_hidden(self, prospects: Prospects) -> None:
        """Look at the other names of those whose best name does not speak for the query: another of theirs may."""
        if self._least == -np.inf:
            return  # nobody was left out
        hidden = [at for at, found in self._found.items() if not found.shown and found.rank[0] >= self._least]
        if not hidden:
            return
        theirs = prospects.some(np.flatnonzero(np.isin(self._listing.entity_of.take(prospects.rows), hidden)))
        bits = theirs.exact(np.arange(len(theirs.rows)))
        for row, raw, floor in zip(theirs.rows.tolist(), bits.tolist(), theirs.floors.tolist(), strict=True):
            if raw >= floor:
                self._weigh(row, raw, np.inf)

    def _weigh(self, row: int, bits: float, most: float) -> None:
        """Weigh an entity by one of its names, unless it has one already that this cannot outdo."""
        listing = self._listing
        at = int(listing.entity_of[row])
        known = self._found.get(at)
        if known and known.shown and known.rank[0] > most:
            return
        candidate = weigh(self._query, listing.entity(at), listing.name(row), bits, self._numbers)
        shown, rank = self._is_shown(candidate), (candidate.bits, -row)
        if known is None or rank > known.rank:
            self._found[at] = _Found(rank, candidate, shown or (known is not None and known.shown))
        else:
            known.shown |= shown
        if self._found[at].shown:
            self._raise_least()

    def _is_shown(self, candidate: Candidate) -> bool:
        speaks = max(candidate.name_bits, candidate.bits) >= FLOOR_BITS
        return speaks or not self._numbers.isdisjoint(candidate.listed.numbers)

    def _raise_least(self) -> None:
        if len(self._found) < self._limit:
            return
        shown = [found.candidate.bits for found in self._found.values() if found.shown]
        if len(shown) >= self._limit:
            self._least = nlargest(self._limit, shown)[-1]


def floor_of(query: ScreeningQuery) -> float:
    """Bits below which a name does not speak for a query, unless the two were born on one day."""
    marked = query.birth_date or query.countries or query.gender or query.id_numbers or query.birth_place
    return LIFTED_FLOOR_BITS if marked else FLOOR_BITS


def best_of(
    listing: Listing, query: ScreeningQuery, names: Iterable[Name], *, limit: int, least: float = -np.inf
) -> list[Candidate]:
    """Find the best entities for a query whose text gives several names: each counts by the best of these."""
    rankings = [Ranking(listing, query, name, limit=limit, least=least).best() for name in names]
    if len(rankings) == 1:
        return rankings[0]
    found: dict[str, Candidate] = {}
    for candidate in sorted(chain(*rankings), key=lambda each: (-each.bits, each.listed.entity.id)):
        found.setdefault(candidate.listed.entity.id, candidate)
    return list(found.values())[:limit]
