"""Evidence, lists and policies of every kind, to be judged and judged again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from kyc.model.document import FieldStatus
from kyc.model.evidence import Evidence
from kyc.model.face import FaceImage
from kyc.model.registry import RegistryAnswer
from kyc.model.report import Report, Subject
from kyc.model.screening import Hit, HitStatus
from kyc.model.submission import DeclaredData
from kyc.pipeline import Head, LineContext, conclude
from kyc.policy.policy import Policy
from kyc.reporting.document import as_json, from_json, seal
from kyc.services.verification import check_all
from kyc.storage.codec import dump, parse
from tests.unit.checks import samples
from tests.unit.policy.samples import KNOWN, load

EVENING = datetime(2026, 11, 22, 16, 59, 59, tzinfo=UTC)  # a second before midnight in Jakarta
ANSWERABLE = ("image_quality", "document_integrity", "document_validity", "identity_match", "face_match", "age")
THRESHOLDS: Mapping[str, Mapping[str, tuple[float, ...]]] = {
    "identity_match": {"clear_name": (0.8, 0.9, 0.97), "review_name": (0.5, 0.75), "min_compared": (0, 1, 3)},
    "face_match": {"clear_fmr": (1e-5, 1e-3), "review_fmr": (1e-3, 1e-2, 0.1)},
    "sanctions": {"max_list_age_days": (0, 7, 60)},
    "pep": {"max_list_age_days": (0, 30)},
    "age": {"min_age": (17, 36, 37)},
    "document_validity": {"min_days_left": (0, 2000)},
    "registry": {"clear_similarity": (0.9, 0.99), "min_compared": (1, 2, 3), "max_differing": (0, 1)},
    "duplicates": {"max_others": (0, 1, 25)},
}
RULES = (
    "checks.{key}.outcome != 'clear'",
    "checks.{key}.flagged > 0",
    "checks.{key}.score < 0.7",
    "size(reasons) > 2",
    "checks.{key}.values.nothing > 1.0",
)


@dataclass(frozen=True)
class Others:
    """So many others carry every number of a kind."""

    counts: Mapping[str, int]

    def others(self, submission_id: str, kind: str, number: str) -> tuple[str, ...]:
        return tuple(f"app_{place}" for place in range(self.counts.get(kind, 0) + len(number) % 2))


@dataclass(frozen=True)
class World:
    """What a verification finds: the evidence, the lists, the numbers, and when."""

    evidence: Evidence
    screener: samples.Lists | None
    numbers: Others | None
    at: datetime

    def report(self, policy: Policy) -> Report:
        """The report as it comes back from the store."""
        today = policy.terms.calendar.day_of(self.at)
        context = LineContext(today, policy, self.screener, self.numbers)
        head = Head("rep", "ver", self.at, Subject("app", None, None))
        made = seal(conclude(check_all(self.evidence, context), policy, head))
        return from_json(json.loads(json.dumps(as_json(made))))

    @property
    def kept(self) -> Evidence:
        """The evidence as it comes back from the store."""
        return parse(Evidence, dump(self.evidence))


@st.composite
def hits(draw: st.DrawFn) -> Hit:
    found = samples.listed(
        f"x-{draw(st.integers(0, 40))}",
        topics=draw(st.sampled_from([("sanction",), ("role.pep",), ("role.pep", "sanction"), (), ("crime.terror",)])),
        score=draw(st.sampled_from([0.3, 0.69, 0.71, 0.95])),
        source=draw(st.sampled_from(["un_sc", "local"])),
        only_name=draw(st.booleans()),
    )
    is_cleared = found.flagged and draw(st.booleans())
    return replace(found, status=HitStatus.FALSE_POSITIVE) if is_cleared else found


@st.composite
def evidence(draw: st.DrawFn) -> Evidence:
    fields = dict(draw(st.sampled_from([samples.KTP, samples.PASSPORT])))
    for gone in draw(st.lists(st.sampled_from(sorted(fields)), max_size=2)):
        fields.pop(gone, None)
    kind = draw(st.sampled_from(["idn_ktp", "icao_td3", None]))
    document = samples.document(fields, kind=kind, issues=draw(st.sampled_from([(), ("NIK.DOB_MISMATCH",)])))
    if draw(st.booleans()) and "name" in fields:
        name = samples.reading(draw(st.sampled_from(["SITI AMINAH", "SITI AMINA", "BUDI"])), FieldStatus.READ)
        document = replace(document, fields={**document.fields, "name": name})
    faces = samples.pair(
        draw(st.sampled_from([1e-7, 1e-4, 5e-3, 0.05, 0.5, None])),
        selfie=FaceImage(None, 1, issues=draw(st.sampled_from([(), ("FACE.POOR",)]))),
    )
    agreeing = {"name": 0.95, "gender": draw(st.sampled_from([0.1, 1.0, None]))}
    registry = RegistryAnswer("r", "1", True, agreeing) if draw(st.booleans()) else RegistryAnswer("r", "1", False, {})
    return samples.evidence(
        declared=draw(st.sampled_from([samples.DECLARED, DeclaredData(), DeclaredData(name="Somebody Else")])),
        document=draw(st.sampled_from([document, document, None])),
        faces=draw(st.sampled_from([faces, faces, None])),
        registry=draw(st.sampled_from([registry, None])),
        failures=draw(st.sampled_from([{}, {"registry": "REG.UNAVAILABLE"}, {"faces": "SYS.ENGINE_ERROR"}])),
    )


@st.composite
def worlds(draw: st.DrawFn) -> World:
    found = draw(st.lists(hits(), max_size=25))
    listed = tuple(sorted({hit.entity_id: hit for hit in found}.values(), key=lambda hit: (-hit.score, hit.entity_id)))
    lists = (samples.fetched("un_sc", draw(st.sampled_from([1, 8, 40]))), samples.fetched("local", 1))
    screener = samples.Lists(*listed, lists=draw(st.sampled_from([lists, ()])))
    return World(
        draw(evidence()),
        draw(st.sampled_from([screener, screener, None])),
        draw(st.sampled_from([Others({"nik": 0}), Others({"nik": 30, "document_number": 1}), None])),
        EVENING + timedelta(seconds=draw(st.integers(0, 2))),
    )


@st.composite
def policies(draw: st.DrawFn, keys: tuple[str, ...] = tuple(KNOWN)) -> Policy:
    """A policy that enables some checks, or those named, under some thresholds."""
    enabled = draw(st.permutations(keys))[: draw(st.integers(1, len(keys)))] if keys == tuple(KNOWN) else keys
    written = {
        "id": "drawn",
        "version": str(draw(st.integers(0, 10**6))),
        "checks": {key: _check(draw, key) for key in enabled},
        "rules": [
            {
                "id": f"rule-{number}",
                "when": draw(st.sampled_from(RULES)).format(key=draw(st.sampled_from(enabled))),
                "then": draw(st.sampled_from(["review", "resubmit", "reject"])),
                "queue": draw(st.sampled_from(["default", "slow", "fast"])),
                "priority": draw(st.integers(0, 100)),
                "points": draw(st.integers(0, 50)),
            }
            for number in range(draw(st.integers(0, 3)))
        ],
        "business_hours": {"zone": draw(st.sampled_from(["Asia/Jakarta", "Europe/London"]))},
    }
    return load(json.dumps(written))


def _check(draw: st.DrawFn, key: str) -> dict[str, object]:
    thresholds = {name: draw(st.sampled_from(values)) for name, values in THRESHOLDS.get(key, {}).items()}
    return {
        "fail": draw(st.sampled_from(["review", "resubmit", "reject"])),
        "consider": draw(st.sampled_from(["approve", "review", "resubmit"])),
        "points": draw(st.integers(0, 60)),
        "thresholds": thresholds,
    }
