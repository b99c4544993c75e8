"""What every page of a case stands on: the look at it, which is audited, and what may be done next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi.responses import Response

from kyc.model.case import Case, CaseState, DecisionOutcome, DecisionState, HitReview
from kyc.model.identity import declared_identity, read_identity
from kyc.model.report import Report
from kyc.model.user import Right, User
from kyc.reporting.document import from_json
from kyc.services.casework import case as casework
from kyc.services.casework import decisions, hits
from kyc.services.casework.gathering import CaseView
from kyc.services.casework.hindrances import sentence
from kyc.storage.unit import Unit
from kyc.web.console.case.speech import Speech
from kyc.web.console.case.views.hit import HitTab, tabs_of
from kyc.web.console.case.views.rail import RailEntry, rail_of
from kyc.web.console.case.views.timeline import Entry, person, timeline_of
from kyc.web.console.visit import Visit


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that may be decided: what stands in the way, and why a second person would have to agree."""

    outcome: DecisionOutcome
    hindrances: tuple[str, ...]
    four_eyes: tuple[str, ...]

    @property
    def is_possible(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.hindrances


@dataclass(frozen=True, slots=True, repr=False)
class CasePage:
    """A case as its pages show it. `report` is None where there is none, or none that this version can read."""

    view: CaseView
    report: Report | None
    hits: tuple[HitTab, ...]
    rail: tuple[RailEntry, ...]
    timeline: tuple[Entry, ...]
    people: Mapping[str, str]
    choices: tuple[Choice, ...]
    name: str | None

    def __repr__(self) -> str:
        return f"CasePage({self.view.case.label})"

    @property
    def case(self) -> Case:
        """The case itself."""
        return self.view.case

    @property
    def last_event(self) -> str:
        """The newest event that whoever sees this page has seen."""
        return self.view.timeline[-1].id if self.view.timeline else ""

    @property
    def to_judge(self) -> int:
        """How many hits still wait for a judgement."""
        return sum(tab.to_judge for tab in self.hits)

    @property
    def proposed(self) -> Any:
        """The decision that waits for a second person."""
        return next((each for each in self.view.decisions if each.state is DecisionState.PROPOSED), None)

    @property
    def standing(self) -> Any:
        """The decision that stands."""
        return next((each for each in reversed(self.view.decisions) if each.state is DecisionState.APPLIED), None)

    @property
    def common_hindrance(self) -> str | None:
        """What stands in the way of whatever is decided, if it is one thing."""
        first = {choice.hindrances[0] if choice.hindrances else None for choice in self.choices}
        return first.pop() if len(first) == 1 else None

    def is_mine(self, user: User) -> bool:
        """Whether the user is the one who works on it now."""
        return self.case.state is CaseState.ASSIGNED and self.case.assignee == user.id

    def reviews_of(self, entity_id: str) -> tuple[HitReview, ...]:
        """What was made of a hit in this case."""
        return tuple(review for review in self.view.reviews if review.entity_id == entity_id)


def open_page(visit: Visit, unit: Unit, case_id: str) -> CasePage:
    """Look at a case. Whoever works on it is told to others as having it open."""
    view = casework.look(unit, visit.user, case_id)
    if view.case.state is CaseState.ASSIGNED and view.case.assignee == visit.user.id and visit.may(Right.WORK):
        casework.lock(unit, visit.user, case_id)
    return page_of(visit, unit, view)


def page_of(visit: Visit, unit: Unit, view: CaseView) -> CasePage:
    """Put together what the pages show of a case that was looked at."""
    # Of a form that only another version reads: said on the page, never a crash.
    report = from_json(view.report) if view.report is not None and view.is_readable else None
    people = {user.id: user.name for user in unit.users.all()}
    return CasePage(
        view=view,
        report=report,
        hits=tabs_of(hits.seen(view)),
        rail=rail_of(report),
        timeline=timeline_of(view.timeline, people),
        people=people,
        choices=tuple(_choice(view, visit.user, outcome) for outcome in DecisionOutcome),
        name=_name(view),
    )


def show(visit: Visit, template: str, page: CasePage, *, status: int = 200, **content: Any) -> Response:
    """Render a page of a case; nothing of it may be kept anywhere on its way."""
    speech = Speech(visit.speaker)
    response = visit.page(
        f"case/{template}", status=status, page=page, say=speech, person=person, Right=Right, CaseState=CaseState,
        **content,
    )  # fmt: skip
    response.headers["Cache-Control"] = "no-store"
    return response


def _choice(view: CaseView, user: User, outcome: DecisionOutcome) -> Choice:
    found = decisions.hindrances(view, user, outcome)
    told = tuple(sentence(code, user.language) for code in found)
    return Choice(outcome, told, decisions.occasions(view, outcome))


def _name(view: CaseView) -> str | None:
    """What the applicant is called: as read, else as declared; None for eyes that may not know."""
    if view.evidence:
        return read_identity(view.evidence).filled_from(declared_identity(view.evidence)).name
    return view.applicant.declared.name if view.applicant.declared else None
