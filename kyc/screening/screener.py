"""Searching the lists: from a query to its best hits, each explained."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from kyc.model.screening import (
    Algorithm,
    Hit,
    ListVersion,
    Screening,
    ScreeningQuery,
)
from kyc.screening.calibration import THRESHOLD, score_of, tempered
from kyc.screening.evidence import comparable_schemas
from kyc.screening.index import NameIndex
from kyc.screening.names import Name, read_name
from kyc.screening.weighing import (
    WEAK_ALIAS_BITS,
    Candidate,
    field_of,
    made_ready,
    most_beside_the_name,
    numbers_of,
    weigh,
)
from kyc.screening.weights import table_version
from watchlists.model import ListedEntity, ListedName, NameKind, Schema

NAME = "bits"
VERSION = f"1.{table_version()}"
FLOOR_BITS = 0.0  # of a name, below which two names have nothing in common worth showing …
LIFTED_FLOOR_BITS = -1.0  # … unless a birth date or another mark lifts the pair above the floor

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
        self._listed = [made_ready(entity) for entity in entities]
        rows = [row for at, listed in enumerate(self._listed) for row in _names_of(at, listed.entity)]
        self._entity_of = np.array([at for at, _, _ in rows], dtype=np.int32)
        self._names = [name for _, name, _ in rows]
        self._alias_bits = np.array([_alias_bits(name) for name in self._names], dtype=np.float32)
        self._index = NameIndex([read for _, _, read in rows])
        self._schemas = np.array([self._listed[at].entity.schema for at in self._entity_of], dtype=object)
        self._masks: dict[Schema, NDArray[np.bool_]] = {}
        self._by_number: dict[str, list[int]] = {}
        for at, listed in enumerate(self._listed):
            for number in listed.numbers:
                self._by_number.setdefault(number, []).append(at)

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

    def compare(self, query: ScreeningQuery, entity: ListedEntity) -> Hit:
        """Score one pair, as a search that finds it would."""
        alone = ListScreener([entity], (), threshold=self.algorithm.threshold)
        numbers = numbers_of(query)
        name = read_name(query.name, person=query.schema is Schema.PERSON)
        named = alone._named(query, name, numbers, everything=True)
        if named:
            return alone._hit(query, alone._weighed(query, *named[0], numbers))
        return alone._hit(query, weigh(query, alone._listed[0], entity.names[0], 0.0, numbers))

    def _named(
        self, query: ScreeningQuery, name: Name, numbers: frozenset[str], *, everything: bool = False
    ) -> list[tuple[int, float]]:
        """Find the best row of each entity whose name speaks for the query, and its bits, the most first."""
        person = query.schema is Schema.PERSON
        mask = None if everything else self._mask(query.schema)
        marked = query.birth_date or query.countries or query.gender or numbers
        floor = -np.inf if everything else LIFTED_FLOOR_BITS if marked else FLOOR_BITS
        rows, bits = self._index.search(name, person=person, floor=floor, rows=mask)
        numbered = {at for number in numbers for at in self._by_number.get(number, ())}
        if numbered and mask is not None:
            known = np.isin(self._entity_of, list(numbered)) & mask
            more, their_bits = self._index.search(name, person=person, floor=-np.inf, rows=known)
            rows, bits = np.concatenate((rows, more)), np.concatenate((bits, their_bits))
        ranked = bits + self._alias_bits[rows]
        order = np.lexsort((rows, -ranked))
        best: dict[int, tuple[int, float]] = {}
        for at, row, value in zip(
            *(each[order].tolist() for each in (self._entity_of[rows], rows, ranked)), strict=True
        ):
            best.setdefault(at, (row, value))
        return list(best.values())

    def _weighed(self, query: ScreeningQuery, row: int, ranked: float, numbers: frozenset[str]) -> Candidate:
        listed = self._listed[self._entity_of[row]]
        return weigh(query, listed, self._names[row], ranked - float(self._alias_bits[row]), numbers)

    def _mask(self, schema: Schema) -> NDArray[np.bool_]:
        """Rows that a query of this kind may mean."""
        mask = self._masks.get(schema)
        if mask is None:
            allowed = comparable_schemas(schema)
            mask = self._masks[schema] = np.array([kind in allowed for kind in self._schemas], dtype=np.bool_)
        return mask

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


def _names_of(at: int, entity: ListedEntity) -> list[tuple[int, ListedName, Name]]:
    """Read the names of an entity, those that read the same only once, the publisher's surest first."""
    rows: dict[Name, tuple[int, ListedName, Name]] = {}
    for name in sorted(entity.names, key=lambda name: name.kind is NameKind.WEAK_ALIAS):
        read = read_name(name.text, person=entity.schema is Schema.PERSON)
        if read.words:
            rows.setdefault(read, (at, name, read))
    return list(rows.values())


def _alias_bits(name: ListedName) -> float:
    return WEAK_ALIAS_BITS if name.kind is NameKind.WEAK_ALIAS else 0.0
