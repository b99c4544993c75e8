"""What is kept of a verification, ready to be judged again; or why it cannot be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from kyc.model.evidence import Evidence
from kyc.model.report import PolicyRef, Report
from kyc.services.backtesting.comparing import Change, verdict_of
from kyc.services.backtesting.counting import Tally
from kyc.services.backtesting.recorded import UnrecordedError
from kyc.services.backtesting.rejudging import Bench, GoneError, judge_again


class Why(StrEnum):
    """Why a verification was not judged again."""

    NO_REPORT = "no_report"  # it never came to one: canceled, expired, in error or still worked on
    ERASED = "applicant_erased"
    REPORT_GONE = "report_purged"
    EVIDENCE_GONE = "evidence_gone"  # and a check could not do without it
    NOT_ASKED = "not_asked_then"  # the new policy asks a check that was not asked
    DECIDED = "decided_by_a_person"  # the file holds what a person decided, not what the policy said
    DAMAGED = "unreadable"  # told as a failure besides


@dataclass(frozen=True, slots=True, repr=False)
class Past:
    """What is kept of one verification. `queue` and `decision` are its case's: codes, None where there is none."""

    id: str
    report: Report
    evidence: Evidence | None = None
    queue: str | None = None
    decision: str | None = None

    def __repr__(self) -> str:
        return f"Past({self.id})"


@dataclass(frozen=True, slots=True)
class Unjudged:
    """A verification that was not judged again, and why; `check` names the check that could not answer.

    `policy` is the report's own where that is not at hand: with it, more might be judged.
    """

    id: str
    why: Why
    check: str | None = None
    policy: PolicyRef | None = None
    message: str | None = None


def judged(past: Past, bench: Bench) -> Change | Unjudged:
    """Judge one again and lay the verdicts beside one another."""
    own = bench.policy_of(past.report)
    try:
        again = judge_again(past.report, past.evidence, bench, is_explained=False)
    except UnrecordedError as unasked:
        return Unjudged(past.id, Why.NOT_ASKED, unasked.check)
    except GoneError as gone:
        return Unjudged(past.id, Why.EVIDENCE_GONE, gone.check, None if own else past.report.policy)
    before = verdict_of(past.report, own, queue=past.queue)
    change = Change(past.id, before, verdict_of(again, bench.policy), past.decision)
    return replace(change, is_policys=_stands(past, bench)) if change.parts and own else change


def _stands(past: Past, bench: Bench) -> bool:
    """Whether the report's own policy judges as it did: else the program judges otherwise than then."""
    own = bench.policy_of(past.report)
    try:
        again = judge_again(past.report, past.evidence, replace(bench, policy=own or bench.policy), is_explained=False)
    except (UnrecordedError, GoneError):
        return False
    change = Change(past.id, verdict_of(past.report, own), verdict_of(again, own))
    return not change.parts


def count(tally: Tally, found: Change | Unjudged) -> None:
    """Count one, judged or not."""
    if isinstance(found, Change):
        tally.count(found)
        return
    tally.unjudged[found.why.value] += 1
    if found.why is Why.NOT_ASKED and found.check:
        tally.asked_of_nobody[found.check] += 1
    if found.policy:
        tally.without_policy[found.policy] += 1
