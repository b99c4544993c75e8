"""Screening: the question, the hits and the evidence of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from watchlists.dates import PartialDate
from watchlists.model import Schema


@dataclass(frozen=True, slots=True, repr=False)
class ScreeningQuery:
    """Who is asked about. Countries are ISO 3166-1 alpha-3; `gender` is `male` or `female`."""

    name: str
    schema: Schema = Schema.PERSON
    birth_date: PartialDate | None = None
    countries: tuple[str, ...] = ()
    gender: str | None = None
    id_numbers: tuple[str, ...] = ()
    birth_place: str | None = None  # in any writing

    def __repr__(self) -> str:
        return f"ScreeningQuery(…, {self.schema})"


class HitStatus(StrEnum):
    """What a person made of a hit."""

    OPEN = "open"
    FALSE_POSITIVE = "false_positive"
    TRUE_POSITIVE = "true_positive"
    INCONCLUSIVE = "inconclusive"


class Verdict(StrEnum):
    """What one compared field says."""

    AGREES = "agrees"
    PARTLY = "partly"
    CONTRADICTS = "contradicts"
    NOT_COMPARED = "not_compared"


@dataclass(frozen=True, slots=True, repr=False)
class HitField:
    """One compared field: both values, how alike (0 to 1) and the bits it adds or takes away."""

    field: str
    applicant: str | None
    entry: str | None
    similarity: float | None
    contribution: float
    verdict: Verdict

    def __repr__(self) -> str:
        return f"HitField({self.field}, {self.contribution:+.2f} bits)"


@dataclass(frozen=True, slots=True, repr=False)
class Hit:
    """A listed entity that resembles the applicant.

    `bits` is the sum of the fields' contributions, `score` a strictly monotone map of it into 0 to 1;
    `strength` is the name's part alone (how alike), `coverage` the share of the query that could be
    compared; both 0 to 1. `flagged` is `score >= threshold`.
    """

    entity_id: str
    caption: str
    source: str
    topics: tuple[str, ...]
    score: float
    bits: float
    strength: float
    coverage: float
    flagged: bool
    fields: tuple[HitField, ...]
    name: str | None = None  # the listed name that resembled most
    programmes: tuple[str, ...] = ()
    url: str | None = None
    status: HitStatus = HitStatus.OPEN
    fingerprint: str | None = None  # of what was compared of the entity; where flagged: exceptions hold while it stays

    def __repr__(self) -> str:
        return f"Hit({self.entity_id}, score={self.score:.3f})"


@dataclass(frozen=True, slots=True)
class ListVersion:
    """A list as it stood when it was searched."""

    id: str
    version: str
    sha256: str
    entries: int
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class Algorithm:
    """Which scorer answered, and from which score on it flags."""

    name: str
    version: str
    threshold: float


@dataclass(frozen=True, slots=True)
class Screening:
    """One question put to the lists, and the answer: the best hits by score, unflagged ones included."""

    query: ScreeningQuery
    algorithm: Algorithm
    lists: tuple[ListVersion, ...]
    hits: tuple[Hit, ...]

    @property
    def flagged(self) -> tuple[Hit, ...]:
        """The hits that reach the threshold and that nobody has found to be somebody else."""
        return tuple(hit for hit in self.hits if hit.flagged and hit.status is not HitStatus.FALSE_POSITIVE)
