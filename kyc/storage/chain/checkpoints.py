"""Signed checkpoints of audit chains in a file outside the database.

Whoever can write the database can write a whole new chain; they cannot write an old checkpoint anew without the
signing key, nor unwrite the copies that were taken away.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kyc.model.audit import Checkpoint
from kyc.model.errors import StoreError
from kyc.storage.files.folder import sync_folder, write_first

_KEY_BYTES = 32


def signing_key(path: Path) -> Ed25519PrivateKey:
    """The installation's key for checkpoints, made on first use; belongs on another machine than the database.

    Raises:
        StoreError: when the file cannot be read or is no key.
    """
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_first(path, Ed25519PrivateKey.generate().private_bytes_raw())
    try:
        return Ed25519PrivateKey.from_private_bytes(path.read_bytes())
    except (OSError, ValueError):
        raise StoreError("STORE.KEYRING", f"{path.name} is not an ed25519 key of {_KEY_BYTES} bytes.") from None


def sign(tenant: str, seq: int, last_hash: str, at: str, key: Ed25519PrivateKey) -> Checkpoint:
    """State that a chain had this hash at this entry."""
    bare = Checkpoint(tenant, seq, last_hash, at, key.public_key().public_bytes_raw().hex(), "")
    return replace(bare, signature=key.sign(_signed(bare)).hex())


def is_genuine(checkpoint: Checkpoint, keys: frozenset[str]) -> bool:
    """Whether one of the known public keys (in hex) signed this."""
    if checkpoint.key not in keys:
        return False
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(checkpoint.key))
        public.verify(bytes.fromhex(checkpoint.signature), _signed(checkpoint))
    except (InvalidSignature, ValueError):
        return False
    return True


def append(path: Path, checkpoints: Iterable[Checkpoint]) -> None:
    """Add checkpoints to the file of mode 0600 (0640 stays), a JSON object a line; they are on disk when this returns.

    Raises:
        StoreError: when it cannot be written.
    """
    lines = "".join(json.dumps(asdict(checkpoint), sort_keys=True) + "\n" for checkpoint in checkpoints)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.fchmod(handle, os.fstat(handle).st_mode & ~0o137)  # those made before were readable by all
            _add(handle, lines.encode("ascii"))
        finally:
            os.close(handle)
        sync_folder(path.parent)
    except OSError as error:
        raise StoreError("STORE.UNWRITABLE", f"{path.name} cannot be written: {error.strerror}.") from None


def _add(handle: int, content: bytes) -> None:
    """Write all or nothing: half a line on a full disk would spoil the next one as well."""
    before = os.fstat(handle).st_size
    try:
        while content:
            content = content[os.write(handle, content) :]
        os.fsync(handle)
    except OSError:
        os.ftruncate(handle, before)
        raise


def load(path: Path) -> tuple[Checkpoint, ...]:
    """Read the checkpoints of a file; none when there is no file.

    Raises:
        StoreError: STORE.DAMAGED, naming the first line that is not a checkpoint.
    """
    if not path.exists():
        return ()
    found = []
    for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), start=1):
        try:
            found.append(Checkpoint(**json.loads(line)))
        except (TypeError, ValueError):
            raise StoreError("STORE.DAMAGED", f"{path.name}: line {number} is not a checkpoint.") from None
    return tuple(found)


def _signed(checkpoint: Checkpoint) -> bytes:
    content: dict[str, str | int] = {key: value for key, value in asdict(checkpoint).items() if key != "signature"}
    return b"kyc audit checkpoint/1\0" + rfc8785.dumps(content)
