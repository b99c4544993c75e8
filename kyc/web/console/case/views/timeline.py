"""What happened to a case, oldest first, in words; and what happened since somebody last looked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from kyc.model.case import CaseEvent
from kyc.texts.marking import N_
from kyc.web.console.case.views.saying import Saying, say

_ACTIONS = {
    "opened": N_("opened the case"),
    "assigned": N_("took the case"),
    "released": N_("put the case back"),
    "escalated": N_("passed it to a senior"),
    "snoozed": N_("set it aside"),
    "woke": N_("came back from being set aside"),
    "asked": N_("the applicant was asked"),
    "noted": N_("wrote a note"),
    "attached": N_("added a file"),
    "hit_reviewed": N_("judged a hit"),
    "proposed": N_("proposed a decision"),
    "decided": N_("decided"),
    "agreed": N_("agreed as the second person"),
    "returned": N_("did not agree and returned it"),
    "superseded": N_("replaced an earlier decision"),
    "closed": N_("closed the case"),
    "stands_approved": N_("the applicant now stands as approved"),
    "stands_rejected": N_("the applicant now stands as rejected"),
    "stands_none": N_("nothing is concluded about the applicant any more"),
    "came_back": N_("went on: the applicant answered"),
    "entity_added": N_("found a hit: the entry is new on its list"),
    "entity_changed": N_("found a hit: the entry changed"),
    "applicant_changed": N_("found a hit: the applicant changed"),
    "first_screened": N_("found a hit when everybody was screened"),
    "alert_resolved": N_("the hit is gone: the entry was removed, or is not flagged any more"),
    "alert_superseded": N_("the hit changed: a newer alert took its place"),
}
_OTHERWISE = N_("%(action)s")
_OWN_IDS = ("dec_", "att_", "usr_", "cas_", "ver_", "cev_", "app_")
_SHORT = 8  # characters of an id that tell two apart
_SYSTEM = N_("The system")


@dataclass(frozen=True, slots=True, repr=False)
class Entry:
    """One line. `keys` are what it was about: an outcome, a status, an entity's id; `text` what a person wrote."""

    id: str
    at: datetime
    who: Saying
    did: Saying
    keys: tuple[str, ...]
    text: str | None

    def __repr__(self) -> str:
        return f"Entry({self.id})"


def timeline_of(events: Iterable[CaseEvent], people: Mapping[str, str]) -> tuple[Entry, ...]:
    """The events with the names of those who acted. `people` maps a user's id to their name."""
    return tuple(_entry(event, people) for event in events)


def since(events: Iterable[CaseEvent], seen: str | None) -> tuple[CaseEvent, ...]:
    """The events that came after one; all of them when that one is unknown."""
    every = tuple(events)
    place = next((at for at, event in enumerate(every) if event.id == seen), -1)
    return every[place + 1 :]


def person(actor: str, people: Mapping[str, str]) -> Saying:
    """Who acted: a user by name, anything else by what it is."""
    kind, _, key = actor.rpartition(":")
    if name := people.get(key):
        return say("%(name)s", name=name)
    if key.startswith("usr") or kind == "user":
        return say(N_("user %(id)s"), id=key[-_SHORT:])
    return say(_SYSTEM)


def _entry(event: CaseEvent, people: Mapping[str, str]) -> Entry:
    did = _ACTIONS.get(event.action)
    words = say(did) if did else say(_OTHERWISE, action=event.action.replace("_", " "))
    return Entry(event.id, event.at, person(event.actor, people), words, _keys(event.detail), event.text)


def _keys(detail: str | None) -> tuple[str, ...]:
    """The words of a detail that say something to people; ids of our own rows do not."""
    return tuple(word for word in (detail or "").split() if not word.startswith(_OWN_IDS))
