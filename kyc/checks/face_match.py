"""Whether the selfie shows the person on the document's portrait."""

from __future__ import annotations

import math
from collections.abc import Mapping

from kyc.model.answer import answer, digests, group, image_refs, known, unable, why_missing
from kyc.model.check import CheckResult, EvidenceRef, Item, OperatingPoint, Outcome
from kyc.model.context import CheckContext
from kyc.model.evidence import Evidence
from kyc.model.face import FaceImage, FacePair

QUESTION = "Does the selfie show the person on the document?"
THRESHOLDS: Mapping[str, float] = {
    "clear_fmr": 1e-3,  # share of unrelated pairs at least as alike: one in a thousand
    "review_fmr": 1e-2,  # up to one in a hundred a person looks; beyond it the faces differ
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
    outcome = judge(fmr, clear_fmr=context.thresholds["clear_fmr"], review_fmr=context.thresholds["review_fmr"])
    comparison = group("comparison", [_comparison(evidence, pair, outcome, context), *_scores(pair)])
    pictures = group("pictures", [*_copied(pair), *_crowded(evidence, pair)])
    return answer("face_match", [comparison, pictures], score=score_of(fmr), inputs=inputs)


def judge(fmr: float, *, clear_fmr: float, review_fmr: float) -> Outcome:
    """Judge a pair by the share of unrelated pairs that score as high.

    >>> judge(0.004, clear_fmr=1e-3, review_fmr=1e-2)
    <Outcome.CONSIDER: 'consider'>
    """
    if fmr <= clear_fmr:
        return Outcome.CLEAR
    return Outcome.CONSIDER if fmr <= review_fmr else Outcome.FAIL


def score_of(fmr: float) -> float:
    """Map an FMR to 0 (any two people) to 1 (one pair in a million or fewer), evenly in its powers of ten."""
    return min(1.0, math.log10(max(fmr, BEST_FMR)) / math.log10(BEST_FMR))


def _comparison(evidence: Evidence, pair: FacePair, outcome: Outcome, context: CheckContext) -> Item:
    beyond = ", extrapolated beyond its data" if pair.fmr_extrapolated else ""
    return Item(
        "fmr",
        outcome,
        value=pair.fmr,
        threshold={name: context.thresholds[name] for name in THRESHOLDS},
        operating_point=OperatingPoint(
            context.thresholds["clear_fmr"], (pair.calibration or "no calibration named") + beyond
        ),
        reasons=_REASON.get(outcome, ()),
        evidence=(*_face_refs(evidence, "document", pair.card), *_face_refs(evidence, "selfie", pair.selfie)),
    )


def _scores(pair: FacePair) -> list[Item]:
    fused = [("fused", pair.score), *sorted(pair.scores.items())]
    return [Item(f"score.{name}", Outcome.CLEAR, value=value) for name, value in fused]


def _copied(pair: FacePair) -> list[Item]:
    """A selfie that is the portrait itself proves nothing, however alike the two are."""
    if "FACE.SAME_IMAGE" not in pair.reasons:
        return []
    return [Item("copy", Outcome.FAIL, value=True, reasons=("FACE.SAME_IMAGE",))]


def _crowded(evidence: Evidence, pair: FacePair) -> list[Item]:
    """Faults of the selfie ask for a look; those of the portrait are in its FMR already, and told only."""
    selfie = [
        Item(
            f"selfie.{code}",
            Outcome.CONSIDER,
            value=pair.selfie.found,
            reasons=(code,),
            evidence=image_refs(evidence, "selfie"),
        )
        for code in dict.fromkeys(map(known, pair.selfie.issues))
    ]
    card = [
        Item(f"card.{code}", Outcome.CLEAR, value=pair.card.found)
        for code in dict.fromkeys(map(known, pair.card.issues))
    ]
    return [*selfie, *card]


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
