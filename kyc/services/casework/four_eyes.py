"""When a second person has to agree: the occasions that the policy named when the case was opened."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kyc.model.case import DecisionOutcome
from kyc.model.report import Recommendation
from kyc.model.screening import HitStatus
from kyc.screening.applicant import Kind
from kyc.services.casework.gathering import CaseView
from kyc.services.casework.hindrances import is_confirmed_sanction
from kyc.services.casework.hits import CLEARING, SeenHit, decisive

_Occasion = Callable[[CaseView, DecisionOutcome], bool]
SUPERSEDE = "supersede"


def needs_four_eyes(view: CaseView, outcome: DecisionOutcome) -> bool:
    """Whether a second person has to agree to a decision on a case."""
    return bool(occasions(view, outcome))


def occasions(view: CaseView, outcome: DecisionOutcome, *, supersedes: bool = False) -> tuple[str, ...]:
    """Why a second person has to agree; asking for something again never needs one."""
    if outcome is DecisionOutcome.RESUBMIT:
        return ()
    always = (SUPERSEDE,) if supersedes and SUPERSEDE in view.case.four_eyes else ()
    return always + tuple(key for key in view.case.four_eyes if key in _OCCASIONS and _OCCASIONS[key](view, outcome))


def _reject_override(view: CaseView, outcome: DecisionOutcome) -> bool:
    return outcome is DecisionOutcome.APPROVE and view.recommendation is Recommendation.REJECT


def _sanction_true_match(view: CaseView, outcome: DecisionOutcome) -> bool:  # noqa: ARG001
    return any(map(is_confirmed_sanction, decisive(view)))


def _sanction_cleared(view: CaseView, outcome: DecisionOutcome) -> bool:
    return outcome is DecisionOutcome.APPROVE and any(map(_is_cleared_sanction, decisive(view)))


def _is_cleared_sanction(hit: SeenHit) -> bool:
    is_new = hit.review is not None and hit.status is HitStatus.FALSE_POSITIVE
    return is_new and Kind.SANCTION.covers(hit.hit.topics)


def _pep_true_match(view: CaseView, outcome: DecisionOutcome) -> bool:
    return outcome is DecisionOutcome.APPROVE and any(map(_is_confirmed_pep, decisive(view)))


def _is_confirmed_pep(hit: SeenHit) -> bool:
    return hit.status is HitStatus.TRUE_POSITIVE and Kind.PEP.covers(hit.hit.topics)


def _rejection(view: CaseView, outcome: DecisionOutcome) -> bool:  # noqa: ARG001
    return outcome is DecisionOutcome.REJECT


_OCCASIONS: Mapping[str, _Occasion] = {
    "reject_override": _reject_override,
    "sanction_true_match": _sanction_true_match,
    CLEARING: _sanction_cleared,
    "pep_true_match": _pep_true_match,
    "rejection": _rejection,
}
