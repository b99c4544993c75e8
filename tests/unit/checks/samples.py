"""Evidence for the tests of checks: an invented applicant whose every part can be changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from kyc.checks import CHECKS
from kyc.model.check import CheckResult, Item
from kyc.model.context import CheckContext, Screener
from kyc.model.document import DocumentReading, FieldReading, FieldStatus, ImageQuality
from kyc.model.evidence import Evidence, ImageFact
from kyc.model.face import FaceImage, FacePair
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

TODAY = date(2026, 11, 22)
GOOD = ImageQuality(1600, 1000, sharpness=300.0)

KTP = {
    "nik": "3273015705900003",
    "name": "SITI AMINAH",
    "birth_date": "1990-05-17",
    "sex": "PEREMPUAN",
    "nationality": "WNI",
    "valid_until": "SEUMUR HIDUP",
    "address": "JL. MERDEKA NO. 5",
}
PASSPORT = {
    "surname": "ERIKSSON",
    "given_names": "ANNA MARIA",
    "document_number": "L898902C3",
    "nationality": "UTO",
    "birth_date": "1974-08-12",
    "sex": "F",
    "expiry_date": "2030-04-15",
}
DECLARED = DeclaredData(
    name="Siti Aminah",
    birth_date=PartialDate(1990, 5, 17),
    gender="female",
    nationality="IDN",
    document_number="3273015705900003",
    address="Jalan Merdeka 5",
)


def reading(value: str | None, status: FieldStatus = FieldStatus.READ) -> FieldReading:
    return FieldReading(value, value, 0.9, "test", status)


def document(fields: dict[str, str], *, kind: str | None = "idn_ktp", issues: tuple[str, ...] = ()) -> DocumentReading:
    return DocumentReading(kind, GOOD, {key: reading(value) for key, value in fields.items()}, issues=issues)


def ktp(issues: tuple[str, ...] = (), **changes: str | None) -> DocumentReading:
    """A KTP with fields changed, or left out where None."""
    fields = {key: value for key, value in {**KTP, **changes}.items() if value is not None}
    return document(fields, issues=issues)


def passport(issues: tuple[str, ...] = (), **changes: str | None) -> DocumentReading:
    fields = {key: value for key, value in {**PASSPORT, **changes}.items() if value is not None}
    return document(fields, kind="icao_td3", issues=issues)


def pair(fmr: float | None = 1e-5, **changes: object) -> FacePair:
    score = None if fmr is None else 0.8
    whole = FacePair(FaceImage(None, 1), FaceImage(None, 1), score, fmr, False, {"sface": 0.7}, (), "test-2026")
    return replace(whole, **changes)  # type: ignore[arg-type]


def evidence(**changes: object) -> Evidence:
    images = (ImageFact("document", "d" * 64, GOOD), ImageFact("selfie", "e" * 64, GOOD))
    whole = Evidence("s", DECLARED, images, ktp(), faces=pair())
    return replace(whole, **changes)  # type: ignore[arg-type]


def run(
    check: str,
    given: Evidence,
    *,
    screener: Screener | None = None,
    today: date = TODAY,
    zone: str = "UTC",
    **thresholds: float,
) -> CheckResult:
    limits = {**CHECKS[check].THRESHOLDS, **thresholds}
    return CHECKS[check].run(given, CheckContext(today, limits, screener, zone=zone))


def item(result: CheckResult, name: str) -> Item:
    return next(item for part in result.breakdown for item in part.items if item.name == name)


def listed(
    entity: str = "un-1",
    *,
    topics: tuple[str, ...] = ("sanction",),
    score: float = 0.95,
    source: str = "un_sc",
    only_name: bool = False,
) -> Hit:
    verdict = Verdict.NOT_COMPARED if only_name else Verdict.AGREES
    fields = (
        HitField("name", "x", "x", 1.0, 8.0, Verdict.AGREES),
        HitField("birth_date", "x", None if only_name else "x", None if only_name else 1.0, 3.0, verdict),
    )
    return Hit(entity, "INVENTED", source, topics, score, 11.0, 0.9, 0.6, score >= 0.7, fields)


def fetched(source: str, days_ago: int) -> ListVersion:
    return ListVersion(source, "1", "0" * 64, 10, datetime(2026, 11, 22, tzinfo=UTC) - timedelta(days=days_ago))


class Lists:
    """A screener that finds what it is told to, and remembers what it was asked."""

    def __init__(self, *hits: Hit, lists: tuple[ListVersion, ...] = (fetched("un_sc", 1), fetched("local", 1))) -> None:
        self.hits, self.lists = hits, lists
        self.asked: list[ScreeningQuery] = []

    def screen(self, query: ScreeningQuery) -> Screening:
        self.asked.append(query)
        return Screening(query, Algorithm("test", "1", 0.7), self.lists, self.hits)
