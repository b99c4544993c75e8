"""One hit: the applicant and the listed entity, field by field, with what each field weighs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kyc.model.evidence import Evidence
from kyc.model.screening import Hit, HitField, HitStatus, ListVersion, Screening, Verdict
from kyc.services.casework.hits import SeenHit
from kyc.web.console.case.views.listed import ENTRY_ONLY, Row, rows_of
from kyc.web.console.case.views.meaning import band, finding, weight
from kyc.web.console.case.views.names import NamePart, name_parts
from kyc.web.console.case.views.publishers import publisher_link
from kyc.web.console.case.views.saying import Saying
from kyc.web.console.case.views.writing import cut
from watchlists.model import ListedEntity

_BESIDE_THE_NAME = ("name_kind", "schema")  # of the entry alone: nothing is asked about them


@dataclass(frozen=True, slots=True, repr=False)
class Term:
    """One field's part in the score: bits for or against, and how far its bar reaches, 0 to 100."""

    field: str
    bits: float
    reach: float
    verdict: Verdict
    found: Saying
    means: Saying

    def __repr__(self) -> str:
        return f"Term({self.field}, {self.bits:+.1f} bits)"


@dataclass(frozen=True, slots=True, repr=False)
class HitView:
    """Everything that the page of a hit shows of the two sides. `entity` is None when it has left its list."""

    number: int  # as the keys 1 to 9 count
    hit: Hit
    threshold: float
    band: Saying
    parts: tuple[NamePart, ...]
    rows: tuple[Row, ...]
    terms: tuple[Term, ...]
    compared: int
    asked: int
    version: ListVersion | None
    entity: ListedEntity | None
    link: str | None

    def __repr__(self) -> str:
        return f"HitView({self.hit.entity_id})"

    @property
    def both(self) -> tuple[Row, ...]:
        """The rows that lay two sides beside one another."""
        return tuple(row for row in self.rows if row.field not in ENTRY_ONLY)

    @property
    def told(self) -> tuple[Row, ...]:
        """What only the list tells."""
        return tuple(row for row in self.rows if row.field in ENTRY_ONLY)


@dataclass(frozen=True, slots=True, repr=False)
class HitTab:
    """A hit in the list of hits. `is_stale`: it was judged, and one of both sides has changed since."""

    number: int
    entity_id: str
    caption: str
    source: str
    score: float
    flagged: bool
    status: HitStatus
    is_stale: bool = False

    def __repr__(self) -> str:
        return f"HitTab({self.number}, {self.entity_id})"

    @property
    def to_judge(self) -> bool:
        """Whether somebody still has to say what it is."""
        return self.flagged and self.status is HitStatus.OPEN


def tabs_of(seen: Iterable[SeenHit]) -> tuple[HitTab, ...]:
    """The hits of a case, the best first, numbered from 1."""
    return tuple(_tab(number, each) for number, each in enumerate(seen, start=1))


def _tab(number: int, seen: SeenHit) -> HitTab:
    hit = seen.hit
    caption = cut(hit.caption)[0]
    return HitTab(number, hit.entity_id, caption, hit.source, hit.score, hit.flagged, seen.status, seen.is_stale)


def hit_view(
    screening: Screening | None, entity_id: str, entity: ListedEntity | None, evidence: Evidence | None
) -> HitView | None:
    """Lay both sides of a hit beside one another; None when there is no such hit."""
    found = [(at, hit) for at, hit in enumerate(screening.hits, 1) if hit.entity_id == entity_id] if screening else []
    if not screening or not found:
        return None
    number, hit = found[0]
    asked = [part for part in hit.fields if part.field not in _BESIDE_THE_NAME]
    return HitView(
        number=number,
        hit=hit,
        threshold=screening.algorithm.threshold,
        band=band(hit.score),
        parts=name_parts(_applicant_name(screening, hit), hit.name or hit.caption),
        rows=rows_of(hit, entity, evidence),
        terms=_terms(hit),
        compared=sum(part.verdict is not Verdict.NOT_COMPARED for part in asked),
        asked=len(asked),
        version=next((version for version in screening.lists if version.id == hit.source), None),
        entity=entity,
        link=publisher_link(hit.source, hit.url or (entity.url if entity else None)),
    )


def _applicant_name(screening: Screening, hit: Hit) -> str:
    """The name under which the hit was found: the read or the declared one."""
    return next(
        (part.applicant for part in hit.fields if part.field == "name" and part.applicant), screening.query.name
    )


def _terms(hit: Hit) -> tuple[Term, ...]:
    widest = max((abs(part.contribution) for part in hit.fields), default=0.0) or 1.0
    return tuple(_term(part, widest) for part in hit.fields)


def _term(part: HitField, widest: float) -> Term:
    reach = round(100 * abs(part.contribution) / widest, 1)
    return Term(part.field, part.contribution, reach, part.verdict, finding(part), weight(part.contribution))
