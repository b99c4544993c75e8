"""Every check answers any evidence, and never with a pass it did not earn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kyc.checks import CHECKS
from kyc.model.check import CheckResult, Outcome
from kyc.model.context import CheckContext
from kyc.model.document import DigitStatus, DocumentReading, FieldReading, FieldStatus, ImageQuality, MrzReading
from kyc.model.evidence import Evidence, ImageFact
from kyc.model.face import Face, FaceImage, FacePair
from kyc.model.geometry import Box
from kyc.model.reasons import CATALOGUE
from kyc.model.registry import RegistryAnswer
from kyc.model.screening import Algorithm, Hit, HitField, ListVersion, Screening, ScreeningQuery, Verdict
from kyc.model.submission import DeclaredData
from watchlists.dates import PartialDate

TODAY = date(2026, 11, 22)

FIELDS = [
    *("nik", "name", "surname", "given_names", "birth_date", "sex", "nationality", "address", "regency"),
    *("valid_until", "expiry_date", "document_number"),
]
codes = st.one_of(st.sampled_from(sorted(CATALOGUE)), st.text(max_size=8))
numbers = st.floats(allow_nan=True, allow_infinity=True)
values = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["SEUMUR HIDUP", "WNI", "LAKI-LAKI", "1990-02-30", "2029", "1980-01-02", "D<<", "0", ""]),
)
days = st.builds(PartialDate, st.integers(1, 9999), st.integers(1, 12) | st.none())
quads = st.just(((0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0))) | st.none()
readings = st.builds(
    FieldReading,
    value=values | st.none(),
    raw=st.none(),
    confidence=numbers,
    source=st.none(),
    status=st.sampled_from(FieldStatus),
    quad=quads,
)
qualities = st.builds(
    ImageQuality,
    width=st.integers(),
    height=st.integers(),
    sharpness=numbers | st.none(),
    glare=numbers | st.none(),
    issues=st.lists(codes, max_size=3).map(tuple),
)
zones = st.builds(
    MrzReading,
    format=st.sampled_from(["TD1", "TD2", "TD3", "MRV-A", "MRV-B", "?"]),
    lines=st.lists(st.text("AB<", max_size=44), max_size=3).map(tuple),
    digits=st.dictionaries(st.text(max_size=4), st.sampled_from(DigitStatus), max_size=3),
)
documents = st.builds(
    DocumentReading,
    document_type=st.sampled_from(["idn_ktp", "icao_td3", "other", None]),
    quality=qualities,
    fields=st.dictionaries(st.sampled_from(FIELDS), readings),
    mrz=zones | st.none(),
    quad=quads,
    portrait=quads,
    issues=st.lists(codes, max_size=4).map(tuple),
)
faces = st.builds(
    FaceImage,
    face=st.none() | st.just(Face(Box(1, 2, 3, 4), (), 0.9)),
    found=st.integers(0, 3),
    issues=st.lists(codes, max_size=2).map(tuple),
)
pairs = st.builds(
    FacePair,
    card=faces,
    selfie=faces,
    score=numbers | st.none(),
    fmr=st.none() | numbers | st.floats(0, 1),
    fmr_extrapolated=st.booleans(),
    scores=st.dictionaries(st.sampled_from(["sface", "dlib"]), numbers | st.none()),
    reasons=st.lists(codes, max_size=2).map(tuple),
    calibration=st.none() | st.text(max_size=4),
)
images = st.builds(
    ImageFact,
    role=st.sampled_from(["document", "selfie", "back"]),
    sha256=st.just("0" * 64),
    quality=qualities | st.none(),
    fault=codes | st.none(),
)
declarations = st.builds(
    DeclaredData,
    name=values | st.none(),
    birth_date=days | st.none(),
    gender=values | st.none(),
    nationality=values | st.none(),
    document_number=values | st.none(),
    address=values | st.none(),
)
registries = st.builds(
    RegistryAnswer,
    provider=st.text(max_size=4),
    version=st.just("1"),
    found=st.just(True),
    fields=st.dictionaries(st.sampled_from(FIELDS), st.none() | numbers | st.floats(0, 1)),
) | st.just(RegistryAnswer("bureau", "1", False))
evidences = st.builds(
    Evidence,
    submission_id=st.just("s"),
    declared=declarations,
    images=st.lists(images, max_size=3).map(tuple),
    document=documents | st.none(),
    back=documents | st.none(),
    faces=pairs | st.none(),
    failures=st.dictionaries(st.sampled_from(["document", "faces", "registry"]), codes),
    registry=st.none() | registries,
)
hits = st.builds(
    Hit,
    entity_id=st.text(max_size=3),
    caption=st.just("X"),
    source=st.sampled_from(["un_sc", "id_ppatk_dttot", "local"]),
    topics=st.lists(st.sampled_from(["sanction", "role.pep", "crime.terror", "poi"]), max_size=2).map(tuple),
    score=st.floats(0, 1),
    bits=numbers,
    strength=numbers,
    coverage=numbers,
    flagged=st.booleans(),
    fields=st.just((HitField("name", "x", "x", 1.0, 9.0, Verdict.AGREES),)),
)
lists = st.builds(
    ListVersion,
    id=st.sampled_from(["un_sc", "local", "unheard_of"]),
    version=st.just("1"),
    sha256=st.just("0"),
    entries=st.integers(),
    fetched_at=st.datetimes(timezones=st.just(UTC)),
)


@dataclass(frozen=True)
class Answering:
    """A screener that gives one answer to every question."""

    lists: tuple[ListVersion, ...]
    hits: tuple[Hit, ...]

    def screen(self, query: ScreeningQuery) -> Screening:
        return Screening(query, Algorithm("fake", "1", 0.7), self.lists, self.hits)


screeners = st.none() | st.builds(
    Answering, st.lists(lists, max_size=2).map(tuple), st.lists(hits, max_size=3).map(tuple)
)


class Carried:
    """About half of all numbers are carried by two others."""

    def others(self, submission_id: str, kind: str, number: str) -> tuple[str, ...]:
        return ("app_1", "app_2") if ord(number[0]) % 2 == 0 else ()


def run(key: str, evidence: Evidence, screener: Answering | None = None) -> CheckResult:
    return CHECKS[key].run(evidence, CheckContext(TODAY, CHECKS[key].THRESHOLDS, screener, Carried()))


def test_the_checks_of_the_design_are_there() -> None:
    expected = "age document_integrity document_validity duplicates face_match identity_match image_quality"
    assert {*expected.split(), "pep", "registry", "sanctions"} <= set(CHECKS)


@pytest.mark.parametrize("key", CHECKS)
def test_a_check_states_its_question_and_its_thresholds(key: str) -> None:
    check = CHECKS[key]
    assert check.QUESTION.endswith("?")
    assert isinstance(check.THRESHOLDS, Mapping)
    assert all(isinstance(value, float) for value in check.THRESHOLDS.values())


@pytest.mark.parametrize("key", CHECKS)
def test_without_any_evidence_a_check_is_unable_and_says_why(key: str) -> None:
    result = run(key, Evidence("s", DeclaredData()))
    assert result.outcome is Outcome.UNABLE
    assert set(result.reasons) <= set(CATALOGUE)


@pytest.mark.parametrize("key", CHECKS)
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(evidence=evidences, screener=screeners)
def test_a_check_answers_any_evidence(key: str, evidence: Evidence, screener: Answering | None) -> None:
    result = run(key, evidence, screener)
    items = [item for part in result.breakdown for item in part.items]
    names = [item.name for item in items]
    assert result.check == key
    assert result.score is None or 0 <= result.score <= 1
    assert set(result.reasons) <= set(CATALOGUE)
    assert len(names) == len(set(names)), "rules of a policy name items, so each name stands once"
    assert all(item.outcome is Outcome.CLEAR or set(item.reasons) <= set(result.reasons) for item in items)
    assert run(key, evidence, screener) == result


@pytest.mark.parametrize("key", ["document_integrity", "document_validity", "face_match", "identity_match", "age"])
@given(code=st.sampled_from(["SYS.ENGINE_ERROR", "SYS.TIMEOUT"]))
def test_a_failed_engine_never_reads_as_a_pass(key: str, code: str) -> None:
    everything_failed = Evidence("s", DeclaredData(name="Budi"), failures={"document": code, "faces": code})
    assert run(key, everything_failed).outcome is Outcome.UNABLE


def test_the_pictures_of_fields_are_pointed_at() -> None:
    quad = ((1.0, 1.0), (2.0, 1.0), (2.0, 2.0), (1.0, 2.0))
    born = FieldReading("1990-05-17", "17-05-1990", 0.9, "rapidocr", FieldStatus.READ, quad)
    document = DocumentReading("idn_ktp", ImageQuality(9, 9), {"birth_date": born})
    evidence = Evidence("s", DeclaredData(), (ImageFact("document", "ab" * 32),), document)
    result = CHECKS["age"].run(evidence, CheckContext(TODAY, {"min_age": 17.0}))
    (ref,) = result.breakdown[0].items[0].evidence
    assert (ref.box, ref.blob, ref.sha256) == (quad, "document", "ab" * 32)
    assert result.inputs == ("ab" * 32,)


def test_lists_are_aged_by_the_day_of_the_check() -> None:
    fresh = ListVersion("un_sc", "1", "0", 1, datetime(2026, 11, 20, tzinfo=UTC))
    name = FieldReading("BUDI", "BUDI", 0.9, "rapidocr", FieldStatus.READ)
    evidence = Evidence("s", DeclaredData(), (), DocumentReading("idn_ktp", ImageQuality(9, 9), {"name": name}))
    assert run("sanctions", evidence, Answering((fresh,), ())).outcome is Outcome.CLEAR
