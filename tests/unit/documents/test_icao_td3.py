"""A passport from recorded lines: check digits, a second reader and the print say what may be relied on."""

from __future__ import annotations

import pytest

from kyc.documents.icao.render import render
from kyc.documents.template import Findings
from kyc.documents.types import icao_td3
from kyc.model.document import DigitStatus, FieldStatus
from tests.unit.documents.cards import Recorded, Row, scan_of

UPPER = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
LOWER = "L898902C36UTO7408122F1204159ZE184226B<<<<<10"
PRINT: tuple[Row, ...] = ((500, 200, 300, "PASSPORT NO."), (500, 330, 500, "ANNA MARIA ERIKSSON"))
NAMES = ("surname", "given_names")


class Block(Recorded):
    """Answers `mrz` with two lines."""

    def read(self, image, *, mode="card"):  # type: ignore[no-untyped-def]
        self.asked.append(mode)
        rows = [(10, 20 + 60 * at, 1100, text) for at, text in enumerate(self.answers.get(mode, ()))]
        return scan_of(rows).lines


def passport(upper: str, lower: str, *second: str, printed: tuple[Row, ...] = ()) -> Findings:
    rows = (*printed, (40, 620, 1130, upper), (40, 690, 1130, lower))
    readers = (Recorded(), Block({"mrz": second}, name="second")) if second else (Recorded(),)
    return icao_td3.read(scan_of(rows, *readers))


def statuses(found: Findings, *keys: str) -> set[FieldStatus]:
    return {found.fields[key].status for key in keys}


def test_two_readers_verify_everything() -> None:
    found = passport(UPPER, LOWER, UPPER, LOWER)
    assert {key: reading.value for key, reading in found.fields.items()} == {
        "surname": "ERIKSSON",
        "given_names": "ANNA MARIA",
        "document_number": "L898902C3",
        "issuing_country": "UTO",
        "nationality": "UTO",
        "birth_date": "1974-08-12",
        "sex": "F",
        "expiry_date": "2012-04-15",
        "optional_data": "ZE184226B",
    }
    assert statuses(found, *found.fields) == {FieldStatus.VERIFIED}
    assert found.mrz is not None
    assert found.mrz.lines == (UPPER, LOWER)
    assert set(found.mrz.digits.values()) == {DigitStatus.VERIFIED}
    assert found.issues == ()


def test_one_reader_verifies_what_has_a_digit_and_reads_the_names() -> None:
    found = passport(UPPER, LOWER)
    assert statuses(found, "document_number", "birth_date", "expiry_date") == {FieldStatus.VERIFIED}
    assert statuses(found, *NAMES, "sex", "nationality") == {FieldStatus.READ}


def test_the_print_verifies_the_names() -> None:
    assert statuses(passport(UPPER, LOWER, printed=PRINT), *NAMES) == {FieldStatus.VERIFIED}


@pytest.mark.parametrize("upper", [UPPER.replace("KSS", "S"), UPPER.replace("<<ANNA", "<ANNA")])
def test_names_are_mended_by_the_print_and_then_only_read(upper: str) -> None:
    found = passport(upper, LOWER, printed=PRINT)
    assert [found.fields[key].value for key in NAMES] == ["ERIKSSON", "ANNA MARIA"]
    assert statuses(found, *NAMES) == {FieldStatus.READ}


def test_names_that_readers_see_differently_are_doubtful() -> None:
    found = passport(UPPER, LOWER, UPPER.replace("ERIKSSON", "ERXKSAAN"), LOWER)
    assert statuses(found, *NAMES) == {FieldStatus.DOUBTFUL}


def test_a_field_whose_digit_is_wrong_is_doubtful() -> None:
    found = passport(UPPER, LOWER.replace("740812", "740813"))
    assert found.fields["birth_date"].status is FieldStatus.DOUBTFUL
    assert found.fields["expiry_date"].status is FieldStatus.VERIFIED
    assert "DOC.MRZ_DIGIT" in found.issues


def test_a_guessed_number_needs_the_print() -> None:
    lower = LOWER.replace("L898902C3", "L8989O2C3")
    alone = passport(UPPER, lower).fields["document_number"]
    assert (alone.value, alone.status) == ("L898902C3", FieldStatus.DOUBTFUL)


@pytest.mark.parametrize(("printed", "issues"), [("B1234567", ()), ("B7654321", ("DOC.MRZ_VIZ_MISMATCH",))])
def test_a_printed_number_is_held_against_the_zone(printed: str, issues: tuple[str, ...]) -> None:
    lower = render(
        "TD3", "P", {"document_number": "B1234567", "birth_date": "1974-08-12", "expiry_date": "2030-04-15"}
    )[1]
    found = passport(UPPER, lower, UPPER, lower, printed=((500, 230, 200, printed),))
    assert found.fields["document_number"].status is FieldStatus.VERIFIED
    assert found.issues == issues


def test_without_a_zone_every_field_is_missing() -> None:
    found = icao_td3.read(scan_of(PRINT))
    assert statuses(found, *found.fields) == {FieldStatus.MISSING}
    assert found.mrz is None
    assert found.issues == ("DOC.MRZ_MISSING",)
