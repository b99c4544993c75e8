"""Searching the lists: from a query to its best hits, each explained."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from kyc.model.screening import (
    Algorithm,
    Hit,
    ListVersion,
    Screening,
    ScreeningQuery,
)
from kyc.screening.index.listing import Listing
from kyc.screening.language.names import Name, read_name
from kyc.screening.scoring.calibration import THRESHOLD, score_of, tempered
from kyc.screening.scoring.weighing import (
    Candidate,
    field_of,
    most_beside_the_name,
    numbers_of,
    weigh,
)
from kyc.screening.scoring.weights import table_version
from watchlists.model import ListedEntity, Schema

NAME = "bits"
VERSION = f"1.{table_version()}"
FLOOR_BITS = 0.0  # of a name, below which two names have nothing in common worth showing …
LIFTED_FLOOR_BITS = -1.0  # … unless a birth date or another mark lifts the pair above the floor
_HAIR = 1e-4  # bits, or score: nearer to an edge than this, the order of adding up 32-bit numbers may decide

# Share of a query that each of its fields makes up, for the coverage of a hit.
_WEIGHTS = {"name": 3.0, "birth_date": 3.0, "countries": 1.0, "gender": 0.5, "id_numbers": 2.5}


class ListScreener:
    """The active lists, ready to be searched; a `Screener`."""

    def __init__(
        self,
        entities: Iterable[ListedEntity],
        lists: Sequence[ListVersion],
        *,
        threshold: float | None = None,
        limit: int = 10,
    ) -> None:
        self.algorithm = Algorithm(NAME, VERSION, THRESHOLD if threshold is None else threshold)
        self.lists = tuple(lists)
        self.limit = limit
        self._listing = Listing(tuple(entities))

    @classmethod
    def over(
        cls, listing: Listing, lists: Sequence[ListVersion], *, threshold: float | None = None, limit: int = 10
    ) -> ListScreener:
        """Search a listing that is ready, such as a saved one."""
        made = cls((), lists, threshold=threshold, limit=limit)
        made._listing = listing
        return made

    @property
    def listing(self) -> Listing:
        """What is searched."""
        return self._listing

    def screen(self, query: ScreeningQuery) -> Screening:
        """Return the best hits; never raises. A name without letters is not searched: the answer has no `lists`."""
        name = read_name(query.name, person=query.schema is Schema.PERSON)
        if not name.words:
            return Screening(query, self.algorithm, (), ())
        best = self._best(query, name)
        return Screening(query, self.algorithm, self.lists, tuple(self._hit(query, candidate) for candidate in best))

    def _best(self, query: ScreeningQuery, name: Name) -> list[Candidate]:
        """Weigh the best names first, and stop where the rest cannot reach those that are shown."""
        numbers = numbers_of(query)
        most = most_beside_the_name(query)
        best: list[Candidate] = []
        for row, bits in self._named(query, name, numbers):
            if len(best) >= self.limit and tempered(bits) + most < best[self.limit - 1].bits:
                break
            candidate = self._weighed(query, row, bits, numbers)
            if max(candidate.name_bits, candidate.bits) < FLOOR_BITS and numbers.isdisjoint(candidate.listed.numbers):
                continue
            best.append(candidate)
            best.sort(key=lambda candidate: (-candidate.bits, candidate.listed.entity.id))
        return best[: self.limit]

    def flagged(self, query: ScreeningQuery) -> tuple[Hit, ...]:
        """Return every hit that reaches the threshold, best first, however many there are.

        A pair is here if and only if it is where that entity alone is listed: a pair so near an edge that the order in
        which numbers are added up could decide is asked for by itself.
        """
        name, numbers = read_name(query.name, person=query.schema is Schema.PERSON), numbers_of(query)
        if not name.words:
            return ()
        least, most = self.algorithm.threshold - _HAIR, most_beside_the_name(query)
        found = []
        for row, bits in self._named(query, name, numbers, slack=_HAIR):
            if score_of(tempered(bits) + most) < least:
                break
            candidate = self._weighed(query, row, bits, numbers)
            if score_of(candidate.bits) >= least and self._is_flagged(query, candidate):
                found.append(candidate)
        found.sort(key=lambda candidate: (-candidate.bits, candidate.listed.entity.id))
        return tuple(replace(self._hit(query, candidate), flagged=True) for candidate in found)

    def _is_flagged(self, query: ScreeningQuery, candidate: Candidate) -> bool:
        """Whether a pair that seems to reach the threshold does so by itself."""
        over = score_of(candidate.bits) - self.algorithm.threshold
        from_floor = min(abs(candidate.name_bits - floor) for floor in (FLOOR_BITS, LIFTED_FLOOR_BITS))
        if over > _HAIR and from_floor > 2 * _HAIR:
            return True
        alone = ListScreener([candidate.listed.entity], (), threshold=self.algorithm.threshold, limit=1)
        return bool(alone.screen(query).flagged)

    def compare(self, query: ScreeningQuery, entity: ListedEntity) -> Hit:
        """Score one pair, as a search that finds it would."""
        alone = ListScreener([entity], (), threshold=self.algorithm.threshold)
        numbers = numbers_of(query)
        name = read_name(query.name, person=query.schema is Schema.PERSON)
        named = alone._named(query, name, numbers, everything=True)
        if named:
            return alone._hit(query, alone._weighed(query, *named[0], numbers))
        return alone._hit(query, weigh(query, alone._listing.entity(0), entity.names[0], 0.0, numbers))

    def _named(
        self,
        query: ScreeningQuery,
        name: Name,
        numbers: frozenset[str],
        *,
        everything: bool = False,
        slack: float = 0.0,
    ) -> list[tuple[int, float]]:
        """Find the best row of each entity whose name speaks for the query, and its bits, the most first."""
        listing, person = self._listing, query.schema is Schema.PERSON
        mask = None if everything else listing.comparable(query.schema)
        marked = query.birth_date or query.countries or query.gender or numbers
        floor = -np.inf if everything else (LIFTED_FLOOR_BITS if marked else FLOOR_BITS) - slack
        rows, bits = listing.index.search(name, person=person, floor=floor, rows=mask)
        numbered = listing.holders(numbers)
        if numbered and mask is not None:
            known = np.isin(listing.entity_of, list(numbered)) & mask
            more, their_bits = listing.index.search(name, person=person, floor=-np.inf, rows=known)
            rows, bits = np.concatenate((rows, more)), np.concatenate((bits, their_bits))
        ranked = bits + listing.alias_bits[rows]
        order = np.lexsort((rows, -ranked))
        best: dict[int, tuple[int, float]] = {}
        for at, row, value in zip(
            *(each[order].tolist() for each in (listing.entity_of[rows], rows, ranked)), strict=True
        ):
            best.setdefault(at, (row, value))
        return list(best.values())

    def _weighed(self, query: ScreeningQuery, row: int, ranked: float, numbers: frozenset[str]) -> Candidate:
        listing = self._listing
        listed = listing.entity(int(listing.entity_of[row]))
        return weigh(query, listed, listing.name(row), ranked - float(listing.alias_bits[row]), numbers)

    def _hit(self, query: ScreeningQuery, candidate: Candidate) -> Hit:
        entity = candidate.listed.entity
        score = score_of(candidate.bits)
        findings = dict(candidate.findings)
        asked = {field: weight for field, weight in _WEIGHTS.items() if field in findings}
        compared = sum(weight for field, weight in asked.items() if findings[field] is not None)
        return Hit(
            entity_id=entity.id,
            caption=entity.caption,
            source=entity.source,
            topics=entity.topics,
            score=score,
            bits=candidate.bits,
            strength=score_of(candidate.name_bits),
            coverage=compared / sum(asked.values()),
            flagged=score >= self.algorithm.threshold,
            fields=tuple(field_of(field, finding, query, candidate) for field, finding in candidate.findings),
            name=candidate.name.text,
            programmes=entity.programmes,
            url=entity.url,
        )
