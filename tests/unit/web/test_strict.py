"""JSON is read strictly: what another reader would read otherwise is refused."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.web.problems import RequestError
from kyc.web.strict import MAX_DEPTH, parse

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**18), 10**18)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)

HOSTILE = [
    b"",
    b"{",
    b'{"a":NaN}',
    b'{"a":Infinity}',
    b'{"a":-Infinity}',
    b'{"a":1e999999}',
    b'{"a":-1e999999}',
    b'{"a":' + b"9" * 5000 + b"}",
    b'{"a":"\\ud800"}',
    b'{"\\udfff":1}',
    b'{"a":"\\u0000"}',
    b'{"a":1,"a":2}',
    b"[" * 100_000,
    b"[" * 33 + b"]" * 33,
    b'{"a":' * 40 + b"1" + b"}" * 40,
    b'{"a":"\xff"}',
    "{}".encode("utf-16"),
    b"\xef\xbb\xbf{}",
    b"{'a':1}",
    b'{"a":01}',
]


@pytest.mark.parametrize("content", HOSTILE)
def test_what_is_not_strict_json_is_refused_without_repeating_it(content: bytes) -> None:
    with pytest.raises(RequestError) as refused:
        parse(content)
    assert (refused.value.status, refused.value.code) == (400, "REQUEST.JSON")
    assert len(str(refused.value)) < 120


def test_the_deepest_that_is_taken() -> None:
    assert parse(b"[" * (MAX_DEPTH - 1) + b"1" + b"]" * (MAX_DEPTH - 1))


@given(VALUES)
def test_what_json_can_say_is_read_as_it_was_written(value: Any) -> None:
    assert parse(json.dumps(value).encode()) == value


@given(st.binary(max_size=200))
def test_no_bytes_lead_to_another_error(content: bytes) -> None:
    with suppress(RequestError):
        parse(content)
