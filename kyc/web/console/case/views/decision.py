"""What a decision stands on, what may be chosen, and what the applicant will read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kyc.model.case import DecisionOutcome
from kyc.model.check import Value
from kyc.model.reasons import CATALOGUE, Audience
from kyc.model.report import Counterfactual, Recommendation, Report, TraceStep
from kyc.services.casework.wording import APPROVAL_REASONS, message_for
from kyc.texts.catalogue import Language

_ITEMS = ("document", "back", "selfie")
_OF_ITEM = {"document": ("IMG.", "DOC."), "back": ("IMG.", "DOC."), "selfie": ("IMG.", "FACE.")}
_DOCUMENT_ONLY = {"IMG.CUTOFF", "IMG.NO_DOCUMENT", "IMG.GREYSCALE"}


@dataclass(frozen=True, slots=True)
class Step:
    """One rule of the policy, and what it looked at."""

    rule: str
    fired: bool
    effect: str
    inputs: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """Why the policy recommends what it does: rules that fired, how many did not, what would have changed it."""

    recommendation: Recommendation
    fired: tuple[Step, ...]
    idle: tuple[Step, ...]
    changes: tuple[Counterfactual, ...]
    limits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemChoice:
    """Something the applicant may be asked for again, the reasons there are, and the one the report suggests."""

    item: str
    reasons: tuple[str, ...]
    suggested: str | None


@dataclass(frozen=True, slots=True, repr=False)
class Letter:
    """What the applicant will read in one language; no text where nothing is written to them."""

    language: Language
    text: str

    def __repr__(self) -> str:
        return f"Letter({self.language})"


def trace_of(report: Report | None) -> Trace | None:
    """The policy's trace, what fired apart from what did not; None without a report."""
    if report is None:
        return None
    steps = tuple(map(_step, report.trace))
    return Trace(
        report.outcome.recommendation,
        tuple(step for step in steps if step.fired),
        tuple(step for step in steps if not step.fired),
        report.counterfactuals,
        report.limits,
    )


def item_choices(report: Report | None, roles: Iterable[str]) -> tuple[ItemChoice, ...]:
    """What may be asked for again: the images that were handed in, each with reasons the applicant may read."""
    handed_in = set(roles) | {"document", "selfie"}
    return tuple(_choice(item, _wrong_with(report, item)) for item in _ITEMS if item in handed_in)


def asked_for(choices: Iterable[ItemChoice]) -> tuple[tuple[str, str], ...]:
    """What the report suggests to ask for."""
    return tuple((each.item, each.suggested) for each in choices if each.suggested)


def _wrong_with(report: Report | None, item: str) -> tuple[str, ...]:
    """Reasons that the checks give for one image: those of its own measurements, then those of its kind."""
    checks = report.checks if report else ()
    items = [each for check in checks for group in check.breakdown for each in group.items]
    own = [code for each in items if each.name.startswith(f"{item}.") for code in each.reasons]
    kind = "FACE." if item == "selfie" else "DOC."
    told = [code for code in report.outcome.reasons if code.startswith(kind)] if report and item != "back" else []
    return tuple(dict.fromkeys((*own, *told)))


def reason_choices(report: Report | None, outcome: DecisionOutcome) -> tuple[str, ...]:
    """The reasons that fit an outcome: for a rejection what the report found, then what only people find."""
    if outcome is DecisionOutcome.APPROVE:
        return APPROVAL_REASONS
    told = report.outcome.reasons if report else ()
    found = [code for code in told if code in CATALOGUE and code not in APPROVAL_REASONS]
    by_people = [code for code in CATALOGUE if code.startswith("MAN.") and code not in APPROVAL_REASONS]
    return tuple(dict.fromkeys((*found, *by_people)))


def letters(
    outcome: DecisionOutcome,
    reasons: Sequence[str] = (),
    items: Sequence[tuple[str, str]] = (),
    message: str | None = None,
) -> tuple[Letter, Letter]:
    """What the applicant reads after a decision, in Indonesian and English.

    Only texts that are the applicant's are in it; where no reason is theirs the neutral sentence stands.
    """
    known = [code for code in reasons if code in CATALOGUE]
    asked = [(what, code) for what, code in items if code in CATALOGUE]
    said = (message or "").strip()
    return (
        Letter("id", said or message_for(outcome, known, asked, "id")),
        Letter("en", said or message_for(outcome, known, asked, "en")),
    )


def is_tellable(code: str) -> bool:
    """Whether a reason may be told to the applicant; an unknown one may not."""
    reason = CATALOGUE.get(code)
    return reason is not None and reason.audience is Audience.APPLICANT


def _step(step: TraceStep) -> Step:
    return Step(step.rule, step.fired, step.effect, tuple(step.inputs.items()))


def _choice(item: str, told: Sequence[str]) -> ItemChoice:
    codes = [code for code in CATALOGUE if code.startswith(_OF_ITEM[item]) and is_tellable(code)]
    reasons = tuple(code for code in codes if item != "selfie" or code not in _DOCUMENT_ONLY)
    return ItemChoice(item, reasons, next((code for code in told if code in reasons), None))
