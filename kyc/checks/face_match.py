"""Whether the selfie shows the person on the document's portrait."""

from __future__ import annotations

import math
from collections.abc import Mapping

from kyc.faces.judge import CLEAR_FMR, REVIEW_FMR, judge
from kyc.model.answer import answer, digests, group, known, unable, why_missing
from kyc.model.check import CheckResult, EngineUsed, EvidenceRef, Item, OperatingPoint, Outcome
from kyc.model.context import CheckContext
from kyc.model.evidence import Evidence
from kyc.model.face import FaceImage, FacePair

QUESTION = "Does the selfie show the person on the document?"
THRESHOLDS: Mapping[str, float] = {
    "clear_fmr": CLEAR_FMR,  # share of unrelated pairs at least as alike
    "review_fmr": REVIEW_FMR,  # up to here a person looks; beyond it the faces differ
}
BEST_FMR = 1e-6  # scores 1; calibrations do not reach further (research/faces.md)
_REASON = {Outcome.CONSIDER: ("FACE.BORDERLINE",), Outcome.FAIL: ("FACE.NO_MATCH",)}


def run(evidence: Evidence, context: CheckContext) -> CheckResult:
    """Judge by the false match rate of the pair's score; unable without a face on either side."""
    pair, inputs = evidence.faces, digests(evidence, "document", "selfie")
    if pair is None:
        return unable("face_match", _why_no_pair(evidence), inputs=inputs)
    fmr = pair.fmr
    if pair.score is None or fmr is None or not 0 <= fmr <= 1:
        return unable("face_match", *_why_not_judged(pair), inputs=inputs)
    sides = [
        group(role, _side(evidence, role, side)) for role, side in (("document", pair.card), ("selfie", pair.selfie))
    ]
    comparison = group("comparison", [_comparison(evidence, pair, fmr, context), *_scores(pair), *_copied(pair)])
    engine = EngineUsed(pair.engine, pair.calibration or "") if pair.engine else None
    return answer("face_match", [comparison, *sides], score=score_of(fmr), engine=engine, inputs=inputs)


def score_of(fmr: float) -> float:
    """Map an FMR to 0 (any two people) to 1 (one pair in a million or fewer), evenly in its powers of ten."""
    return min(1.0, math.log10(max(fmr, BEST_FMR)) / math.log10(BEST_FMR))


def _comparison(evidence: Evidence, pair: FacePair, fmr: float, context: CheckContext) -> Item:
    limits = {name: context.thresholds[name] for name in THRESHOLDS}
    outcome = judge(fmr, clear_fmr=limits["clear_fmr"], review_fmr=limits["review_fmr"])
    reasons = _REASON.get(outcome, ())
    if outcome is Outcome.FAIL and (doubt := _why_a_difference_says_nothing(pair)):
        outcome, reasons = Outcome.UNABLE, (doubt,)
    beyond = ", extrapolated beyond its data" if pair.fmr_extrapolated else ""
    return Item(
        "fmr",
        outcome,
        value=fmr,
        threshold=limits,
        operating_point=OperatingPoint(limits["clear_fmr"], (pair.calibration or "no calibration named") + beyond),
        reasons=reasons,
        evidence=(*_face_refs(evidence, "document", pair.card), *_face_refs(evidence, "selfie", pair.selfie)),
    )


def _why_a_difference_says_nothing(pair: FacePair) -> str | None:
    """A face that is hardly seen resembles nobody; and of two people in a selfie the wrong one may have been taken."""
    if "FACE.MULTIPLE" in pair.selfie.issues:
        return "FACE.MULTIPLE"
    return "FACE.POOR" if any("FACE.POOR" in side.issues for side in (pair.card, pair.selfie)) else None


def _scores(pair: FacePair) -> list[Item]:
    fused = [("fused", pair.score), *sorted(pair.scores.items())]
    return [Item(f"score.{name}", Outcome.CLEAR, value=value) for name, value in fused]


def _copied(pair: FacePair) -> list[Item]:
    """A selfie that is the portrait itself proves nothing, however alike the two are."""
    if "FACE.SAME_IMAGE" not in pair.reasons:
        return []
    return [Item("copy", Outcome.FAIL, value=True, reasons=("FACE.SAME_IMAGE",))]


def _side(evidence: Evidence, role: str, side: FaceImage) -> list[Item]:
    """What was measured of one face and what is wrong with it, which asks for a look."""
    refs = _face_refs(evidence, role, side)
    measured = [Item(f"{role}.{name}", Outcome.CLEAR, value=value) for name, value in sorted(side.quality.items())]
    faults = [
        Item(f"{role}.{code}", _weight(role, code), value=side.found, reasons=(code,), evidence=refs)
        for code in dict.fromkeys(map(known, side.issues))
    ]
    return [*measured, *faults]


def _weight(role: str, code: str) -> Outcome:
    # Passports carry the portrait twice: a second face on a document is its security feature.
    return Outcome.CLEAR if (role, code) == ("document", "FACE.MULTIPLE") else Outcome.CONSIDER


def _face_refs(evidence: Evidence, role: str, side: FaceImage) -> tuple[EvidenceRef, ...]:
    image = evidence.image(role)
    if side.face is None:
        return ()
    return (EvidenceRef("face", role, image.sha256 if image else None, side.face.box.quad),)


def _why_no_pair(evidence: Evidence) -> str:
    if "faces" in evidence.failures:
        return known(evidence.failures["faces"])
    missing = [role for role in ("selfie", "document") if (fact := evidence.image(role)) is None or fact.fault]
    return why_missing(evidence, "faces", missing[0]) if missing else "SYS.NOT_RUN"


def _why_not_judged(pair: FacePair) -> tuple[str, ...]:
    named = (*pair.reasons, *pair.selfie.issues, *pair.card.issues)
    return tuple(known(code) for code in named) or ("FACE.POOR",)
