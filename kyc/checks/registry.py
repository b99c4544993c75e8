"""Whether the population registry knows the number, and holds the same data."""

from __future__ import annotations

from collections.abc import Mapping

from kyc.model.answer import answer, digests, field_refs, group, unable
from kyc.model.check import CheckResult, EngineUsed, Item, OperatingPoint, Outcome
from kyc.model.context import CheckContext
from kyc.model.evidence import Evidence
from kyc.model.registry import RegistryAnswer

QUESTION = "Does the population registry hold the same data?"
THRESHOLDS: Mapping[str, float] = {
    "clear_similarity": 0.9,  # as `clear_name` of identity_match; a registry that says yes or no gives 1 or 0
    "other_similarity": 0.75,  # below it, the registry holds another value, not one written otherwise
    "min_compared": 2.0,  # of the fields, so many must have been compared; a number that exists proves nothing
    "max_differing": 1.0,  # fields with another value; of more, the number is somebody else's
}

_KEYS = {"name": ("name", "surname", "given_names"), "gender": ("sex",)}
_MEANING = OperatingPoint(None, "agreement as the registry reports it, 0 to 1; no error rate is published")


def run(evidence: Evidence, context: CheckContext) -> CheckResult:
    """Judge the registry's answer; without one it is unable, and says why."""
    said, inputs = evidence.registry, digests(evidence, "document")
    if said is None or "registry" in evidence.failures:
        return unable("registry", evidence.failures.get("registry", "REG.NOT_CONFIGURED"), inputs=inputs)
    engine = EngineUsed(said.provider, said.version)
    parts = [group("number", [_number(evidence, said)])]
    if said.found:
        items = [_field(evidence, name, share, context.thresholds) for name, share in sorted(_shares(said).items())]
        parts += [group("fields", items), group("total", _totals(said, context.thresholds))]
    return answer("registry", parts, score=_score(said), engine=engine, inputs=inputs)


def _shares(said: RegistryAnswer) -> Mapping[str, float | None]:
    """How far each field agrees; a number that is none of 0 to 1 says nothing."""
    return {name: share if share is not None and 0 <= share <= 1 else None for name, share in said.fields.items()}


def _compared(said: RegistryAnswer) -> list[float]:
    return [share for share in _shares(said).values() if share is not None]


def _score(said: RegistryAnswer) -> float:
    """The mean agreement of what was compared; 0 for an unknown number."""
    shares = _compared(said)
    return sum(shares) / len(shares) if said.found and shares else 0.0


def _number(evidence: Evidence, said: RegistryAnswer) -> Item:
    return Item(
        "found",
        Outcome.CLEAR if said.found else Outcome.FAIL,
        value=said.found,
        reasons=() if said.found else ("REG.NOT_FOUND",),
        evidence=field_refs(evidence, "nik", "document_number"),
    )


def _field(evidence: Evidence, name: str, share: float | None, thresholds: Mapping[str, float]) -> Item:
    refs = field_refs(evidence, *_KEYS.get(name, (name,)))
    if share is None:
        # By itself it decides nothing; whether enough was compared is asked of all fields together.
        return Item(f"field.{name}", Outcome.CLEAR, reasons=("REG.NOT_COMPARED",), evidence=refs)
    is_clear = share >= thresholds["clear_similarity"]
    return Item(
        f"field.{name}",
        Outcome.CLEAR if is_clear else Outcome.CONSIDER,
        value=share,
        threshold={"clear_similarity": thresholds["clear_similarity"]},
        operating_point=_MEANING,
        reasons=() if is_clear else ("REG.FIELD_MISMATCH",),
        evidence=refs,
    )


def _totals(said: RegistryAnswer, thresholds: Mapping[str, float]) -> list[Item]:
    """Whether enough was compared to be clear, and so much differs that it is another person."""
    compared = _compared(said)
    differing = sum(share < thresholds["other_similarity"] for share in compared)
    is_enough, is_other = len(compared) >= thresholds["min_compared"], differing > thresholds["max_differing"]
    return [
        Item(
            "compared",
            Outcome.CLEAR if is_enough else Outcome.UNABLE,
            value=len(compared),
            threshold={"min_compared": thresholds["min_compared"]},
            reasons=() if is_enough else ("REG.NOT_COMPARED",),
        ),
        Item(
            "differing",
            Outcome.FAIL if is_other else Outcome.CLEAR,
            value=differing,
            threshold={"max_differing": thresholds["max_differing"]},
            reasons=("REG.FIELD_MISMATCH",) if is_other else (),
        ),
    ]
