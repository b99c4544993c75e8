"""What a policy says of people's work: which queue, how urgent, how long, and when a second person has to agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from functools import cache
from importlib import resources
from types import MappingProxyType

from kyc.model.hours import BusinessHours

DEFAULT_QUEUE = "default"
ALERTS = "alerts"  # where new hits on people who were verified before go

# Occasions on which a policy may ask for a second person, and what each means.
OCCASIONS: Mapping[str, str] = MappingProxyType(
    {
        "reject_override": "approving what the policy recommended to reject",
        "sanction_true_match": "any final decision when a sanctions hit was confirmed",
        "sanction_cleared": "approving after a flagged sanctions hit was cleared in this case",
        "pep_true_match": "approving a politically exposed person",
        "rejection": "every rejection",
        "supersede": "replacing a decision that stands",
    }
)
DEFAULT_OCCASIONS = ("reject_override", "sanction_true_match", "pep_true_match", "supersede")
DEFAULT_HOURS: Mapping[str, float] = MappingProxyType({DEFAULT_QUEUE: 24.0, "sanctions": 4.0, ALERTS: 8.0})
_EVERY_YEAR = "*-"


@cache
def indonesian_hours() -> BusinessHours:
    """Monday to Friday, 9 to 17 o'clock in Jakarta, without the national holidays of `holidays-id.txt`."""
    yearly, single = set(), set()
    for line in resources.files("kyc.policy").joinpath("holidays-id.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            day = line.split()[0]
            if day.startswith(_EVERY_YEAR):
                month, number = day.removeprefix(_EVERY_YEAR).split("-")
                yearly.add((int(month), int(number)))
            else:
                single.add(date.fromisoformat(day))
    return BusinessHours("Asia/Jakarta", frozenset(range(5)), time(9), time(17), frozenset(single), frozenset(yearly))


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms people work: how many business hours each queue has, and when four eyes are due."""

    hours: Mapping[str, float] = field(default_factory=lambda: DEFAULT_HOURS)
    four_eyes: tuple[str, ...] = DEFAULT_OCCASIONS
    calendar: BusinessHours = field(default_factory=indonesian_hours)

    def seconds_of(self, queue: str) -> int:
        """How many seconds of business a queue gives a case; one that is not named has what `default` has."""
        hours = self.hours.get(queue, self.hours.get(DEFAULT_QUEUE, DEFAULT_HOURS[DEFAULT_QUEUE]))
        return round(hours * 3600)


@dataclass(frozen=True, slots=True)
class Route:
    """Where a case goes: `priority` runs 0 to 100, None when the policy leaves it to the risk score."""

    queue: str = DEFAULT_QUEUE
    priority: int | None = None


NO_ROUTE = Route()  # of a rule that says nothing of a queue
