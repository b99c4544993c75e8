"""What a page of the queue is asked for, by its address: codes and ids, never a text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from kyc.model.case import CaseKind, CaseState
from kyc.model.queue import Filters
from kyc.model.user import User
from kyc.services.casework import queue
from kyc.texts.marking import N_

# The order in which they stand; what A case's life goes through comes after what waits for somebody.
VIEWS: Mapping[str, str] = {
    "mine": N_("Mine"),
    "unassigned": N_("Unassigned"),
    "overdue": N_("Overdue"),
    "escalated": N_("Escalated"),
    "approval": N_("Awaiting a second person"),
    "monitoring": N_("Monitoring"),
    "open": N_("All open"),
    "waiting": N_("Applicant asked"),
    "snoozed": N_("Snoozed"),
    "closed": N_("Closed"),
}
_MONITORING = Filters(kind=CaseKind.MONITORING)
FIRST = "open"
# What may stand in an address beside the view. A score is `least`, its upper end stays open.
FIELDS = ("state", "kind", "reason", "least", "assignee", "queue")


@dataclass(frozen=True, slots=True)
class Asked:
    """A view of the queue and what narrows it."""

    view: str
    given: Mapping[str, str]

    def filters(self, user: User) -> Filters:
        """What the services are asked."""
        base = _MONITORING if self.view == "monitoring" else queue.view(self.view, user)
        given = self.given
        return replace(
            base,
            states=(CaseState(given["state"]),) if "state" in given else base.states,
            kind=CaseKind(given["kind"]) if "kind" in given else base.kind,
            reason=given.get("reason", base.reason),
            least_score=int(given["least"]) if "least" in given else base.least_score,
            assignee=given.get("assignee", base.assignee),
            queue=given.get("queue", base.queue),
        )

    def address(self, **more: str | None) -> str:
        """The page that shows this, or this with something more."""
        said = {"view": self.view, **self.given, **more}
        return "/console/cases?" + urlencode({key: value for key, value in said.items() if value})


def asked_of(query: Mapping[str, str]) -> Asked:
    """What an address asks for; what makes no sense is left out, since addresses are kept and shared."""
    view = query.get("view", FIRST)
    given = {key: query[key] for key in FIELDS if query.get(key) and _makes_sense(key, query[key])}
    return Asked(view if view in VIEWS else FIRST, given)


def _makes_sense(key: str, value: str) -> bool:
    match key:
        case "state":
            return value in set(CaseState)
        case "kind":
            return value in set(CaseKind)
        case "least":
            return value.isascii() and value.isdigit() and len(value) <= 3
    return len(value) <= 80 and value.isascii() and value.replace(".", "").replace("_", "").replace("-", "").isalnum()
