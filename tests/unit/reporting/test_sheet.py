"""No cell of a sheet is a formula, and no character in it hides."""

from __future__ import annotations

import csv
import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.reporting.sheet import cell, sheet


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("SITI AMINAH", "SITI AMINAH"),
        ("جابر المثالي", "جابر المثالي"),  # right to left by itself, and not hidden
        ('=HYPERLINK("http://x","y")', '\'=HYPERLINK("http://x","y")'),
        ("+62 812", "'+62 812"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\\t=1"),
        ("\r=1", "'\\r=1"),
        ("  =1", "'  =1"),
        ("＝1+1", "'＝1+1"),
        ("\u202e=1", "\\u202e=1"),  # what was hidden in front is in front
        ("ani\u200b\u202eina", "ani\\u200b\\u202eina"),
        ("a\nb", "a\\nb"),
        ("half \ud83d", "half \\ud83d"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_cells(value: str, shown: str) -> None:
    assert cell(value) == shown


@given(st.lists(st.lists(st.text(), min_size=3, max_size=3), max_size=5))
def test_whatever_is_written_is_read_back_as_harmless_text(rows: list[list[str]]) -> None:
    read = list(csv.reader(io.StringIO(sheet(["a", "b", "c"], rows).decode("utf-8-sig"), newline="")))
    assert read[1:] == [[cell(value) for value in row] for row in rows]
    for value in (value for row in read for value in row):
        assert unicodedata.normalize("NFKC", value.lstrip() or " ")[:1] not in {"=", "+", "-", "@"}
        assert all(unicodedata.category(character)[0] != "C" for character in value)


def test_a_sheet_has_the_mark_and_the_line_ends_of_spreadsheets() -> None:
    assert sheet(["a", "b"], [["1", 'x"y']]) == b'\xef\xbb\xbf"a","b"\r\n"1","x""y"\r\n'
