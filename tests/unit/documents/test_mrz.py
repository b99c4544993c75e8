"""The machine-readable zone: ICAO's own specimens, the corner cases that other parsers drop, and properties."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.documents.icao.digits import check_digit, value_of
from kyc.documents.icao.layouts import LAYOUTS
from kyc.documents.icao.render import render
from kyc.documents.mrz import FIELDS, MrzError, ParsedMrz, parse_mrz
from kyc.model.document import DigitStatus

MRZ = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"
UPPER = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
SPECIMEN = "L898902C36UTO7408122F1204159ZE184226B<<<<<10"


def parse(*lines: str) -> ParsedMrz:
    return parse_mrz(lines, reference_year=2026)


def td3(**changed: str | None) -> tuple[str, ...]:
    """A passport made to the text of Doc 9303-4 with some fields changed."""
    values: dict[str, str | None] = {
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
    return render("TD3", "P", values | changed)


@pytest.mark.parametrize(
    ("field", "digit"),
    [
        ("D23145890", 7),  # 9303-5 TD1 specimen, document number
        ("740812", 2),  # birth date
        ("<<<<<<", 0),  # all filler
    ],
)
def test_check_digit(field: str, digit: int) -> None:
    assert check_digit(field) == digit


@given(st.text(MRZ, min_size=1), st.data())
def test_a_changed_character_shows_unless_equal_modulo_ten(field: str, data: st.DataObject) -> None:
    at, new = data.draw(st.integers(0, len(field) - 1)), data.draw(st.sampled_from(MRZ))
    changed = field[:at] + new + field[at + 1 :]
    same = (value_of(field[at]) - value_of(new)) % 10 == 0
    assert (check_digit(changed) == check_digit(field)) is same


SPECIMENS: list[tuple[str, tuple[str, ...], dict[str, str | None]]] = [
    ("TD3", (UPPER, SPECIMEN), {"document_number": "L898902C3", "optional_data": "ZE184226B", "sex": "F"}),
    (
        "TD1",
        ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"),
        {"document_number": "D23145890", "birth_date": "1974-08-12", "given_names": "ANNA MARIA"},
    ),
    (
        "TD2",
        ("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"),
        {"document_number": "D23145890", "expiry_date": "2012-04-15"},
    ),
    (
        "MRV-A",
        ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L8988901C4XXX4009078F96121096ZE184226B<<<<<<"),
        {"nationality": "XXX", "birth_date": "1940-09-07", "optional_data": "6ZE184226B"},
    ),
    (
        "MRV-B",
        ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L8988901C4XXX4009078F9612109<<<<<<<<"),
        {"expiry_date": "1996-12-10", "optional_data": None},
    ),
]


@pytest.mark.parametrize(("name", "lines", "expected"), SPECIMENS, ids=[name for name, _, _ in SPECIMENS])
def test_specimens_of_doc_9303(name: str, lines: tuple[str, ...], expected: dict[str, str | None]) -> None:
    mrz = parse(*lines)
    assert mrz.reading.format == name
    assert mrz.is_consistent
    assert {key: mrz.values[key] for key in expected} == expected
    assert mrz.values["surname"] == "ERIKSSON"


CORNERS: list[tuple[str, tuple[str, ...], dict[str, str | None]]] = [
    ("passport subtype", ("PP" + UPPER[2:], SPECIMEN), {"issuing_country": "UTO"}),
    ("sex unspecified", td3(sex="X"), {"sex": "X"}),
    ("personal number empty, digit 0", td3(optional_data=None), {"optional_data": None}),
    (
        "personal number empty, digit <",
        (UPPER, "L898902C36UTO7408122F1204159<<<<<<<<<<<<<<<" + td3(optional_data=None)[1][-1]),
        {"optional_data": None, "document_number": "L898902C3"},
    ),
    ("Germany's one letter", td3(issuing_country="DEU", nationality="DEU"), {"nationality": "DEU"}),
    (
        "lower line without a filler",
        td3(issuing_country="CHN", nationality="CHN", document_number="EA1234567", optional_data="LFLGMNNPNALLAB"),
        {"optional_data": "LFLGMNNPNALLAB"},
    ),
    ("birth day unknown", td3(birth_date="1974-08"), {"birth_date": "1974-08"}),
    ("birth month unknown", td3(birth_date="1974"), {"birth_date": "1974"}),
    ("birth date unknown", td3(birth_date=None), {"birth_date": None}),
    ("no given name", td3(surname="SUHARTI", given_names=None), {"surname": "SUHARTI", "given_names": None}),
    (
        "names cut off",
        td3(surname="PAPANDROPOULOUS", given_names="JONATHON WARREN TREVOR QUINCY"),
        {"surname": "PAPANDROPOULOUS", "given_names": "JONATHON WARREN TREVOR"},
    ),
    (
        "long number on TD1",
        render("TD1", "I", {"document_number": "D23145890734", "issuing_country": "UTO", "nationality": "UTO"}),
        {"document_number": "D23145890734", "optional_data": None},
    ),
    (
        "long number on TD2",
        render("TD2", "I", {"document_number": "D23145890734", "issuing_country": "UTO", "nationality": "UTO"}),
        {"document_number": "D23145890734", "optional_data": None},
    ),
]


@pytest.mark.parametrize(("name", "lines", "expected"), CORNERS, ids=[name for name, _, _ in CORNERS])
def test_corner_cases_are_read_and_consistent(
    name: str, lines: tuple[str, ...], expected: dict[str, str | None]
) -> None:
    mrz = parse(*lines)
    assert mrz.is_consistent, dict(mrz.reading.digits)
    assert {key: mrz.values[key] for key in expected} == expected


@pytest.mark.parametrize("code", ["EUE", "RKS", "UNO", "XOM", "XXA", "XXB", "XXC", "GBN", "GBD"])
def test_codes_outside_iso_are_countries(code: str) -> None:
    mrz = parse(*td3(issuing_country=code, nationality=code))
    assert mrz.is_consistent
    assert mrz.values["nationality"] == code


def test_a_long_number_keeps_the_optional_data_behind_it() -> None:
    lines = render("TD1", "I", {"document_number": "D23145890734", "optional_data": "AB1"})
    assert lines[0] == "I<<<<D23145890<7349<AB1<<<<<<<"
    assert parse(*lines).values["optional_data"] == "AB1"


def test_names_without_a_filler_at_the_end_are_called_truncated() -> None:
    lines = td3(surname="PAPANDROPOULOUS", given_names="JONATHON WARREN TREVOR QUINCY")
    assert parse(*lines).names_truncated
    assert not parse(UPPER, SPECIMEN).names_truncated


@pytest.mark.parametrize(
    ("at", "digits"),
    [
        (9, ("document_number", "composite")),
        (19, ("birth_date", "composite")),
        (27, ("expiry_date", "composite")),
        (42, ("optional_data", "composite")),
        (43, ("composite",)),
    ],
)
def test_a_wrong_digit_refutes_what_it_protects(at: int, digits: tuple[str, ...]) -> None:
    wrong = str((int(SPECIMEN[at]) + 1) % 10)
    mrz = parse(UPPER, SPECIMEN[:at] + wrong + SPECIMEN[at + 1 :])
    refuted = {name for name, status in mrz.reading.digits.items() if status is DigitStatus.REFUTED}
    assert refuted == set(digits)


def test_a_filler_in_the_digits_place_refutes_a_field_that_is_not_empty() -> None:
    mrz = parse(UPPER, SPECIMEN[:19] + "<" + SPECIMEN[20:])
    assert mrz.reading.digits["birth_date"] is DigitStatus.REFUTED


def test_visas_have_no_composite_digit() -> None:
    visa = parse(*SPECIMENS[3][1])
    assert visa.reading.digits["composite"] is DigitStatus.ABSENT
    assert visa.reading.digits["optional_data"] is DigitStatus.ABSENT


def test_characters_that_cannot_stand_there_leave_the_field_open() -> None:
    mrz = parse(UPPER, SPECIMEN.replace("740812", "741399").replace("UTO", "Q1Q"))
    assert mrz.malformed == {"birth_date", "nationality"}
    assert mrz.values["birth_date"] is None
    assert mrz.raw["birth_date"] == "741399"


@pytest.mark.parametrize(
    ("reference", "birth", "expiry"),
    [(2026, "1930-01-01", "2030-01-01"), (2031, "2030-01-01", "2030-01-01"), (1999, "1930-01-01", "2030-01-01")],
)
def test_the_century_follows_the_reference_year(reference: int, birth: str, expiry: str) -> None:
    mrz = parse_mrz(td3(birth_date="2030-01-01", expiry_date="2030-01-01"), reference_year=reference)
    assert (mrz.values["birth_date"], mrz.values["expiry_date"]) == (birth, expiry)


@pytest.mark.parametrize(
    "lines", [(), ("",), (UPPER,), (UPPER, SPECIMEN[:-1]), (UPPER.lower(), SPECIMEN), ("Ä" * 44, "Ä" * 44)]
)
def test_anything_else_is_no_zone(lines: tuple[str, ...]) -> None:
    with pytest.raises(MrzError):
        parse(*lines)


@given(st.sampled_from([(3, 30), (2, 36), (2, 44)]), st.data())
def test_no_text_of_the_right_shape_breaks_the_parser(shape: tuple[int, int], data: st.DataObject) -> None:
    lines = data.draw(
        st.lists(st.text(MRZ, min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0])
    )
    assert set(parse(*lines).values) == set(FIELDS)


def words(most: int) -> st.SearchStrategy[str]:
    word = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=4)
    return st.lists(word, min_size=1, max_size=most).map(" ".join)


@st.composite
def values(draw: st.DrawFn) -> tuple[str, dict[str, str | None]]:
    name = draw(st.sampled_from(sorted(LAYOUTS)))
    longest = 13 if LAYOUTS[name].spill == "optional_data" else 9
    birth = draw(st.dates(date(1928, 1, 1), date(2025, 12, 31))).isoformat()
    made: dict[str, Any] = {
        "surname": draw(words(2)),
        "given_names": draw(st.none() | words(2)),
        "document_number": draw(st.text("ABC0123456789", min_size=1, max_size=longest)),
        "issuing_country": draw(st.sampled_from(["IDN", "DEU", "EUE", "CHN"])),
        "nationality": draw(st.sampled_from(["IDN", "DEU", "XXA", None])),
        "birth_date": draw(st.sampled_from([birth, birth[:7], birth[:4], None])),
        "sex": draw(st.sampled_from("MFX")),
        "expiry_date": draw(st.dates(date(1980, 1, 1), date(2070, 12, 31))).isoformat(),
        "optional_data": None if longest > 9 else draw(st.none() | st.text("AB01", min_size=1, max_size=8)),
    }
    return name, made


@given(values())
def test_parsing_gives_back_what_was_rendered(made: tuple[str, dict[str, str | None]]) -> None:
    name, expected = made
    mrz = parse(*render(name, "V" if name.startswith("MRV") else "I", expected))
    assert mrz.reading.format == name
    assert dict(mrz.values) == expected
    assert mrz.is_consistent
