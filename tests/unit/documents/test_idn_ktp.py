"""An identity card from recorded lines: what engines do to labels, colons and spaces must not matter."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from kyc.documents.types import idn_ktp
from kyc.model.document import FieldStatus
from tests.unit.documents.cards import CARD, TRUTH, Recorded, Row, scan_of, with_text

NUMBER = TRUTH["nik"]


def values(rows: tuple[Row, ...], *readers: Recorded) -> dict[str, str | None]:
    scan = scan_of(rows, *(readers or (Recorded({"digits": [NUMBER]}),)))
    return {key: reading.value for key, reading in idn_ktp.read(scan).fields.items()}


def number_status(*passes: str, rows: tuple[Row, ...] = CARD) -> tuple[str | None, FieldStatus, tuple[str, ...]]:
    found = idn_ktp.read(scan_of(rows, Recorded({"digits": passes})))
    return found.fields["nik"].value, found.fields["nik"].status, found.issues


def test_every_field_is_read() -> None:
    assert values(CARD) == TRUTH


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (": ISLAM", "ISLAM"),  # lost colon
        (": ISLAM", "：ISLAM"),  # a wide one
        (": MUHAMMAD ARIF WIBOWO", ". MUHAMMAD ARIF WIBOWO"),
        ("Tempat/Tgl Lahir", "Tempat/Tg1Lahlr"),  # misread label
        ("Status Perkawinan", "Slatus Perkawiran"),
        ("Kewarganegaraan", "Xxxxxx"),  # a label nobody can read: its place tells
        ("Agama", ""),
        (": JAKARTA SELATAN, 26-12-1978", ":JAKARTA SELATAN,26-12-1978"),
        (": JAKARTA SELATAN, 26-12-1978", ": JAKARTA SELATAN. 26-I2-1978"),
        (": LAKI-LAKI", ": LAKHLAKI"),
        (": BELUM KAWIN", ": BELUMKAWIN"),
        (":009/012", ": 009/ O12"),
        ("PROVINSI MALUKU", "PR0VINSI MALUKU"),
        ("KABUPATEN MALUKU BARAT DAYA", "KABUPATEN MALUKUBARATDAYA"),
        (": PULAU MASELA", ": PULAUMASELA"),
        ("MALUKU BARAT DAYA", "U BARAT DAYA"),  # its beginning under a reflection
        ("Gol. Darah : O", "Gol.Darah:0"),
        ("NIK", "NlK"),  # a label nobody can read, and the number stands alone
        (":8108092612780024", ":81O8O92612780024"),
    ],
)
def test_what_engines_do_to_a_line_does_not_matter(old: str, new: str) -> None:
    assert values(with_text(old, new)) == TRUTH


def joined(first: str, second: str, text: str) -> tuple[Row, ...]:
    return with_text(first, text, with_text(second, ""))


@pytest.mark.parametrize(
    "rows",
    [
        joined("Nama", ": MUHAMMAD ARIF WIBOWO", "Nama : MUHAMMAD ARIF WIBOWO"),
        joined("NIK", ":8108092612780024", "NIK:8108092612780024"),
        joined(": LAKI-LAKI", "Gol. Darah : O", ": LAKI-LAKI  Gol. Darah : O"),
        joined("Jenis Kelamin", ": LAKI-LAKI", "Jenis KelaminLAKI-LAKI"),
        joined("RT/RW", ":009/012", "RT/RW 009/012"),
    ],
)
def test_lines_may_be_joined(rows: tuple[Row, ...]) -> None:
    assert values(rows) == TRUTH


@pytest.mark.parametrize(
    ("lost", "key"),
    [(": ISLAM", "religion"), ("04-03-2019", "issue_date"), ("Gol. Darah : O", "blood_type"), (":009/012", "rt_rw")],
)
def test_a_lost_line_leaves_its_field_missing_and_the_others_as_they_are(lost: str, key: str) -> None:
    expected: Mapping[str, str | None] = {**TRUTH, key: None}
    assert values(with_text(lost, "")) == expected


def test_a_dash_is_found_by_a_second_look() -> None:
    reader = Recorded({"digits": [NUMBER], "line": ["Gol. Darah : -"]})
    assert values(with_text("Gol. Darah : O", "Gol. Darah"), reader)["blood_type"] == "-"


def test_an_unsure_engine_makes_a_field_doubtful() -> None:
    found = idn_ktp.read(scan_of(CARD, Recorded({"digits": [NUMBER]}), confidence=0.5))
    assert found.fields["name"].status is FieldStatus.DOUBTFUL


def test_a_text_outside_its_domain_is_kept_and_doubtful() -> None:
    found = idn_ktp.read(scan_of(with_text(": ISLAM", ": QWERTY"), Recorded({"digits": [NUMBER]})))
    religion = found.fields["religion"]
    assert (religion.value, religion.status) == ("QWERTY", FieldStatus.DOUBTFUL)


def test_spaces_come_from_the_second_reader_where_the_letters_agree() -> None:
    rows = with_text(": MUHAMMAD ARIF WIBOWO", ": MUHAMMADARIFWIBOWO")
    second = Recorded({"line": ["MUHAMMAD ARIF WIB0WO"]}, name="second")
    scan = scan_of(rows, Recorded({"digits": [NUMBER]}), second)
    assert idn_ktp.read(scan).fields["name"].value == "MUHAMMAD ARIF WIBOWO"


def test_a_number_is_verified_by_two_passes_and_the_print() -> None:
    assert number_status(NUMBER) == (NUMBER, FieldStatus.VERIFIED, ())


def test_a_number_that_a_second_pass_does_not_confirm_is_doubtful() -> None:
    _, status, _ = number_status("8108092612780029", "8108092612780027")
    assert status is FieldStatus.DOUBTFUL


def test_two_passes_that_agree_outvote_one() -> None:
    assert number_status("8108092612780029", NUMBER) == (NUMBER, FieldStatus.VERIFIED, ())


def test_passes_that_differ_where_the_print_knows_better_give_a_number_read() -> None:
    value, status, _ = number_status("8108092612790024", "8108092612700024", "8108092612730024")
    assert (value, status) == (NUMBER, FieldStatus.READ)


@pytest.mark.parametrize(
    ("old", "new", "issue", "expected"),
    [
        (": LAKI-LAKI", ": PEREMPUAN", "NIK.SEX_MISMATCH", FieldStatus.DOUBTFUL),
        (": JAKARTA SELATAN, 26-12-1978", ": AMBON, 26-11-1978", "NIK.DOB_MISMATCH", FieldStatus.DOUBTFUL),
        ("PROVINSI MALUKU", "PROVINSI PAPUA", "NIK.REGION_MISMATCH", FieldStatus.READ),
    ],
)
def test_a_number_against_the_print_is_never_verified(old: str, new: str, issue: str, expected: FieldStatus) -> None:
    value, status, issues = number_status(NUMBER, rows=with_text(old, new))
    assert (value, status) == (NUMBER, expected)
    assert issue in issues


def test_without_the_printed_date_a_number_is_read_not_verified() -> None:
    rows = with_text(": JAKARTA SELATAN, 26-12-1978", ": JAKARTA SELATAN")
    assert number_status(NUMBER, rows=rows)[1] is FieldStatus.READ


def test_fewer_than_sixteen_digits_are_doubtful() -> None:
    rows = with_text(":8108092612780024", ":810809261278002")
    value, status, issues = number_status("810809261278002", rows=rows)
    assert (value, status, issues) == ("810809261278002", FieldStatus.DOUBTFUL, ("NIK.FORMAT",))


def test_a_blank_card_has_every_field_and_all_are_missing() -> None:
    found = idn_ktp.read(scan_of(()))
    assert set(found.fields) == set(TRUTH)
    assert {reading.status for reading in found.fields.values()} == {FieldStatus.MISSING}
