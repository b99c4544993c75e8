"""What clients and applicants may see of a report: no tipping off.

Dropping the restricted words is not enough, since what is left can tell by its absence or by elimination. The rule
held here, and tested, is stronger: **the lesser projections depend on nothing restricted but the recommendation.**
Two reports with the same recommendation that differ only in screening or in duplicates give the same lesser
projection. Therefore

- the checks on screening and on duplicates stand in every client projection, and always withheld: no outcome, no
  time taken;
- risk score and level are withheld, because hits raise them;
- trace and counterfactuals are withheld: "with a better face, still review" tells that something else is wrong;
- once the recommendation is `review`, or a person decided, all checks, reasons and limits are withheld: where all
  that is visible is clear, the client could tell the hidden cause by elimination. Approve, resubmit and the policy's
  own reject show theirs; screening alone never leads to those.

What remains told is the recommendation itself, and when it changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from kyc.model.check import CheckResult
from kyc.model.reasons import CATALOGUE, NEUTRAL_EN, NEUTRAL_ID, Audience
from kyc.model.report import Recommendation, Report
from kyc.reporting.codec import plain

# Their outcome is restricted, whatever it is. A number that another applicant carries says who else is a customer here.
WITHHELD_CHECKS = frozenset({"sanctions", "pep", "duplicates"})
STATUS = {Recommendation.APPROVE: "complete", Recommendation.RESUBMIT: "action_needed"}

# A limit is free text of the policy. One that may speak of screening stays with the analysts: dropping one too many
# costs a client little. Texts of the catalogue are matched whole, other words by what they are about.
_RESTRICTED = [reason for reason in CATALOGUE.values() if reason.audience is Audience.RESTRICTED]
_ABOUT = (
    r"\b(?:SCR|MAN|DUP)\.|\b(?:pep|lists?|hits?)\b|screen|saring|watchlist|daftar|"
    r"sanction|sanksi|terror|teroris|politi|fraud|penipu|duplicates: asked"
)
_TELLING = re.compile(
    "|".join([_ABOUT, *(re.escape(text) for reason in _RESTRICTED for text in (reason.en, reason.id))]), re.IGNORECASE
)


def as_client(report: Report) -> dict[str, Any]:
    """What the client's systems may see: the internal keys, with everything restricted withheld; unsealed."""
    explained = report.outcome.decided_by == "policy" and report.outcome.recommendation is not Recommendation.REVIEW
    checks = sorted(report.checks, key=lambda result: result.check)  # the policy's order may follow the outcomes
    return {
        "schema": f"{report.schema}/client",
        "id": report.id,
        "verification_id": report.verification_id,
        "revision": report.revision,
        "created_at": plain(report.created_at),
        "subject": plain(report.subject),
        "outcome": _client_outcome(report, explained=explained),
        "policy": plain(report.policy),
        "checks": [
            check_json(result) if explained and _is_tellable(result) else _withheld(result) for result in checks
        ],
        "screening": None,
        "trace": [],
        "counterfactuals": [],
        "limits": [plain(limit) for limit in report.limits if explained and not _TELLING.search(limit)],
        "integrity": None,
    }


def as_applicant(report: Report) -> dict[str, Any]:
    """What the applicant may read: a neutral status, and the texts that are theirs in English and Indonesian."""
    status = STATUS.get(report.outcome.recommendation, "in_progress")
    return {
        "schema": f"{report.schema}/applicant",
        "verification_id": report.verification_id,
        "created_at": plain(report.created_at),
        "status": status,
        "messages": _messages(report) if status != "complete" else [],
    }


def check_json(result: CheckResult) -> dict[str, Any]:
    """Write a check without its screening, which stands once in the report."""
    written: dict[str, Any] = plain(result)
    del written["screening"]
    return written


def is_telling(text: str) -> bool:
    """Whether a free text may speak of screening or fraud, so that an applicant must not read it."""
    return _TELLING.search(text) is not None


def is_restricted(code: str) -> bool:
    """Whether only analysts may read a reason; an unknown code counts as restricted."""
    reason = CATALOGUE.get(code)
    return reason is None or reason.audience is Audience.RESTRICTED


def _client_outcome(report: Report, *, explained: bool) -> dict[str, Any]:
    by_policy = report.outcome.decided_by == "policy"
    return {
        "recommendation": report.outcome.recommendation.value,
        "risk_score": None,
        "risk_level": None,
        "reasons": [code for code in report.outcome.reasons if not is_restricted(code)] if explained else [],
        "decided_by": "policy" if by_policy else "person",  # never which person
    }


def _is_tellable(result: CheckResult) -> bool:
    if result.check in WITHHELD_CHECKS or result.screening:
        return False
    items = (item for group in result.breakdown for item in group.items)
    return not any(map(is_restricted, _codes(result.reasons, *(item.reasons for item in items))))


def _codes(*groups: Iterable[str]) -> set[str]:
    return {code for group in groups for code in group}


def _withheld(result: CheckResult) -> dict[str, Any]:
    """Every withheld check looks the same but for its key: time taken and engine would tell, too."""
    empty: Mapping[str, Any] = {"outcome": None, "score": None, "reasons": [], "breakdown": [], "engine": None}
    return {"check": result.check, **empty, "inputs": [], "duration_ms": None}


def _messages(report: Report) -> list[dict[str, Any]]:
    """The applicant's own texts; the neutral sentence only where none is left, so that it adds nothing to one."""
    codes = dict.fromkeys(code for code in report.outcome.reasons if _is_theirs(code))
    own = [{"code": code, "en": CATALOGUE[code].en, "id": CATALOGUE[code].id} for code in codes]
    return own or [{"code": None, "en": NEUTRAL_EN, "id": NEUTRAL_ID}]


def _is_theirs(code: str) -> bool:
    reason = CATALOGUE.get(code)
    return reason is not None and reason.audience is Audience.APPLICANT
