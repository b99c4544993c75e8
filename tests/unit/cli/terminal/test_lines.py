"""Lines of JSON: whole ones only, and never another name than was sent."""

from __future__ import annotations

from io import BufferedReader, BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.cli.terminal.lines import Numbered, groups_of_lines, id_of, parsed
from kyc.model.errors import InputError


def lines_of(content: bytes) -> list[Numbered]:
    return [line for group in groups_of_lines(BufferedReader(BytesIO(content))) for line in group]


def test_a_file_of_windows_is_read_like_any_other() -> None:
    content = '\ufeff{"name": "José"}\r\n\r\n{"name": "Ani"}\r\n'.encode()
    assert [(number, parsed((number, text))["name"]) for number, text in lines_of(content)] == [(1, "José"), (3, "Ani")]


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        (b'{"name": "Jos\xe9"}', "INPUT.NOT_UTF8", "line 1 is not UTF-8"),  # Windows-1252: screened, it would be Jos
        (b'{"name": "\xed\xa0\x80"}', "INPUT.NOT_UTF8", "line 1 is not UTF-8"),  # half a pair, written as bytes
        (b'{"name": "Ani", "name": "Budi"}', "INPUT.NOT_JSON", "line 1: a key is given twice"),
        (b'{"name": {"a": 1, "a": 2}}', "INPUT.NOT_JSON", "line 1: a key is given twice"),
        (b"nonsense", "INPUT.NOT_JSON", "line 1 is not JSON"),
        (b"[" * 100_000, "INPUT.NOT_JSON", "line 1 is not JSON"),
        (b'{"id": ' + b"9" * 5000 + b"}", "INPUT.NOT_JSON", "line 1 is not JSON"),
        (b"[]", "INPUT.NOT_JSON", "line 1 is not a JSON object"),
    ],
)
def test_a_line_that_cannot_be_understood_is_named_by_its_number(line: bytes, code: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        parsed(lines_of(line)[0])
    assert (refused.value.code, str(refused.value)) == (code, said)


@pytest.mark.parametrize(("given_id", "told"), [("a", "a"), (7, 7), (None, "line 1"), (1.5, 1.5), ({}, "line 1")])
def test_a_record_is_called_what_its_sender_calls_it(given_id: Any, told: str | float) -> None:
    assert id_of({"id": given_id}, "line 1") == told


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1).filter(str.strip)))
def test_every_line_comes_once_and_in_order(texts: list[str]) -> None:
    assert [text for _, text in lines_of("\n".join(["", *texts]).encode())] == texts
