"""The checks of a case at a glance: how each answered, and where its measurements stand among their thresholds."""

from __future__ import annotations

from dataclasses import dataclass

from kyc.model.check import Outcome
from kyc.model.report import Report
from kyc.reporting.bars import Bar
from kyc.reporting.views import CheckView, checks_of

_BULLETS, _CLEAR_BULLETS = 3, 1  # measurements shown of one check, those that speak up first; fewer where all is well
_TABS = {
    "image_quality": "document",
    "document_integrity": "document",
    "document_validity": "document",
    "identity_match": "document",
    "registry": "document",
    "age": "document",
    "face_match": "face",
    "liveness": "face",
    "sanctions": "hits",
    "pep": "hits",
}
_WEIGHT = {Outcome.FAIL: 0, Outcome.UNABLE: 1, Outcome.CONSIDER: 2, Outcome.CLEAR: 3}


@dataclass(frozen=True, slots=True)
class Bullet:
    """One measurement among its thresholds. `entity_id` where it is a hit's score."""

    name: str
    bar: Bar
    outcome: Outcome
    entity_id: str | None = None


@dataclass(frozen=True, slots=True)
class RailEntry:
    """One check; `tab` is the page of the case that shows its evidence."""

    check: str
    outcome: Outcome
    score: float | None
    reasons: tuple[str, ...]
    bullets: tuple[Bullet, ...]
    tab: str | None


def rail_of(report: Report | None) -> tuple[RailEntry, ...]:
    """The checks of a report, those that speak up first; none without a report."""
    return tuple(map(_entry, checks_of(report))) if report else ()


def _entry(view: CheckView) -> RailEntry:
    result = view.result
    most = _CLEAR_BULLETS if result.outcome is Outcome.CLEAR else _BULLETS
    found = sorted(view.gauges, key=lambda gauge: (_WEIGHT[gauge.item.outcome], not _entity(gauge.item.name)))[:most]
    bullets = (Bullet(g.item.name, g.bar, g.item.outcome, _entity(g.item.name)) for g in found if g.bar)
    return RailEntry(
        result.check, result.outcome, result.score, result.reasons, tuple(bullets), _TABS.get(result.check)
    )


def _entity(name: str) -> str | None:
    return name.removeprefix("hit.") if name.startswith("hit.") else None
