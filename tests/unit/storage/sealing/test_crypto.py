"""Seals open with the right key in the right place, and in no other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.model.errors import StoreError
from kyc.storage.sealing.crypto import blind_index, keyed_digest, place, seal, subkey, unseal

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
AT = place("acme", "app_1", "images", "doc_1")


@given(st.binary(max_size=2000))
def test_what_was_sealed_opens_again(content: bytes) -> None:
    assert unseal(KEY, seal(KEY, content, AT), AT) == content


@given(st.binary(max_size=100), st.data())
def test_a_single_changed_bit_shows(content: bytes, data: st.DataObject) -> None:
    sealed = bytearray(seal(KEY, content, AT))
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(StoreError, match="altered") as error:
        unseal(KEY, bytes(sealed), AT)
    assert error.value.code == "STORE.DAMAGED"


@given(st.binary(max_size=60), st.integers(0, 80))
def test_a_cut_seal_does_not_open(content: bytes, length: int) -> None:
    sealed = seal(KEY, content, AT)
    with pytest.raises(StoreError):
        unseal(KEY, sealed[: min(length, len(sealed) - 1)], AT)


@pytest.mark.parametrize(
    "elsewhere",
    [
        place("zenith", "app_1", "images", "doc_1"),
        place("acme", "app_2", "images", "doc_1"),
        place("acme", "app_1", "report", "doc_1"),
        place("acme", "app_1", "images", "doc_2"),
        place("acme", "app_1images", "doc_1"),
    ],
)
def test_a_seal_moved_elsewhere_does_not_open(elsewhere: bytes) -> None:
    with pytest.raises(StoreError):
        unseal(KEY, seal(KEY, b"content", AT), elsewhere)


def test_another_key_does_not_open() -> None:
    with pytest.raises(StoreError):
        unseal(OTHER_KEY, seal(KEY, b"content", AT), AT)


def test_the_same_content_never_gives_the_same_seal() -> None:
    assert seal(KEY, b"content", AT) != seal(KEY, b"content", AT)


def test_keys_for_different_purposes_differ() -> None:
    assert len({subkey(KEY, "seal"), subkey(KEY, "digest"), subkey(KEY, "index"), KEY}) == 4


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_places_are_told_apart(one: list[str], other: list[str]) -> None:
    assert (place(*one) == place(*other)) == (one == other)


@pytest.mark.parametrize(
    ("kind", "one", "other", "same"),
    [
        ("nik", "3171234101900077", "3171 2341 0190 0077", True),
        ("document_number", "a-1234567", "A1234567", True),
        ("external_id", "Customer-1", "customer1", False),
        ("external_id", "Customer-1", "Customer-1", True),
        ("nik", "3171234101900077", "3171234101900078", False),
    ],
)
def test_numbers_are_found_however_they_are_written(kind: str, one: str, other: str, same: bool) -> None:
    assert (blind_index(KEY, kind, one) == blind_index(KEY, kind, other)) is same


def test_an_index_tells_nothing_across_kinds_or_keys() -> None:
    digests = {blind_index(key, kind, "3171") for key in (KEY, OTHER_KEY) for kind in ("nik", "document_number")}
    assert len(digests) == 4


def test_a_digest_needs_the_key() -> None:
    assert keyed_digest(KEY, b"content") != keyed_digest(OTHER_KEY, b"content")
    assert keyed_digest(KEY, b"content").startswith("hmac-sha256:")
