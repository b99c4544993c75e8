"""The identity number: what it says, and what a card's print says to it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.documents.nik import contradictions, is_confirmed, parse_nik
from kyc.documents.regions import closest, district_names, regency_names, region_of, regions

BANDUNG = {
    "province": "PROVINSI JAWA BARAT",
    "regency": "KOTA BANDUNG",
    "district": "COBLONG",
    "birth_date": "1984-03-09",
    "sex": "PEREMPUAN",
}
NUMBER = "3273024903840012"


def test_the_table_holds_all_regions() -> None:
    assert len(regions()) == 7277
    assert len({code[:4] for code in regions()}) == 514
    assert len({code[:2] for code in regions()}) == 38


@pytest.mark.parametrize(
    "number",
    [
        "",
        "327302490384001",
        "32730249038400123",
        "3273024903840000",
        "3273024913840012",
        "3273027203840012",
        "327302490384001O",
        "3273024003840012",  # day 40 is nobody's: 0 and 40
        "3273020003840012",
        "3273022902010012",  # 2001 had no 29 February
    ],
)
def test_impossible_numbers_are_none(number: str) -> None:
    assert parse_nik(number) is None


@pytest.mark.parametrize(
    ("number", "day", "is_female"),
    [
        ("3273022902000012", 29, False),  # of 2000; 1900 had none
        ("3273026902000012", 29, True),
        ("3273023101000012", 31, False),
        ("3273027101000012", 31, True),
        ("3273024101000012", 1, True),
        ("3273020101000001", 1, False),
    ],
)
def test_the_first_and_the_last_day_of_men_and_women(number: str, day: int, is_female: bool) -> None:
    nik = parse_nik(number)
    assert nik
    assert (nik.day, nik.is_female) == (day, is_female)


@given(st.dates(date(1920, 1, 1), date(2015, 12, 31)), st.booleans(), st.integers(1, 9999))
def test_a_composed_number_says_what_it_was_made_of(born: date, is_female: bool, serial: int) -> None:
    nik = parse_nik(f"327302{born.day + 40 * is_female:02}{born:%m%y}{serial:04}")
    assert nik is not None
    assert nik.is_born_on(born)
    assert nik.is_female is is_female


def test_a_number_that_agrees_with_everything_is_confirmed() -> None:
    nik = parse_nik(NUMBER)
    assert nik is not None
    assert contradictions(nik, BANDUNG) == ()
    assert is_confirmed(nik, BANDUNG)


@pytest.mark.parametrize("key", sorted(BANDUNG))
def test_what_was_not_read_neither_contradicts_nor_confirms(key: str) -> None:
    nik = parse_nik(NUMBER)
    assert nik is not None
    assert contradictions(nik, BANDUNG | {key: None}) == ()
    assert not is_confirmed(nik, BANDUNG | {key: None})


@pytest.mark.parametrize(
    ("number", "changed", "issues"),
    [
        (NUMBER, {"birth_date": "1984-03-19"}, ("NIK.DOB_MISMATCH",)),
        (NUMBER, {"birth_date": "1884-03-09"}, ()),  # the century is not in the number
        (NUMBER, {"sex": "LAKI-LAKI"}, ("NIK.SEX_MISMATCH",)),
        (NUMBER, {"regency": "KABUPATEN BANDUNG"}, ("NIK.REGION_MISMATCH",)),
        (NUMBER, {"district": "SUKAJADI"}, ("NIK.REGION_MISMATCH",)),
        (NUMBER, {"province": "PROVINSI BANTEN"}, ("NIK.REGION_MISMATCH",)),
        ("9973024903840012", {}, ("NIK.REGION_UNKNOWN",)),
    ],
)
def test_the_print_contradicts(number: str, changed: dict[str, str], issues: tuple[str, ...]) -> None:
    nik = parse_nik(number)
    assert nik is not None
    assert contradictions(nik, BANDUNG | changed) == issues


def test_jakarta_stands_on_its_cards_without_the_word_for_city() -> None:
    nik = parse_nik("3174010101900001")
    assert nik is not None
    assert nik.region is not None
    assert "JAKARTA SELATAN" in regency_names("31")
    assert contradictions(nik, {"regency": "JAKARTA SELATAN"}) == ()


def test_a_name_is_snapped_only_when_one_alone_is_near() -> None:
    assert closest("KABUPATEN SLEMAM", regency_names()) == "KABUPATEN SLEMAN"
    assert closest("COBLQNG", district_names("KOTA BANDUNG")) == "COBLONG"
    assert closest("KOTA", regency_names()) is None
    assert closest("", regency_names()) is None


def test_other_spellings_in_brackets_are_names_too() -> None:
    region = region_of("110501")
    assert region is not None
    assert region.districts == ("JOHAN PAHWALAN", "JOHAN PAHLAWAN", "JOHAN PAHWALAN (JOHAN PAHLAWAN)")
