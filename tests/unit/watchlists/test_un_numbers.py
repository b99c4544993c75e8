"""Document numbers as the United Nations write them: what is compared is the number, whatever words stand around it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlists.formats.un_numbers import number_in_note, number_of
from watchlists.model import ListedDocument
from watchlists.reading import read_list

EXTRACT = Path(__file__).parents[3] / "fixtures" / "lists" / "un_sc" / "consolidated.xml"
codes = st.from_regex(r"[A-Z]{0,2}[0-9]{5,16}", fullmatch=True)
words = st.lists(st.sampled_from(["Utopian", "travel", "passport", "national", "identity", "card"]), min_size=1)


@pytest.mark.parametrize(
    ("stated", "number"),
    [
        ("X0000171", "X0000171"),
        ("12AB34567.8FRA", "12AB34567.8FRA"),
        ("96 03 123456", "96 03 123456"),
        ("TR-P 614 000", "TR-P 614 000"),
        ("Utopian passport number AB 012820", "AB 012820"),
        ("Utopian foreign travel passport number 620000001", "620000001"),
        ("Utopian passport number 8208 No. 555000", "8208 555000"),
        ("UTO diplomatic passport no. D00000001", "D00000001"),
        ("Provisional passport No.: 28640000", "28640000"),
        ("Laissez-passer no. N°235/MINT/DIR", "N°235/MINT/DIR"),
        ("Utopian travel document (“Reiseausweis”) A 0139000", "A 0139000"),
        ("Utopian identification card (tazkira) number 4414", "4414"),
        ("Social Security Number 123-45-6789 (UT)", "123-45-6789"),
        ("381110000 (Expired 25 Jan. 2016)", "381110000"),
        ("R00012000, Utopia", "R00012000"),
        ("Utopia B/002000", "B/002000"),
        ("not known to the Committee", "not known to the Committee"),
        ("ab 123456", "ab 123456"),
    ],
)
def test_a_number_among_words(stated: str, number: str) -> None:
    assert number_of(stated) == number


@pytest.mark.parametrize(
    ("note", "number"),
    [
        ("Utopian National Identity Card number 3273010101740003 under name Anak Rekaan", "3273010101740003"),
        ("Utopian passport number 347000, issued under name Anak Rekaan, expired on 21 Feb. 2014", "347000"),
        ("Utopian passport number L 191000 issued on 28 Feb. 1996", "L 191000"),
        ("04640000 issued on 18 Jun. 1999", "04640000"),
        ("SSN 123-45-6789 (Utopia)", "123-45-6789"),
        ("Utopian Fiscal Code: ABCDEF74T11Z352Z", "ABCDEF74T11Z352Z"),
        ("issued in 1974", None),
        ("expired in 2010", None),
        ("valid until 30 Jul. 2022", None),
        ("issued for Anak Rekaan, born on 25 Sep. 1973 in Utopia", None),
        ("Kabupaten Rekaan, Utopia", None),
        ("", None),
        (None, None),
    ],
)
def test_a_number_in_a_note(note: str | None, number: str | None) -> None:
    assert number_in_note(note) == number


@given(words, codes)
def test_words_before_a_number_change_nothing_of_it(before: list[str], code: str) -> None:
    assert number_of(code) == code
    assert number_of(f"{' '.join(before)} number {code}") == code
    assert number_in_note(f"{' '.join(before)} number {code}, issued on 1 Jan. 2001") == code


@given(st.text(min_size=1, max_size=60))
def test_whatever_stands_there_something_is_left(text: str) -> None:
    assert number_of(text)
    assert number_in_note(text) is None or any(map(str.isdigit, number_in_note(text) or ""))


def test_the_words_are_kept_beside_the_number(tmp_path: Path) -> None:
    path = tmp_path / "un.xml"
    path.write_text(EXTRACT.read_text().replace("<NUMBER>X0000171</NUMBER>", "<NUMBER>Utopian No. X0000171</NUMBER>"))
    (document,) = read_list("un_sc", [path]).entities[0].documents
    assert document == ListedDocument("passport", "X0000171", "IDN", "Utopian No. X0000171; expired")


def test_a_number_that_only_the_note_tells_is_read(tmp_path: Path) -> None:
    path = tmp_path / "un.xml"
    path.write_text(
        EXTRACT.read_text()
        .replace("<NUMBER>X0000171</NUMBER>", "<NUMBER/>")
        .replace("<NOTE>expired</NOTE>", "<NOTE>Utopian passport number X0000171, expired</NOTE>")
    )
    (document,) = read_list("un_sc", [path]).entities[0].documents
    assert (document.kind, document.number) == ("passport", "X0000171")
    assert document.note == "Utopian passport number X0000171, expired"
