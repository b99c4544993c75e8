"""What a decision says: reasons, a note for colleagues, and what the applicant reads, where nothing is restricted."""

from __future__ import annotations

from collections.abc import Sequence

from kyc.model.case import DecisionOutcome
from kyc.model.errors import InputError
from kyc.model.reasons import CATALOGUE, NEUTRAL_EN, NEUTRAL_ID, Audience, applicant_text
from kyc.model.submission import DECLARED, ROLES
from kyc.reporting.projections import is_telling

Items = Sequence[tuple[str, str]]

APPROVAL_REASONS = ("MAN.CLEARED", "MAN.APPROVED_OVERRIDE", "MAN.DUE_DILIGENCE")
LONGEST = 4000  # characters of a note or a message


def check(outcome: DecisionOutcome, reasons: Sequence[str], note: str, message: str | None, items: Items) -> None:
    """Refuse a decision that says too little, or too much to the applicant.

    Raises:
        InputError: DECISION.REASONS, DECISION.NOTE, DECISION.MESSAGE, DECISION.ITEMS.
    """
    _check_reasons(outcome, reasons)
    if len(note) > LONGEST or (outcome is not DecisionOutcome.RESUBMIT and not note.strip()):
        raise InputError("DECISION.NOTE", "Write for colleagues, in a note, why you decide so.")
    if message is not None:
        _check_message(message)
    _check_items(outcome, items)


def message_for(outcome: DecisionOutcome, reasons: Sequence[str], items: Items, language: str) -> str:
    """What the applicant reads when nothing is written: their own texts of the reasons, or the neutral sentence."""
    if outcome is DecisionOutcome.APPROVE:
        return ""
    codes = dict.fromkeys((*(code for _, code in items), *reasons))
    own = [applicant_text(code, language) for code in codes if CATALOGUE[code].audience is Audience.APPLICANT]
    return " ".join(own) or (NEUTRAL_ID if language == "id" else NEUTRAL_EN)


def _check_reasons(outcome: DecisionOutcome, reasons: Sequence[str]) -> None:
    if outcome is DecisionOutcome.RESUBMIT:
        known: Sequence[str] = tuple(CATALOGUE)
    elif outcome is DecisionOutcome.APPROVE:
        known = APPROVAL_REASONS
    else:
        known = [code for code in CATALOGUE if code not in APPROVAL_REASONS]
    if not set(reasons) <= set(known) or (not reasons and outcome is not DecisionOutcome.RESUBMIT):
        wanted = ", ".join(APPROVAL_REASONS) if outcome is DecisionOutcome.APPROVE else "codes of the catalogue"
        raise InputError("DECISION.REASONS", f"This decision needs one or more reasons: {wanted}.")


def _check_message(message: str) -> None:
    if len(message) > LONGEST or is_telling(message):
        raise InputError(
            "DECISION.MESSAGE",
            "What the applicant reads must not speak of lists, sanctions, politics, terror or fraud: that is tipping"
            " off. Leave it empty for the neutral sentence.",
        )


def _check_items(outcome: DecisionOutcome, items: Items) -> None:
    if (outcome is DecisionOutcome.RESUBMIT) is not bool(items):
        raise InputError("DECISION.ITEMS", "Whoever asks again says for what; other decisions ask for nothing.")
    for what, code in items:
        reason = CATALOGUE.get(code)
        if what not in (*ROLES, *DECLARED) or reason is None or reason.audience is not Audience.APPLICANT:
            raise InputError("DECISION.ITEMS", "An item is an image or a field, with a reason the applicant may read.")
