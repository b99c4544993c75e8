"""Searching the lists: from a query to its best hits, each explained."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kyc.model.screening import (
    Algorithm,
    Hit,
    HitField,
    ListVersion,
    Screening,
    ScreeningQuery,
    Verdict,
)
from kyc.screening.birthdates import compare_birth_dates
from kyc.screening.calibration import THRESHOLD, score_of, tempered
from kyc.screening.evidence import (
    OTHER_SCHEMA,
    Finding,
    comparable_schemas,
    compare_countries,
    compare_genders,
    compare_numbers,
    normalised_numbers,
)
from kyc.screening.index import NameIndex
from kyc.screening.names import Name, read_name
from kyc.screening.weights import table_version
from watchlists.model import ListedEntity, ListedName, NameKind, Schema

NAME = "bits"
VERSION = f"1.{table_version()}"
FLOOR_BITS = 0.0  # of a name, below which two names have nothing in common worth showing
WEAK_ALIAS_BITS = -2.0  # a name the publisher itself does not stand behind

# Share of a query that each of its fields makes up, for the coverage of a hit.
_WEIGHTS = {"name": 3.0, "birth_date": 3.0, "countries": 1.0, "gender": 0.5, "id_numbers": 2.5}


@dataclass(frozen=True, slots=True)
class _Listed:
    """An entity with what is compared made ready."""

    entity: ListedEntity
    countries: frozenset[str]
    numbers: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An entity, its best name, and what was found on it."""

    listed: _Listed
    name: ListedName
    name_bits: float
    findings: tuple[tuple[str, Finding | None], ...]
    bits: float


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
        self._listed = [_made_ready(entity) for entity in entities]
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
        candidates = self._candidates(query, name)
        candidates.sort(key=lambda candidate: (-candidate.bits, candidate.listed.entity.id))
        hits = tuple(self._hit(query, candidate) for candidate in candidates[: self.limit])
        return Screening(query, self.algorithm, self.lists, hits)

    def compare(self, query: ScreeningQuery, entity: ListedEntity) -> Hit:
        """Score one pair, as a search that finds it would."""
        alone = ListScreener([entity], (), threshold=self.algorithm.threshold)
        name = read_name(query.name, person=query.schema is Schema.PERSON)
        found = alone._candidates(query, name, everything=True)
        if found:
            return alone._hit(query, found[0])
        listed = alone._listed[0]
        return alone._hit(query, _weigh(query, listed, entity.names[0], 0.0, _numbers_of(query)))

    def _candidates(self, query: ScreeningQuery, name: Name, *, everything: bool = False) -> list[_Candidate]:
        person = query.schema is Schema.PERSON
        rows, bits = self._index.search(
            name,
            person=person,
            floor=-np.inf if everything else FLOOR_BITS,
            rows=None if everything else self._mask(query.schema),
        )
        numbers = _numbers_of(query)
        numbered = {at for number in numbers for at in self._by_number.get(number, ())}
        if numbered and not everything:
            known = np.isin(self._entity_of, list(numbered)) & self._mask(query.schema)
            more, their_bits = self._index.search(name, person=person, floor=-np.inf, rows=known)
            rows, bits = np.concatenate((rows, more)), np.concatenate((bits, their_bits))
        best: dict[int, tuple[float, int]] = {}
        ranked = bits + self._alias_bits[rows]
        for row, at, value in zip(rows.tolist(), self._entity_of[rows].tolist(), ranked.tolist(), strict=True):
            if at not in best or value > best[at][0]:
                best[at] = (value, row)
        return [
            _weigh(query, self._listed[at], self._names[row], value - float(self._alias_bits[row]), numbers)
            for at, (value, row) in best.items()
        ]

    def _mask(self, schema: Schema) -> NDArray[np.bool_]:
        """Rows that a query of this kind may mean."""
        mask = self._masks.get(schema)
        if mask is None:
            allowed = comparable_schemas(schema)
            mask = self._masks[schema] = np.array([kind in allowed for kind in self._schemas], dtype=np.bool_)
        return mask

    def _hit(self, query: ScreeningQuery, candidate: _Candidate) -> Hit:
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
            fields=tuple(_field(field, finding, query, candidate) for field, finding in candidate.findings),
            name=candidate.name.text,
            programmes=entity.programmes,
            url=entity.url,
        )


def _made_ready(entity: ListedEntity) -> _Listed:
    return _Listed(
        entity,
        frozenset((*entity.nationalities, *entity.countries)),
        normalised_numbers(document.number for document in entity.documents),
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


def _numbers_of(query: ScreeningQuery) -> frozenset[str]:
    return normalised_numbers(query.id_numbers)


def _weigh(
    query: ScreeningQuery, listed: _Listed, name: ListedName, raw_bits: float, numbers: frozenset[str]
) -> _Candidate:
    """Put together all that speaks for and against one entity."""
    entity = listed.entity
    name_bits = tempered(raw_bits)
    verdict = Verdict.AGREES if raw_bits > 0 else Verdict.CONTRADICTS
    findings: list[tuple[str, Finding | None]] = [("name", Finding(score_of(name_bits), name_bits, verdict))]
    if name.kind is NameKind.WEAK_ALIAS:
        findings.append(("name_kind", Finding(0.0, WEAK_ALIAS_BITS, Verdict.PARTLY)))
    if entity.schema not in comparable_schemas(query.schema):
        findings.append(("schema", OTHER_SCHEMA))
    if query.birth_date:
        findings.append(("birth_date", compare_birth_dates(query.birth_date, entity.birth_dates, name_bits=name_bits)))
    if query.countries:
        findings.append(("countries", compare_countries(frozenset(query.countries), listed.countries)))
    if query.gender:
        findings.append(("gender", compare_genders(query.gender, entity.gender)))
    if numbers:
        findings.append(("id_numbers", compare_numbers(numbers, listed.numbers)))
    bits = sum(finding.bits for _, finding in findings if finding)
    return _Candidate(listed, name, name_bits, tuple(findings), bits)


def _field(field: str, finding: Finding | None, query: ScreeningQuery, candidate: _Candidate) -> HitField:
    asked, listed = _values(field, query, candidate)
    if finding is None:
        return HitField(field, asked, None, None, 0.0, Verdict.NOT_COMPARED)
    return HitField(field, asked, listed, finding.similarity, finding.bits, finding.verdict)


def _values(field: str, query: ScreeningQuery, candidate: _Candidate) -> tuple[str | None, str | None]:
    """Both sides of a compared field, for people to read."""
    entity = candidate.listed.entity
    if field == "name":
        return query.name, candidate.name.text
    if field == "name_kind":
        return None, candidate.name.kind.value
    if field == "schema":
        return query.schema.value, entity.schema.value
    if field == "birth_date":
        return str(query.birth_date), "; ".join(map(str, entity.birth_dates))
    if field == "countries":
        return "; ".join(query.countries), "; ".join(sorted(candidate.listed.countries))
    if field == "gender":
        return query.gender, entity.gender
    return "; ".join(query.id_numbers), "; ".join(document.number for document in entity.documents)
