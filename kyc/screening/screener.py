"""Searching the lists: from a query to its best hits, each explained."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from kyc.model.screening import (
    Algorithm,
    Hit,
    ListVersion,
    Screening,
    ScreeningQuery,
)
from kyc.screening.exceptions import entity_fingerprint
from kyc.screening.index.listing import Listing
from kyc.screening.language.names import Name, read_names
from kyc.screening.ranking import BORN_FLOOR_BITS, best_of, floor_of
from kyc.screening.scoring.calibration import THRESHOLD, score_of
from kyc.screening.scoring.weighing import Candidate, field_of, numbers_of, weigh
from kyc.screening.scoring.weights import table_version
from watchlists.model import ListedEntity, Schema

NAME = "bits"
VERSION = f"6.{table_version()}"  # of the code that reads and scores, and of the table of weights
_HAIR = 1e-4  # bits, or score: nearer to an edge than this, the order of adding up 32-bit numbers may decide

# Share of a query that each of its fields makes up, for the coverage of a hit.
_WEIGHTS = {"name": 3.0, "birth_date": 3.0, "countries": 1.0, "gender": 0.5, "id_numbers": 2.5, "birth_place": 1.0}


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
        names = read_names(query.name, person=query.schema is Schema.PERSON)
        if not names:
            return Screening(query, self.algorithm, (), ())
        best = best_of(self._listing, query, names, limit=self.limit)
        return Screening(
            query, self.algorithm, self.lists, tuple(self.explained(query, candidate) for candidate in best)
        )

    def prepare(self, queries: Iterable[ScreeningQuery]) -> None:
        """Look up the words of questions that will be asked: together it takes a fraction of the time."""
        asked = [(query.schema is Schema.PERSON, query.name) for query in queries]
        for person in (True, False):
            names = (read for whose, name in asked if whose is person for read in read_names(name, person=person))
            self._listing.index.prepare(names, person=person)

    def compare(self, query: ScreeningQuery, entity: ListedEntity) -> Hit:
        """Score one pair, as a search that finds it would."""
        listing, numbers = Listing((entity,)), numbers_of(query)
        person = query.schema is Schema.PERSON
        names = read_names(query.name, person=person) or (Name(()),)
        found = [listing.index.search(name, person=person, floor=-np.inf) for name in names]
        # Without a floor every search gives every row.
        rows, bits = found[0][0], np.maximum.reduce([bits for _, bits in found])
        born = len(listing.born_on(query.birth_date, query.schema)) > 0
        speaking = bits >= (BORN_FLOOR_BITS if born else floor_of(query))
        if speaking.any():
            rows, bits = rows[speaking], bits[speaking]
        named = [
            weigh(query, listing.entity(0), listing.name(row), raw, numbers)
            for row, raw in zip(rows.tolist(), bits.tolist(), strict=True)
        ] or [weigh(query, listing.entity(0), entity.names[0], 0.0, numbers)]
        return self.explained(query, max(named, key=lambda candidate: candidate.bits))

    def explained(self, query: ScreeningQuery, candidate: Candidate) -> Hit:
        """Tell what was found of a candidate, field by field."""
        entity = candidate.listed.entity
        score = score_of(candidate.bits)
        return Hit(
            entity_id=entity.id,
            caption=entity.caption,
            source=entity.source,
            topics=entity.topics,
            score=score,
            bits=candidate.bits,
            strength=score_of(candidate.name_bits),
            coverage=_coverage_of(candidate),
            flagged=score >= self.algorithm.threshold,
            fields=tuple(field_of(field, finding, query, candidate) for field, finding in candidate.findings),
            name=candidate.name.text,
            programmes=entity.programmes,
            url=entity.url,
            fingerprint=entity_fingerprint(entity) if score >= self.algorithm.threshold else None,
        )


def _coverage_of(candidate: Candidate) -> float:
    """How much of what is asked could be compared, 0 to 1."""
    asked = compared = 0.0
    for field, finding in candidate.findings:
        weight = _WEIGHTS.get(field, 0.0)
        asked += weight
        compared += weight if finding else 0.0
    return compared / asked
