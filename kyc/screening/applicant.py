"""Screening an applicant: what is asked, of which lists, and what kind of answer comes back.

Two checks share this: both put the same questions, and each looks at its own kind of hits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

from kyc.model.context import Screener
from kyc.model.evidence import Evidence
from kyc.model.identity import Identity, declared_identity, read_identity
from kyc.model.names import alike
from kyc.model.screening import Hit, ListVersion, Screening, ScreeningQuery, Verdict
from watchlists.sources import SOURCES

SHOWN_HITS = 10
SAME_NAME = 0.9  # of `kyc.model.names.alike`: below it, the declared name is screened beside the read one
# Lists whose rows bring their own topics, so that they may hold politicians as well; their operators know whether.
MIXED_LISTS = frozenset({"local", "ftm"})
TERROR_LIST = "id_ppatk_dttot"  # the Indonesian list of suspected terrorists (DTTOT, UU 9/2013)


class Kind(StrEnum):
    """What a check looks for among the hits."""

    SANCTION = "sanction"
    PEP = "pep"

    def covers(self, topics: Sequence[str]) -> bool:
        """Whether topics are of this kind. What is no public role counts as a sanction: nothing falls between.

        >>> Kind.SANCTION.covers(["role.pep"]), Kind.PEP.covers(["role.pep"]), Kind.SANCTION.covers(["crime.fraud"])
        (False, True, True)
        """
        roles = [topic for topic in topics if topic.split(".")[0] == "role"]
        return bool(roles) if self is Kind.PEP else len(roles) < len(topics) or not topics


@dataclass(frozen=True, slots=True)
class Screened:
    """The answer of the lists. `name_read` tells whether the document's own name was among the questions."""

    screening: Screening | None
    name_read: bool


def screen_applicant(evidence: Evidence, screener: Screener, kind: Kind) -> Screened:
    """Search the lists for the applicant, under each name they go by, and keep one kind of lists and hits."""
    found = [screener.screen(query) for query in queries_of(evidence)]
    name_read = read_identity(evidence).name is not None
    return Screened(_kept(_joined(found), kind) if found else None, name_read)


def queries_of(evidence: Evidence) -> tuple[ScreeningQuery, ...]:
    """Ask for the person the document names; and for the person declared, where that is somebody else.

    Each fills the gaps of the other: a birth date that the card does not give up is taken from the declaration.
    """
    read, declared = read_identity(evidence), declared_identity(evidence)
    asked = [identity for identity in (read.filled_from(declared), declared.filled_from(read)) if identity.name]
    if len(asked) == 2 and _same_person(*asked):
        asked = asked[:1]
    return tuple(_query(identity) for identity in asked)


def only_name_compared(hits: Iterable[Hit]) -> bool:
    """Whether nothing but the name could be compared for any of the hits."""
    others = (field for hit in hits for field in hit.fields if not field.field.startswith("name"))
    return all(field.verdict is Verdict.NOT_COMPARED for field in others)


def is_terror(hit: Hit) -> bool:
    """Whether a hit stands on the Indonesian terror list or is listed for terrorism elsewhere."""
    return hit.source == TERROR_LIST or any(topic.startswith("crime.terror") for topic in hit.topics)


def age_in_days(version: ListVersion, today: date, zone: str) -> int:
    """Days since a list was fetched; `today` is the day in `zone`."""
    return (today - version.fetched_at.astimezone(ZoneInfo(zone)).date()).days


def _same_person(one: Identity, other: Identity) -> bool:
    same_name = alike(one.name or "", other.name or "", cut=one.name_cut) >= SAME_NAME
    return same_name and one.birth_date == other.birth_date


def _query(identity: Identity) -> ScreeningQuery:
    return ScreeningQuery(
        name=identity.name or "",
        birth_date=identity.birth_date,
        countries=(identity.nationality,) if identity.nationality else (),
        gender=identity.gender,
        id_numbers=(identity.number,) if identity.number else (),
        birth_place=identity.birth_place,
    )


def _joined(found: Sequence[Screening]) -> Screening:
    """Put several answers into the first: every list once, every entity once with its best score."""
    hits: dict[str, Hit] = {}
    for hit in sorted((hit for each in found for hit in each.hits), key=lambda hit: (-hit.score, hit.entity_id)):
        hits.setdefault(hit.entity_id, hit)
    lists = {version.id: version for each in found for version in each.lists}
    return replace(found[0], lists=tuple(lists.values()), hits=tuple(hits.values()))


def _kept(screening: Screening, kind: Kind) -> Screening:
    lists = tuple(version for version in screening.lists if _may_hold(version, kind))
    hits = [hit for hit in screening.hits if kind.covers(hit.topics)]
    flagged = [hit for hit in hits if hit.flagged]
    # Best first: of those that are not flagged a few are shown, of the flagged ones none is left out.
    return replace(screening, lists=lists, hits=tuple(hits[: max(SHOWN_HITS, len(flagged))]))


def _may_hold(version: ListVersion, kind: Kind) -> bool:
    """Whether a list can hold entries of a kind, by the topics its plug-in names; one we do not know may hold any."""
    source = SOURCES.get(version.id)
    return source is None or version.id in MIXED_LISTS or kind.covers(source.TOPICS)
