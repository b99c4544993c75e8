"""What the lists and the store answered when somebody was verified, for the checks to ask once more.

Lists change, and so do the numbers that others carry: a policy is judged by what was known then. What was not asked
then has no answer now.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, replace

from kyc.model.check import Breakdown, CheckResult
from kyc.model.context import KnownNumbers, Screener
from kyc.model.screening import Screening, ScreeningQuery
from kyc.policy.facts import HIT

_NO_LISTS, _NO_STORE = "SCR.NO_LISTS", "DUP.NO_STORE"
_COUNT, _NAMED, _LIST = ".others", ".other.", "age_of."


class UnrecordedError(Exception):
    """A check asks what was not asked then; `check` is its key."""

    def __init__(self, check: str) -> None:
        super().__init__(check)
        self.check = check


@dataclass(frozen=True, slots=True)
class RecordedLists:
    """The lists' answer as one check kept it; a `Screener`."""

    check: str
    screening: Screening | None

    def screen(self, query: ScreeningQuery) -> Screening:  # noqa: ARG002
        """The answer of then.

        Raises:
            UnrecordedError: when there is none.
        """
        if self.screening is None:
            raise UnrecordedError(self.check)
        return self.screening


class RecordedNumbers:
    """Who carried which number, in the order in which it was asked; a `KnownNumbers`."""

    def __init__(self, check: str, stored: CheckResult | None) -> None:
        self._check = check
        self._answers: Mapping[str, deque[tuple[str, ...]]] = defaultdict(deque)
        for part in stored.breakdown if stored else ():
            self._answers[part.name.removeprefix("declared.")].append(_carriers(part))

    def others(self, submission_id: str, kind: str, number: str) -> tuple[str, ...]:  # noqa: ARG002
        """The applicants of then.

        Raises:
            UnrecordedError: when this was not asked.
        """
        if not self._answers[kind]:
            raise UnrecordedError(self._check)
        return self._answers[kind].popleft()


def _carriers(part: Breakdown) -> tuple[str, ...]:
    """As many as were counted; only the first are named."""
    counts = (item.value for item in part.items if item.name == f"{part.name}{_COUNT}")
    named = [str(item.value) for item in part.items if item.name.startswith(f"{part.name}{_NAMED}")]
    count = next((value for value in counts if isinstance(value, int)), len(named))
    return (*named, *[""] * (count - len(named)))


def lists_of(check: str, stored: CheckResult | None, screening: Screening | None) -> Screener | None:
    """What a check may ask of lists: none, where there were none."""
    if stored is None:
        return RecordedLists(check, None)
    if stored.reasons == (_NO_LISTS,) and not stored.breakdown:
        return None
    return RecordedLists(check, screening and _kept(stored, screening))


def _kept(stored: CheckResult, screening: Screening) -> Screening:
    """Of what all screening checks found, which the report holds joined, what one of them tells of, in its order."""
    told = [item.name for part in stored.breakdown for item in part.items]
    lists = {f"{_LIST}{each.id}": each for each in screening.lists}
    hits = {f"{HIT}{each.entity_id}": each for each in screening.hits}
    return replace(
        screening,
        lists=tuple(lists[name] for name in told if name in lists),
        hits=tuple(hits[name] for name in told if name in hits),
    )


def numbers_of(check: str, stored: CheckResult | None) -> KnownNumbers | None:
    """What a check may ask of the store: nothing, where there was none."""
    return None if stored is not None and stored.reasons == (_NO_STORE,) else RecordedNumbers(check, stored)
