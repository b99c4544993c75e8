"""Reports made by hand, of invented people: clear, review with a hit, reject, unable."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, datetime

from PIL import Image as Pillow
from PIL import ImageDraw

from kyc.model.check import Breakdown, CheckResult, EngineUsed, EvidenceRef, Item, OperatingPoint, Outcome
from kyc.model.document import DocumentReading, FieldReading, FieldStatus, ImageQuality
from kyc.model.evidence import Evidence, ImageFact
from kyc.model.face import Face, FaceImage, FacePair
from kyc.model.geometry import Box, Quad
from kyc.model.report import (
    Counterfactual,
    PolicyRef,
    Recommendation,
    Report,
    ReportOutcome,
    RiskLevel,
    Subject,
    TraceStep,
)
from kyc.model.screening import (
    Algorithm,
    Hit,
    HitField,
    ListVersion,
    Screening,
    ScreeningQuery,
    Verdict,
)
from kyc.model.submission import DeclaredData
from watchlists.dates import PartialDate

AT = datetime(2026, 11, 22, 9, 30, 15, 250_000, tzinfo=UTC)
CARD_DIGEST, SELFIE_DIGEST = "c1" * 32, "5e" * 32
CARD_SIZE, SELFIE_SIZE = (1000, 640), (600, 760)
CARD: Quad = ((50, 40), (950, 40), (950, 600), (50, 600))
FIELDS = {  # key: value, raw, confidence, status, row on the drawn card
    "province": ("PROVINSI MALUKU", "PROVINSI MALUKU", 0.99, FieldStatus.READ),
    "regency": ("KOTA AMBON", "K0TA AMBON", 0.91, FieldStatus.READ),
    "nik": ("8171015703920004", "8171015703920004", 0.97, FieldStatus.VERIFIED),
    "name": ("SARI WULANDARI", "SARI WULANDARI", 0.98, FieldStatus.READ),
    "birth_place": ("AMBON", "AMBON", 0.97, FieldStatus.READ),
    "birth_date": ("1992-03-17", "17-03-1992", 0.96, FieldStatus.VERIFIED),
    "sex": ("PEREMPUAN", "PEREMPUAN", 0.95, FieldStatus.VERIFIED),
    "address": ("JL. PATTIMURA NO. 12", "JL.PATTIMURA NO.12", 0.88, FieldStatus.READ),
    "religion": ("KRISTEN", "KRISTEM", 0.61, FieldStatus.DOUBTFUL),
    "nationality": ("WNI", "WNI", 0.97, FieldStatus.READ),
    "valid_until": ("SEUMUR HIDUP", "SEUMUR HIDUP", 0.94, FieldStatus.READ),
}
DECLARED = DeclaredData(
    name="Sari Wulandari",
    birth_date=PartialDate(1992, 3, 17),
    gender="female",
    nationality="IDN",
    document_number="8171015703920004",
    external_id="onboarding-4711",
)
LISTS = (
    ListVersion("us_ofac_sdn", "2026-11-20", "0a" * 32, 17_204, datetime(2026, 11, 21, 2, 0, tzinfo=UTC)),
    ListVersion("un_sc", "2026-10-02", "0b" * 32, 1_012, datetime(2026, 10, 3, 2, 0, tzinfo=UTC)),
    ListVersion("local", "7", "0c" * 32, 41, datetime(2026, 11, 1, 8, 30, tzinfo=UTC)),
)
QUERY = ScreeningQuery(
    "SARI WULANDARI",
    birth_date=PartialDate(1992, 3, 17),
    countries=("IDN",),
    gender="female",
    id_numbers=("8171015703920004",),
)


def box_of(row: int) -> Quad:
    """Where a row of text is printed on the drawn card, in its pixels."""
    return Box(300, 70 + 44 * row, 420, 34).quad


def reading(fields: Mapping[str, tuple[str, str, float, FieldStatus]] = FIELDS) -> DocumentReading:
    """A card read in full, but for its issue place."""
    read = {
        key: FieldReading(value, raw, sure, "rapidocr", status, box_of(row))
        for row, (key, (value, raw, sure, status)) in enumerate(fields.items())
    }
    missing = FieldReading(None, None, 0.0, None, FieldStatus.MISSING)
    return DocumentReading(
        "idn_ktp",
        ImageQuality(*CARD_SIZE, sharpness=412.0, glare=0.01, brightness=0.62, contrast=0.31, saturation=0.28),
        {**read, "issue_place": missing},
        quad=CARD,
        portrait=Box(80, 200, 190, 250).quad,
        engine="rapidocr 3.10.0",
    )


def face(x: float, y: float, distance: float) -> Face:
    """A face whose eyes stand level around a point."""
    half = distance / 2
    marks = ((x - half, y), (x + half, y), (x, y + half), (x - half, y + distance), (x + half, y + distance))
    return Face(Box(x - distance, y - distance, 2 * distance, 2.6 * distance), marks, 0.93)


def pair(score: float | None, fmr: float | None, *reasons: str, extrapolated: bool = False) -> FacePair:
    """A portrait and a selfie with a fused score."""
    return FacePair(
        FaceImage(face(175, 300, 70), 1),
        FaceImage(face(300, 330, 130), 1),
        score,
        fmr,
        extrapolated,
        {"sface": 0.61, "dlib": -0.41},
        reasons,
        calibration="2026-11-photos",
        engine="sface+dlib",
    )


def evidence(faces: FacePair | None = None, *, declared: DeclaredData = DECLARED) -> Evidence:
    """What was learned from the two drawn images."""
    facts = (ImageFact("document", CARD_DIGEST), ImageFact("selfie", SELFIE_DIGEST))
    return Evidence("sub-1", declared, facts, reading(), faces=faces or pair(0.64, 8.3e-5))


def images() -> dict[str, bytes]:
    """A drawn card and a drawn selfie, as JPEG files."""
    return {"document": _card(), "selfie": _selfie()}


def field_item(name: str, outcome: Outcome = Outcome.CLEAR, *reasons: str, value: float = 1.0) -> Item:
    ref = EvidenceRef("field", "document", CARD_DIGEST, box_of(3))
    return Item(name, outcome, value, {"clear": 0.9}, OperatingPoint(None, "set by hand"), reasons, (ref,))


def check(key: str, outcome: Outcome = Outcome.CLEAR, *reasons: str, items: tuple[Item, ...] = ()) -> CheckResult:
    scores = {Outcome.CLEAR: 0.97, Outcome.CONSIDER: 0.55, Outcome.FAIL: 0.05, Outcome.UNABLE: None}
    groups = (Breakdown("measurements", outcome, items),) if items else ()
    engine = EngineUsed("own", "0.1.0")
    return CheckResult(key, outcome, scores[outcome], reasons, groups, engine, (CARD_DIGEST,), duration_ms=12.5)


def face_check(
    outcome: Outcome = Outcome.CLEAR, *reasons: str, score: float = 0.64, fmr: float = 8.3e-5
) -> CheckResult:
    limits, source = {"clear_fmr": 1e-3, "review_fmr": 1e-2}, OperatingPoint(1e-3, "2026-11-photos")
    refs = (EvidenceRef("face", "document", CARD_DIGEST, Box(80, 200, 190, 250).quad),)
    rate = Item("fmr", outcome, fmr, limits, source, reasons, refs)
    fused = Item("score.fused", Outcome.CLEAR, score)
    return check("face_match", outcome, *reasons, items=(rate, fused))


def hit(*, flagged: bool = True, score: float = 0.947, entity_id: str = "local-17") -> Hit:
    """A listed namesake with the same birth date, or one with another."""
    born = ("1992-03-17", 1.0, 9.4, Verdict.AGREES) if flagged else ("1961-08-02", 0.0, -8.1, Verdict.CONTRADICTS)
    fields = (
        HitField("name", "SARI WULANDARI", "Wulandari, Sari", 0.98, 11.2, Verdict.AGREES),
        HitField("birth_date", "1992-03-17", born[0], born[1], born[2], born[3]),
        HitField("country", "IDN", "IDN", 1.0, 1.1, Verdict.AGREES),
        HitField("gender", "female", None, None, 0.0, Verdict.NOT_COMPARED),
        HitField("id_number", "8171015703920004", None, None, 0.0, Verdict.NOT_COMPARED),
    )
    return Hit(
        entity_id,
        "WULANDARI, Sari",
        "local",
        ("sanction", "crime.terror"),
        score,
        sum(part.contribution for part in fields),
        0.98,
        0.6,
        flagged,
        fields,
        name="Wulandari, Sari",
        programmes=("EXAMPLE-1",),
        url="https://lists.example/local-17",
    )


def screening(*hits: Hit, lists: tuple[ListVersion, ...] = LISTS) -> Screening:
    return Screening(QUERY, Algorithm("kyc-screening", "0.1.0", 0.7), lists, hits)


def report(
    recommendation: Recommendation,
    risk: int,
    level: RiskLevel,
    *reasons: str,
    checks: tuple[CheckResult, ...],
    screened: Screening | None = None,
    decided_by: str = "policy",
) -> Report:
    """One report around the given checks; its trace has a step a check."""
    trace = tuple(
        TraceStep(
            f"{result.check}-{result.outcome}",
            {f"{result.check}.outcome": result.outcome.value},
            result.outcome is not Outcome.CLEAR,
            "review",
        )
        for result in checks
    )
    edges = {"risk.low_from": 0.0, "risk.medium_from": 30.0, "risk.high_from": 60.0}
    band = TraceStep(f"band.{level}", {"risk.points": float(risk), **edges}, risk >= 30, "review")
    return Report(
        "rep-1",
        "ver-1",
        1,
        AT,
        Subject("app-1", "onboarding-4711", "d1" * 32),
        ReportOutcome(recommendation, risk, level, reasons, decided_by),
        PolicyRef("id-onboarding", "1", "70" * 32),
        checks,
        screened,
        (*trace, band),
        (Counterfactual("face_match clear instead of consider", Recommendation.APPROVE),),
        ("Liveness was not examined: nobody knows whether a living person stood before the camera.",),
    )


def _quiet_checks() -> tuple[CheckResult, ...]:
    fields = tuple(field_item(name) for name in ("name", "birth_date", "gender", "nationality", "number"))
    sharp = Item("sharpness", Outcome.CLEAR, 412.0, {"clear": 120.0, "review": 60.0})
    return (
        check("image_quality", items=(sharp, Item("glare", Outcome.CLEAR, 0.01, {"review": 0.12}))),
        check("document_integrity"),
        check("document_validity"),
        check("identity_match", items=fields),
        check("age", items=(Item("years", Outcome.CLEAR, 34, {"minimum": 17.0}),)),
    )


def clear() -> Report:
    checks = (*_quiet_checks(), face_check(), check("sanctions"), check("pep"))
    seen = screening(hit(flagged=False, score=0.41, entity_id="local-23"))
    return report(Recommendation.APPROVE, 4, RiskLevel.LOW, checks=checks, screened=seen)


def review() -> Report:
    flagged = hit()
    item = Item("best hit", Outcome.CONSIDER, flagged.score, {"flag": 0.7}, None, ("SCR.SANCTION",))
    sanctions = check("sanctions", Outcome.CONSIDER, "SCR.SANCTION", "SCR.TERROR_LIST", items=(item,))
    checks = (*_quiet_checks(), face_check(), sanctions, check("pep"))
    seen = screening(flagged, hit(flagged=False, score=0.41, entity_id="local-23"))
    reasons = ("SCR.SANCTION", "SCR.TERROR_LIST")
    return report(Recommendation.REVIEW, 72, RiskLevel.HIGH, *reasons, checks=checks, screened=seen)


def reject() -> Report:
    other = face_check(Outcome.FAIL, "FACE.NO_MATCH", score=-0.31, fmr=0.42)
    checks = (*_quiet_checks(), other, check("sanctions"), check("pep"))
    return report(Recommendation.REJECT, 90, RiskLevel.HIGH, "FACE.NO_MATCH", checks=checks, screened=screening())


def unable() -> Report:
    checks = (
        check("image_quality", Outcome.CONSIDER, "IMG.BLUR", "IMG.GLARE"),
        check("face_match", Outcome.UNABLE, "FACE.NONE"),
        check("identity_match", Outcome.UNABLE, "OCR.FIELD_MISSING"),
        check("sanctions", Outcome.UNABLE, "SCR.INCOMPLETE"),
    )
    reasons = ("IMG.BLUR", "IMG.GLARE", "FACE.NONE", "OCR.FIELD_MISSING", "SCR.INCOMPLETE")
    return report(Recommendation.RESUBMIT, 48, RiskLevel.MEDIUM, *reasons, checks=checks)


REPORTS = {"clear": clear, "review": review, "reject": reject, "unable": unable}


def _card() -> bytes:
    sheet = Pillow.new("RGB", CARD_SIZE, (92, 96, 104))
    draw = ImageDraw.Draw(sheet)
    draw.polygon(CARD, fill=(168, 205, 226))
    draw.rectangle((80, 200, 270, 450), fill=(200, 60, 60))
    for row, (value, *_) in enumerate(FIELDS.values()):
        draw.text((306, 76 + 44 * row), value, fill=(20, 20, 30))
    return _jpeg(sheet)


def _selfie() -> bytes:
    sheet = Pillow.new("RGB", SELFIE_SIZE, (205, 210, 214))
    ImageDraw.Draw(sheet).ellipse((160, 180, 440, 560), fill=(214, 170, 140))
    return _jpeg(sheet)


def _jpeg(sheet: Pillow.Image) -> bytes:
    sink = io.BytesIO()
    sheet.save(sink, "JPEG", quality=90)
    return sink.getvalue()
