"""Cases as the command line tells them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.table import Column, Table
from rich.text import Text

from kyc.cli.terminal.output import console, emit, paper
from kyc.model.case import Case, Decision, HitReview
from kyc.services.casework.sla import is_overdue

if TYPE_CHECKING:
    from kyc.model.user import User
    from kyc.services.casework.gathering import CaseView
    from kyc.storage.unit import Unit

People = Mapping[str, str]  # names of users by their ids

_FEW = 3  # reasons in a row of the table


def people_of(unit: Unit) -> People:
    """The tenant's users: their names by id."""
    return {user.id: user.name for user in unit.users.all()}


def case_json(case: Case, now: datetime, people: People) -> dict[str, Any]:
    """A case: ids, codes and instants, and whose it is by name."""
    return {
        "id": case.id,
        "case": case.label,
        "kind": case.kind,
        "applicant_id": case.applicant_id,
        "verification_id": case.verification_id,
        "state": case.state,
        "queue": case.queue,
        "priority": case.priority,
        "reasons": list(case.reasons),
        "score": case.score,
        "assignee": case.assignee,
        "assignee_name": _name(case.assignee, people),
        "escalated": case.escalated,
        "opened_at": _at(case.opened_at),
        "due_at": _at(case.due_at),
        "is_overdue": is_overdue(case, now),
        "resolution": case.resolution,
        "closed_at": _at(case.closed_at),
        "version": case.version,
    }


def row(case: Case, now: datetime, people: People) -> tuple[str, ...]:
    """A case as a row of the table."""
    late = " late" if is_overdue(case, now) else ""
    why = " ".join(case.reasons[:_FEW]) + (" …" if len(case.reasons) > _FEW else "")
    due = f"{case.due_at:%Y-%m-%d %H:%M}{late}" if case.due_at else "stands"
    whose = _name(case.assignee, people) or case.assignee or ""
    return case.label, case.state, str(case.priority), why, str(case.score), due, _plain(whose)


def view_json(view: CaseView, user: User, people: People) -> dict[str, Any]:
    """A case with all that belongs to it, as far as the user may see it."""
    from kyc.model.case import DecisionOutcome
    from kyc.services.casework.four_eyes import occasions
    from kyc.services.casework.hindrances import hindrances
    from kyc.services.casework.hits import seen

    outcomes = tuple(DecisionOutcome)
    return case_json(view.case, view.at, people) | {
        "name": view.applicant.declared.name if view.applicant.declared else None,
        "recommendation": view.recommendation,
        "hits": [_hit_json(each.hit.entity_id, each, people) for each in seen(view)],
        "hindrances": {outcome: list(hindrances(view, user, outcome)) for outcome in outcomes},
        "four_eyes": {outcome: list(occasions(view, outcome)) for outcome in outcomes},
        "decisions": [decision_json(decision, people) for decision in view.decisions],
        "timeline": [
            {
                "at": _at(event.at),
                "actor": event.actor,
                "actor_name": _name(event.actor, people),
                "action": event.action,
                "detail": event.detail,
                "text": event.text,
            }
            for event in view.timeline
        ],
        "lock": view.lock.holder if view.lock else None,
        "lock_name": _name(view.lock.holder, people) if view.lock else None,
    }


def print_view(view: CaseView, user: User, people: People) -> None:
    """A case for people to read; what others wrote is shown as text, whatever is in it."""
    told = view_json(view, user, people)
    for key in ("case", "state", "queue", "name", "recommendation", "reasons", "score", "due_at"):
        _line(key, told[key])
    for key in ("assignee", "lock"):
        _line(key, told[f"{key}_name"] or told[key])
    for outcome, codes in told["hindrances"].items():
        _line(outcome, "possible" if not codes else "not yet: " + ", ".join(codes))
    for hit in told["hits"]:
        _line("hit", f"{hit['entity_id']} {hit['caption']} score {hit['score']:.3f} {hit['status']}")
    table = Table("at", "who", "what", "detail", Column("text", overflow="fold"))  # a note is shown whole
    for event in told["timeline"]:
        who, whose = event["actor_name"] or event["actor"], _name(event["detail"], people) or event["detail"]
        shown = (event["at"], who, event["action"], whose, event["text"])
        table.add_row(*(Text(_plain(str(value or ""))) for value in shown))
    paper.print(table)


def tell_decision(decision: Decision, people: People, *, as_json: bool) -> None:
    """What became of a decision."""
    if as_json:
        emit(decision_json(decision, people))
        return
    waits = " and waits for a second person" if decision.state == "proposed" else ""
    paper.print(f"{decision.id}: {decision.outcome} is {decision.state}{waits}", highlight=False, markup=False)


def tell_refused(label: str, code: str, user: User, *, as_json: bool) -> None:
    """Why a case could not be given to somebody."""
    from kyc.services.casework.hindrances import sentence

    if as_json:
        emit({"id": label, "error": {"code": code, "message": sentence(code, user.language)}})
    else:
        console.print(f"{label}: {sentence(code, user.language)} ({code})", style="red", highlight=False, markup=False)


def decision_json(decision: Decision, people: People) -> dict[str, Any]:
    """A decision with its reasons and texts."""
    return {
        "id": decision.id,
        "outcome": decision.outcome,
        "state": decision.state,
        "reasons": list(decision.reasons),
        "note": decision.note or None,
        "message": decision.message,
        "items": [{"what": what, "reason": reason} for what, reason in decision.items],
        "maker": decision.maker,
        "maker_name": _name(decision.maker, people),
        "made_at": _at(decision.made_at),
        "needs_four_eyes": decision.needs_four_eyes,
        "checker": decision.checker,
        "checker_name": _name(decision.checker, people),
        "checked_at": _at(decision.checked_at),
        "supersedes": decision.supersedes,
        "report_sha256": decision.report_sha256,
    }


def review_json(review: HitReview, people: People) -> dict[str, Any]:
    """What was made of a hit."""
    return {
        "entity_id": review.entity_id,
        "status": review.status,
        "reason": review.reason,
        "author": review.author,
        "author_name": _name(review.author, people),
        "at": _at(review.at),
        "expires_at": _at(review.expires_at),
    }


def _hit_json(entity_id: str, each: Any, people: People) -> Mapping[str, Any]:
    hit = each.hit
    facts = {name: getattr(hit, name) for name in ("caption", "score", "bits", "strength", "coverage", "flagged")}
    review = review_json(each.review, people) if each.review else None
    return {"entity_id": entity_id, "list": hit.source, **facts, "status": each.status, "review": review}


def _name(actor: str | None, people: People) -> str | None:
    """A user by name, whether by id or as the audit log names them; None for the program itself."""
    return people.get(actor.rpartition(":")[-1]) if actor else None


def _line(key: str, value: object) -> None:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    paper.print(f"{key:>16}  {_plain(text)}", highlight=False, markup=False, soft_wrap=True)


def _plain(text: str) -> str:
    """Text that moves no cursor and turns no line: control characters and direction marks are shown as code points."""
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text)


def _at(instant: datetime | None) -> str | None:
    return instant.isoformat(timespec="seconds") if instant else None
