"""How the measurements of a check become its answer, and where its evidence lies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from kyc.model.check import Breakdown, CheckResult, EngineUsed, EvidenceRef, Item, Outcome
from kyc.model.evidence import Evidence
from kyc.model.reasons import CATALOGUE, Severity
from kyc.model.screening import Screening

# Unable stands above consider: what was not examined may be worse than the little that was found.
_FROM_BEST = (Outcome.CLEAR, Outcome.CONSIDER, Outcome.UNABLE, Outcome.FAIL)
_PLAIN_SCORE = {Outcome.CLEAR: 1.0, Outcome.CONSIDER: 0.5, Outcome.FAIL: 0.0}
_OUTCOME = {Severity.INFO: Outcome.CLEAR, Severity.WARNING: Outcome.CONSIDER, Severity.CRITICAL: Outcome.FAIL}
UNNAMED = "SYS.ENGINE_ERROR"  # stands for a fault whose code the catalogue does not know


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """Return the worst of some outcomes; none at all is unable.

    >>> worst([Outcome.CONSIDER, Outcome.UNABLE, Outcome.CLEAR])
    <Outcome.UNABLE: 'unable'>
    """
    return max(outcomes, key=_FROM_BEST.index, default=Outcome.UNABLE)


def known(code: str | None) -> str:
    """Return a code of the catalogue: the given one, or the one for a fault without a name."""
    return code if code in CATALOGUE and code else UNNAMED


def outcome_of(code: str) -> Outcome:
    """Say what a reason alone makes of a check: critical fails, a warning asks for a look, the rest is clear."""
    return _OUTCOME[CATALOGUE[known(code)].severity]


def group(name: str, items: Sequence[Item]) -> Breakdown:
    """Put items under one heading, which is as good as the worst of them."""
    return Breakdown(name, worst(item.outcome for item in items), tuple(items))


def answer(
    check: str,
    breakdown: Sequence[Breakdown],
    *,
    score: float | None = None,
    engine: EngineUsed | None = None,
    inputs: tuple[str, ...] = (),
    screening: Screening | None = None,
) -> CheckResult:
    """Answer with the worst item. Reasons stand worst first, each once.

    `score` runs 0 to 1 and is dropped when the outcome is unable; left out, it follows from the outcome.
    """
    filled = tuple(part for part in breakdown if part.items)
    items = list(chain.from_iterable(part.items for part in filled))
    outcome = worst(item.outcome for item in items)
    items.sort(key=lambda item: -_FROM_BEST.index(item.outcome))
    reasons = tuple(dict.fromkeys(known(code) for item in items for code in item.reasons))
    if outcome is not Outcome.CLEAR and not reasons:
        reasons = (UNNAMED,)
    return CheckResult(
        check,
        outcome,
        None if outcome is Outcome.UNABLE else _PLAIN_SCORE[outcome] if score is None else score,
        reasons,
        filled,
        engine,
        inputs,
        screening,
    )


def unable(check: str, *reasons: str, inputs: tuple[str, ...] = (), screening: Screening | None = None) -> CheckResult:
    """Say that a check could not answer, and why."""
    codes = tuple(dict.fromkeys(known(code) for code in reasons)) or (UNNAMED,)
    return CheckResult(check, Outcome.UNABLE, None, codes, inputs=inputs, screening=screening)


def why_missing(evidence: Evidence, step: str, role: str) -> str:
    """Name the reason why a step (`document`, `faces`) left nothing, or a role's image could not be used."""
    image = evidence.image(role)
    if step in evidence.failures:
        return known(evidence.failures[step])
    if image is None:
        return "IMG.MISSING"
    return known(image.fault) if image.fault else "SYS.NOT_RUN"


def digests(evidence: Evidence, *roles: str) -> tuple[str, ...]:
    """Return the digests of the images of some roles, as far as they were handed in."""
    images = (evidence.image(role) for role in roles)
    return tuple(image.sha256 for image in images if image)


def image_refs(evidence: Evidence, role: str) -> tuple[EvidenceRef, ...]:
    """Point at a whole image."""
    image = evidence.image(role)
    return (EvidenceRef("image", role, image.sha256),) if image else ()


def field_refs(evidence: Evidence, *keys: str) -> tuple[EvidenceRef, ...]:
    """Point at the places on the document from which fields were read."""
    image, document = evidence.image("document"), evidence.document
    if document is None:
        return ()
    readings = (document.field_of(key) for key in keys)
    sha256 = image.sha256 if image else None
    return tuple(EvidenceRef("field", "document", sha256, reading.quad) for reading in readings if reading.quad)
