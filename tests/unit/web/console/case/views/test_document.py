"""The card and every source of its fields."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kyc.model.check import Outcome
from kyc.model.document import DocumentReading, FieldReading, FieldStatus, ImageQuality
from kyc.model.evidence import Evidence, ImageFact
from kyc.model.registry import RegistryAnswer
from kyc.model.submission import DeclaredData
from kyc.reporting.pictures import card_picture, open_images
from kyc.web.console.case.views.document import DocumentView, FieldRow, RowVerdict, document_view
from kyc.web.console.case.views.frame import frame_of
from kyc.web.console.case.views.nik import derived_of
from tests.unit.web.console.case.lived import KEYS, World, world

TODAY = date(2026, 11, 22)
NIK = "3573011708750001"  # Malang, born 17 August 1975, a man


@pytest.fixture(scope="module")
def lived() -> World:
    return world()


def reading(status: FieldStatus = FieldStatus.READ, /, **fields: str) -> DocumentReading:
    read = {key: FieldReading(value, value, 0.9, "test", status) for key, value in fields.items()}
    return DocumentReading("idn_ktp", ImageQuality(1000, 600), read)


def row_of(view: DocumentView, key: str) -> FieldRow:
    return next(row for row in view.rows if row.key == key)


def view_of(card: DocumentReading | None, **more: object) -> DocumentView:
    evidence = Evidence("ver", DeclaredData(), document=card)
    return document_view(None, replace(evidence, **more), TODAY)  # type: ignore[arg-type]


@pytest.mark.parametrize("key", KEYS)
def test_every_golden_applicant_has_a_document_page(lived: World, key: str) -> None:
    person = lived.applicants[key]
    for report in (person.report, None):
        view = document_view(report, person.evidence, TODAY)
        assert view.rows
        assert {box.number for box in view.boxes} == {row.number for row in view.rows if row.number}


@pytest.mark.parametrize("key", KEYS)
def test_the_frame_is_the_one_the_picture_is_drawn_in(lived: World, key: str) -> None:
    person = lived.applicants[key]
    images = open_images({image.role: image.content for image in person.submission.images})
    card, frame = person.evidence.document, frame_of(person.evidence.document)
    if card and frame:
        picture = card_picture(images["document"], card.quad)
        assert (picture.width, picture.height) == (frame.width, frame.height)


def test_boxes_lie_within_the_picture(lived: World) -> None:
    view = document_view(None, lived.applicants["upside_down"].evidence, TODAY)
    assert view.frame
    for box in view.boxes:
        assert all(0 <= x <= view.frame.width and 0 <= y <= view.frame.height for x, y in box.corners)


def test_a_contradiction_of_the_number_is_seen_in_its_row(lived: World) -> None:
    person = lived.applicants["nik_contradiction"]
    row = row_of(document_view(person.report, person.evidence, TODAY), "birth_date")
    assert row.verdict is RowVerdict.DIFFERS
    assert row.derived is not None
    assert row.derived.agrees is False


@pytest.mark.parametrize(
    ("printed", "said", "agrees"),
    [
        ({"birth_date": "1975-08-17"}, "1975-08-17", True),
        ({"birth_date": "1975-08-18"}, "1975-08-17", False),
        ({}, "1975-08-17", None),  # nothing printed, nothing contradicted; the youngest century that has been
    ],
)
def test_the_number_tells_the_birth_date(printed: dict[str, str], said: str, agrees: bool | None) -> None:
    derived = derived_of(reading(nik=NIK, **printed), TODAY)["birth_date"]
    assert (derived.text, derived.agrees) == (said, agrees)


@pytest.mark.parametrize(
    ("field", "printed", "agrees"),
    [
        ("sex", "LAKI-LAKI", True),
        ("sex", "PEREMPUAN", False),
        ("province", "PROVINSI JAWA TIMUR", True),
        ("province", "PROVINSI BALI", False),
        ("regency", "KOTA MALANG", True),
        ("regency", "KABUPATEN MALANG", False),  # another place of the same name
    ],
)
def test_the_number_tells_sex_and_region(field: str, printed: str, agrees: bool) -> None:
    assert derived_of(reading(nik=NIK, **{field: printed}), TODAY)[field].agrees is agrees


@pytest.mark.parametrize("number", ["", "12", "3573013208750001", "not a number"])
def test_a_number_that_is_none_says_nothing(number: str) -> None:
    assert derived_of(reading(nik=number), TODAY) == {}


@pytest.mark.parametrize(
    ("status", "registry", "verdict"),
    [
        (FieldStatus.READ, None, RowVerdict.ALONE),
        (FieldStatus.VERIFIED, None, RowVerdict.AGREES),
        (FieldStatus.READ, 1.0, RowVerdict.AGREES),
        (FieldStatus.READ, 0.9, RowVerdict.AGREES),
        (FieldStatus.READ, 0.4, RowVerdict.DIFFERS),
        (FieldStatus.VERIFIED, 0.0, RowVerdict.DIFFERS),
        (FieldStatus.DOUBTFUL, 1.0, RowVerdict.DOUBTFUL),
        (FieldStatus.DOUBTFUL, 0.0, RowVerdict.DIFFERS),
        (FieldStatus.MISSING, None, RowVerdict.MISSING),
    ],
)
def test_the_sources_of_a_field_make_one_verdict(
    status: FieldStatus, registry: float | None, verdict: RowVerdict
) -> None:
    said = RegistryAnswer("test", "1", found=True, fields={"name": registry}) if registry is not None else None
    assert row_of(view_of(reading(status, name="BUDI"), registry=said), "name").verdict is verdict


def test_the_registrys_word_for_sex_reaches_the_cards() -> None:
    view = view_of(reading(sex="LAKI-LAKI"), registry=RegistryAnswer("test", "1", found=True, fields={"gender": 1.0}))
    row = row_of(view, "sex")
    assert row.registry is not None
    assert row.registry.agrees


def test_a_declared_value_without_a_field_has_a_row_of_its_own() -> None:
    row = row_of(view_of(None, declared=DeclaredData(phone="+62 812")), "phone")
    assert (row.declared, row.read, row.verdict) == ("+62 812", None, RowVerdict.ALONE)


def test_a_declared_name_that_a_passport_tells_in_two_parts_agrees(lived: World) -> None:
    person = lived.applicants["clear_passport"]
    assert row_of(document_view(person.report, person.evidence, TODAY), "name").verdict is RowVerdict.AGREES


def test_the_identity_checks_finding_stands_beside_the_declaration(lived: World) -> None:
    person = lived.applicants["clear_ktp"]
    assert row_of(document_view(person.report, person.evidence, TODAY), "name").compared is Outcome.CLEAR


@pytest.mark.parametrize(
    ("evidence", "fault"),
    [
        (None, None),
        (Evidence("ver", DeclaredData()), "IMG.MISSING"),
        (Evidence("ver", DeclaredData(), (ImageFact("document", "0", fault="IMG.TRUNCATED"),)), "IMG.TRUNCATED"),
        (Evidence("ver", DeclaredData(), failures={"document": "SYS.TIMEOUT"}), "SYS.TIMEOUT"),
    ],
)
def test_what_is_missing_is_said_to_be(evidence: Evidence | None, fault: str | None) -> None:
    view = document_view(None, evidence, TODAY)
    assert (view.fault, view.rows, view.boxes) == (fault, (), ())


@pytest.mark.parametrize("corner", [(0.0, 0.0), (float("nan"), 0.0), (0.4, 0.4)])
def test_a_quad_that_is_no_card_leaves_the_whole_picture(corner: tuple[float, float]) -> None:
    card = replace(reading(name="BUDI"), quad=((0.0, 0.0), corner, corner, (0.0, 0.0)))
    assert frame_of(card) is None
