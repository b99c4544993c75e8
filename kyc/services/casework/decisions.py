"""Decisions: made by one person, where the policy says so agreed to by another, superseded but never undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kyc.model.case import CaseState, Decision, DecisionOutcome, DecisionState, move
from kyc.model.errors import AccessError, InputError, StateError, StoreError
from kyc.model.user import Right, User
from kyc.policy.casework import Terms
from kyc.services.casework import wording
from kyc.services.casework.applying import apply
from kyc.services.casework.four_eyes import needs_four_eyes, occasions
from kyc.services.casework.gathering import CaseView, gather
from kyc.services.casework.hindrances import hindrances, sentence, superseding_hindrances
from kyc.services.casework.rights import require
from kyc.storage.unit import Unit

__all__ = ["agree", "decide", "hindrances", "needs_four_eyes", "occasions", "return_", "supersede", "waiting_on"]

_S = DecisionState


def decide(
    unit: Unit,
    user: User,
    case_id: str,
    outcome: DecisionOutcome,
    *,
    reasons: Sequence[str],
    note: str,
    message: str | None = None,
    items: wording.Items = (),
    version: int,
    token: str | None = None,
    terms: Terms | None = None,
) -> Decision:
    """Decide a case, or propose so where four eyes are due.

    Args:
        unit: the transaction.
        user: the maker.
        case_id: the case.
        outcome: what is decided.
        reasons: codes of the catalogue.
        note: for colleagues.
        message: what the applicant reads; the reasons' own texts when None.
        items: what is asked for again, with a reason each.
        version: the case's, as the maker saw it.
        token: of the form it was sent with; the same token again gives the decision it made before.
        terms: the policy's, by whose calendar the clock stops while the applicant is asked.

    Raises:
        AccessError: without the right to decide.
        StateError: by the first of `hindrances`.
        InputError: DECISION.… when it says too little, or too much to the applicant.
        StoreError: STORE.CONFLICT when the case was changed since it was seen.
    """
    require(unit, user, Right.DECIDE)
    if token and (before := _sent_before(unit, user, case_id, token)):
        return before
    view = gather(unit, case_id)
    _check_version(view, version)
    _refuse(hindrances(view, user, outcome), user)
    made = _worded(view, user, outcome, reasons, note, message, items)
    made = replace(made, made_at=unit.now(), needs_four_eyes=needs_four_eyes(view, outcome))
    return _propose(unit, view, made, token) if made.needs_four_eyes else _effect(unit, view, made, token, terms)


def agree(unit: Unit, checker: User, decision_id: str) -> Decision:
    """Let a proposed decision take effect, as the second person. What was proposed on cannot change while it waits.

    Raises:
        AccessError: without the right to check, or ACCESS.OWN_DECISION.
        StateError: DECISION.SETTLED when it waits no longer.
        StoreError: STORE.CONFLICT when somebody was faster.
    """
    proposed = _waiting(unit, checker, decision_id)
    view = gather(unit, proposed.case_id)
    if proposed.supersedes:
        unit.decisions.settle(unit.decisions.get(proposed.supersedes), _S.SUPERSEDED)
    agreed = unit.decisions.settle(proposed, _S.APPLIED, checker=checker.id, at=unit.now())
    unit.timeline.add(view.case, "agreed", actor=checker.id, detail=agreed.id)
    unit.audit.append("decision:agreed", "decision", agreed.id, before="state:proposed", after="state:applied")
    apply(unit, view, agreed, by=checker.id)
    return agreed


def return_(unit: Unit, checker: User, decision_id: str, note: str) -> Decision:
    """Send a proposed decision back to its maker, and say why.

    Raises:
        AccessError: without the right to check, or ACCESS.OWN_DECISION.
        StateError: DECISION.SETTLED when it waits no longer.
        InputError: CASE.NOTE when nothing is said.
    """
    proposed = _waiting(unit, checker, decision_id)
    if not note.strip():
        raise InputError("CASE.NOTE", "Whoever made this decision has to know why it came back: write a note.")
    case = unit.cases.get(proposed.case_id)
    returned = unit.decisions.settle(proposed, _S.RETURNED, checker=checker.id, at=unit.now())
    if case.state is CaseState.PENDING_APPROVAL:
        move(case.state, CaseState.ASSIGNED)
        case = unit.cases.save(case, state=CaseState.ASSIGNED, assignee=proposed.maker)
    unit.timeline.add(case, "returned", actor=checker.id, detail=returned.id, text=note)
    unit.audit.append("decision:returned", "decision", returned.id, before="state:proposed", after="state:returned")
    return returned


def supersede(
    unit: Unit,
    user: User,
    decision_id: str,
    outcome: DecisionOutcome,
    *,
    reasons: Sequence[str],
    note: str,
    message: str | None = None,
    version: int,
    token: str | None = None,
) -> Decision:
    """Put another decision in the place of one that stands; both stay on record, the case stays closed.

    Raises:
        AccessError: without the right to check.
        StateError: DECISION.NOT_STANDING, or by what is in the way.
        InputError: DECISION.… as for `decide`.
        StoreError: STORE.CONFLICT when the case was changed since it was seen.
    """
    require(unit, user, Right.CHECK)
    old = unit.decisions.get(decision_id)
    if token and (before := _sent_before(unit, user, old.case_id, token)):
        return before
    view = gather(unit, old.case_id)
    _check_version(view, version)
    if old.state is not _S.APPLIED or view.case.state is not CaseState.CLOSED or outcome is DecisionOutcome.RESUBMIT:
        raise StateError("DECISION.NOT_STANDING", "Only a final decision that stands is replaced, by a final one.")
    _refuse(superseding_hindrances(view, user, outcome), user)
    due = bool(occasions(view, outcome, supersedes=True))
    made = _worded(view, user, outcome, reasons, note, message, ())
    made = replace(made, made_at=unit.now(), needs_four_eyes=due, supersedes=old.id)
    if due:
        return _propose(unit, view, made, token)
    unit.decisions.settle(old, _S.SUPERSEDED)
    return _effect(unit, view, made, token)


def waiting_on(unit: Unit, case_id: str) -> Decision:
    """The decision on a case that waits for a second person.

    Raises:
        StateError: DECISION.SETTLED when none waits.
    """
    found = [decision for decision in unit.decisions.of(case_id) if decision.state is _S.PROPOSED]
    if not found:
        raise StateError("DECISION.SETTLED", "No decision on this case waits for a second person.")
    return found[0]


def _worded(
    view: CaseView,
    user: User,
    outcome: DecisionOutcome,
    reasons: Sequence[str],
    note: str,
    message: str | None,
    items: wording.Items,
) -> Decision:
    text = (message or "").strip() or None
    wording.check(outcome, reasons, note, text, items)
    return Decision(
        id="",
        tenant=view.case.tenant,
        case_id=view.case.id,
        outcome=outcome,
        state=_S.PROPOSED,
        reasons=tuple(dict.fromkeys(reasons)),
        note=note.strip(),
        maker=user.id,
        made_at=view.at,
        message=text,
        items=tuple(dict.fromkeys(items)),
        report_sha256=((view.report or {}).get("integrity") or {}).get("sha256"),
    )


def _propose(unit: Unit, view: CaseView, made: Decision, token: str | None) -> Decision:
    """Lay a decision before a second person."""
    proposed = unit.decisions.add(view.case, made, token=token)
    state = CaseState.CLOSED if made.supersedes else CaseState.PENDING_APPROVAL
    if state is not view.case.state:
        move(view.case.state, state)
    changed = unit.cases.save(view.case, state=state)
    _note(unit, view, proposed, "proposed")
    unit.case_locks.release(changed.id, made.maker)
    return proposed


def _effect(unit: Unit, view: CaseView, made: Decision, token: str | None, terms: Terms | None = None) -> Decision:
    applied = unit.decisions.add(view.case, replace(made, state=_S.APPLIED), token=token)
    _note(unit, view, applied, "decided")
    apply(unit, view, applied, by=made.maker, terms=terms)
    return applied


def _note(unit: Unit, view: CaseView, made: Decision, action: str) -> None:
    unit.timeline.add(view.case, action, actor=made.maker, detail=f"{made.outcome} {made.id}")
    after = unit.keys.digest(view.case.applicant_id, repr((made.outcome.value, made.reasons, made.note)).encode())
    unit.audit.append(f"decision:{made.state}", "decision", made.id, after=after)


def _sent_before(unit: Unit, user: User, case_id: str, token: str) -> Decision | None:
    before = unit.decisions.by_token(token)
    if before and (before.case_id, before.maker) != (case_id, user.id):
        raise StoreError("STORE.CONFLICT", "This form was used for another decision: open the case again.")
    return before


def _check_version(view: CaseView, version: int) -> None:
    if version != view.case.version:
        raise StoreError("STORE.CONFLICT", "The case was changed since you opened it: look at what changed.")


def _refuse(codes: Sequence[str], user: User) -> None:
    if not codes:
        return
    error = AccessError if codes[0] == "ACCESS.RIGHT" else StateError
    raise error(codes[0], sentence(codes[0], user.language))


def _waiting(unit: Unit, checker: User, decision_id: str) -> Decision:
    """A proposed decision that somebody may check."""
    require(unit, checker, Right.CHECK)
    decision = unit.decisions.get(decision_id)
    if decision.maker == checker.id:
        raise AccessError("ACCESS.OWN_DECISION", "Nobody checks their own decision: ask somebody else to.")
    if decision.state is not _S.PROPOSED:
        raise StateError("DECISION.SETTLED", f"This decision waits no longer: it is {decision.state}.")
    return decision
