"""A mapping is checked whole before anything is sent, and a secret or a value is never quoted."""

from __future__ import annotations

from typing import Any

import pytest

from kyc.engines.population_mapping import load_mapping
from kyc.model.errors import InputError
from tests.unit.engines.registries import MAPPING, mapping

OAUTH = {"kind": "oauth2", "token_url": "https://r.example/token", "client_id": "us", "secret": "env:X"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"endpoint": "http://registry.example/verify"}, "endpoint: Value error, expected an https"),
        ({"endpoint": "https://registry.example/verify?nik={nik}"}, "data go into the body"),
        ({"endpoint": "https://registry.example/{nik}"}, "data go into the body"),
        ({"endpoint": "https://registry.example:99999/verify"}, "endpoint: Value error, expected an address"),
        ({"endpoint": "https:///verify"}, "endpoint"),
        ({"endpoint": "https://[::1/verify"}, "endpoint"),
        ({"method": "GET"}, "method: Input should be 'POST' or 'PUT'"),
        ({"request": {"n": "{nik}", "mother": "{mother}"}}, "mother: there is no such field; known are address"),
        ({"request": {"n": "{nik:%d}"}}, "nik is no date and takes no format"),
        ({"request": {}}, "request: "),
        ({"requires": ["name"]}, "asked by a number"),
        ({"response": {"fields": {"colour": {"path": "a", "scale": 1}}}}, "colour: there is no such field"),
        ({"response": {"fields": {"name": {"path": "a..b", "scale": 1}}}}, "response.fields.name"),
        ({"auth": {"kind": "api_key", "secret": "hunter2"}}, "a secret never stands in the mapping"),
        ({"auth": {**OAUTH, "token_url": "http://r.example/token"}}, "expected an https"),
        ({"auth": {"kind": "magic"}}, "auth"),
        ({"tls": {"certificate": "a.pem"}}, "a certificate and its key come together"),
        ({"colour": 1}, "colour: Extra inputs are not permitted"),
        ({"attempts": 0}, "attempts"),
        ({"timeout_seconds": 0}, "timeout_seconds"),
    ],
)
def test_a_fault_is_named_by_its_key(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as caught:
        mapping(**changes)
    assert caught.value.code == "REGISTRY.INVALID"
    assert said in str(caught.value)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b"name: !!python/object:os.system {}", b"[" * 5000])
def test_what_is_no_mapping_is_refused(content: bytes) -> None:
    with pytest.raises(InputError, match=r".+") as caught:
        load_mapping(content)
    assert caught.value.code == "REGISTRY.INVALID"


def test_the_mapping_of_the_fixtures_is_one() -> None:
    assert mapping().name == MAPPING["name"]
    assert mapping(auth=OAUTH, endpoint="https://r.example/v1").auth is not None
