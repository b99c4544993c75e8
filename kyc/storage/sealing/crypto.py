"""Sealing bytes so that they open only with the right key and in the right place: AES-256-GCM."""

from __future__ import annotations

import hashlib
import hmac
import json
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from kyc.model.errors import StoreError

KEY_BYTES = 32
_NONCE_BYTES = 12  # random ones are safe for 2^32 messages under one key (NIST SP 800-38D, 8.3)
_FORMAT = b"\x01"


def new_key() -> bytes:
    """Make a random key."""
    return os.urandom(KEY_BYTES)


def subkey(key: bytes, purpose: str) -> bytes:
    """Derive a key for one purpose, so that no key serves two (HKDF-Expand, RFC 5869)."""
    return HKDFExpand(SHA256(), KEY_BYTES, purpose.encode()).derive(key)


def place(*parts: str) -> bytes:
    """Write down where a sealed thing belongs: no two lists of parts give the same bytes.

    >>> place("acme", "app_1") != place("ac", "meapp_1")
    True
    """
    return json.dumps(parts, ensure_ascii=True).encode()


def seal(key: bytes, content: bytes, at: bytes) -> bytes:
    """Encrypt bytes, bound to a place: format byte, nonce, then ciphertext with its tag."""
    nonce = os.urandom(_NONCE_BYTES)
    return _FORMAT + nonce + AESGCM(key).encrypt(nonce, content, at)


def unseal(key: bytes, sealed: bytes, at: bytes) -> bytes:
    """Decrypt what `seal` gave.

    Raises:
        StoreError: STORE.DAMAGED when it was altered, belongs to another place or to another key.
    """
    nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    try:
        if sealed[:1] != _FORMAT:
            raise InvalidTag
        return AESGCM(key).decrypt(nonce, body, at)
    except (InvalidTag, ValueError):
        raise StoreError("STORE.DAMAGED", "Something stored was altered or moved: restore it from a backup.") from None


def keyed_digest(key: bytes, content: bytes) -> str:
    """A digest that tells nothing to whoever lacks the key, as the audit log writes it."""
    return "hmac-sha256:" + hmac.new(key, content, hashlib.sha256).hexdigest()


def blind_index(key: bytes, kind: str, value: str) -> str:
    """A digest by which equal values are found without storing them; numbers are compared without punctuation.

    >>> blind_index(bytes(32), "nik", "3171 0101 0190 0001") == blind_index(bytes(32), "nik", "3171010101900001")
    True
    """
    bare = value if kind == "external_id" else "".join(filter(str.isalnum, value)).upper()
    return hmac.new(key, place(kind, bare), hashlib.sha256).hexdigest()
