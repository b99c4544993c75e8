"""Whether the pictures are good enough to rely on what is read from them."""

from __future__ import annotations

from collections.abc import Mapping

from kyc.model.answer import answer, digests, group, image_refs, known
from kyc.model.check import Breakdown, CheckResult, Item, Outcome
from kyc.model.context import CheckContext
from kyc.model.evidence import Evidence, ImageFact
from kyc.model.reasons import CATALOGUE, Severity

QUESTION = "Are the pictures good enough to be relied on?"
# The limits behind the issues belong to `kyc.imaging.quality`, which measures them.
THRESHOLDS: Mapping[str, float] = {}

REQUIRED = ("document", "selfie")
_MEASURES = ("sharpness", "glare", "brightness", "contrast", "saturation")


def run(evidence: Evidence, context: CheckContext) -> CheckResult:  # noqa: ARG001
    """Look at each picture; one that is missing or was not measured is unable, one that is no picture fails."""
    roles = (*REQUIRED, "back") if evidence.image("back") else REQUIRED
    return answer("image_quality", [_picture(evidence, role) for role in roles], inputs=digests(evidence, *roles))


def _picture(evidence: Evidence, role: str) -> Breakdown:
    fact = evidence.image(role)
    if fact is None:
        return group(role, [Item(f"{role}.handed_in", Outcome.UNABLE, value=False, reasons=("IMG.MISSING",))])
    refs = image_refs(evidence, role)
    if fact.fault:
        code = known(fact.fault)
        # A file that is no picture answers the question; an engine that failed on it does not.
        outcome = Outcome.FAIL if code.startswith("IMG.") else Outcome.UNABLE
        return group(role, [Item(f"{role}.opened", outcome, value=False, reasons=(code,), evidence=refs)])
    if fact.quality is None:
        return group(role, [Item(f"{role}.measured", Outcome.UNABLE, value=False, reasons=("SYS.NOT_RUN",))])
    return group(role, [*_measures(fact), *_faults(evidence, fact)])


def _measures(fact: ImageFact) -> list[Item]:
    values = ((name, getattr(fact.quality, name)) for name in _MEASURES)
    return [Item(f"{fact.role}.{name}", Outcome.CLEAR, value=value) for name, value in values if value is not None]


def _faults(evidence: Evidence, fact: ImageFact) -> list[Item]:
    """One item for each fault of a picture, or a single clear one."""
    codes = dict.fromkeys(
        map(known, [*(fact.quality.issues if fact.quality else ()), *_card_faults(evidence, fact.role)])
    )
    items = [
        Item(
            f"{fact.role}.{code}",
            _severity(code),
            value=True,
            reasons=(code,),
            evidence=image_refs(evidence, fact.role),
        )
        for code in codes
    ]
    return items or [Item(f"{fact.role}.faults", Outcome.CLEAR, value=0, evidence=image_refs(evidence, fact.role))]


def _card_faults(evidence: Evidence, role: str) -> list[str]:
    """Faults of the picture that only showed while its card was read."""
    reading = {"document": evidence.document, "back": evidence.back}.get(role)
    return [code for code in reading.issues if code.startswith("IMG.")] if reading else []


def _severity(code: str) -> Outcome:
    """A picture without a card fails; any other fault asks for a look."""
    if code == "IMG.NO_DOCUMENT":
        return Outcome.FAIL
    return Outcome.CLEAR if CATALOGUE[code].severity is Severity.INFO else Outcome.CONSIDER
