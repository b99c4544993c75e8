"""The key-encryption keys of an installation, by version: they wrap data keys and nothing else.

As text, one key a line or separated by commas: `VERSION:BASE64`, the highest version wraps, all unwrap.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
import shlex
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kyc.model.errors import StoreError
from kyc.storage.files.folder import write_first, write_whole
from kyc.storage.sealing.crypto import KEY_BYTES, new_key, seal, unseal

_LINE = re.compile(r"([1-9][0-9]{0,8}):([A-Za-z0-9+/=_-]+)")
_COMMAND_SECONDS = 30.0  # a key service that has not answered by then will not


@dataclass(frozen=True, slots=True, repr=False)
class Wrapped:
    """A key sealed under the key-encryption key of a version."""

    version: int
    sealed: bytes


class Keyring:
    """Wraps and unwraps keys. Its keys are in memory only and never shown."""

    def __init__(self, keys: Mapping[int, bytes]) -> None:
        if not keys or any(len(key) != KEY_BYTES for key in keys.values()):
            raise StoreError("STORE.KEYRING", f"A keyring needs at least one key, each of {KEY_BYTES} bytes.")
        self._keys = dict(keys)

    @property
    def version(self) -> int:
        """The version that wraps new keys."""
        return max(self._keys)

    def wrap(self, key: bytes, at: bytes) -> Wrapped:
        """Seal a key under the newest version."""
        return Wrapped(self.version, seal(self._keys[self.version], key, at))

    def unwrap(self, wrapped: Wrapped, at: bytes) -> bytes:
        """Open a key.

        Raises:
            StoreError: STORE.KEYRING when its version is missing, STORE.DAMAGED when it does not open.
        """
        if wrapped.version not in self._keys:
            raise StoreError("STORE.KEYRING", f"Version {wrapped.version} of the key-encryption key is missing.")
        return unseal(self._keys[wrapped.version], wrapped.sealed, at)

    def __repr__(self) -> str:
        return f"Keyring(versions {sorted(self._keys)})"


def parse_keyring(text: str) -> Keyring:
    """Read a keyring from its text form.

    Raises:
        StoreError: STORE.KEYRING, naming the line's number and nothing of it.
    """
    keys: dict[int, bytes] = {}
    for number, line in enumerate(filter(None, map(str.strip, re.split(r"[\n,]", text))), start=1):
        found = _LINE.fullmatch(line)
        if not found or int(found[1]) in keys:
            raise StoreError("STORE.KEYRING", f"Key {number} of the keyring is not VERSION:BASE64 of its own version.")
        keys[int(found[1])] = _decoded(found[2], number)
    return Keyring(keys)


def load_keyring(source: str) -> Keyring:
    """Fetch the keyring from `file:PATH`, `env:NAME` or `command:ARGV`.

    Raises:
        StoreError: STORE.KEYRING when the source cannot be read.
    """
    kind, _, where = source.partition(":")
    readers = {"file": _from_file, "env": _from_environment, "command": _from_command}
    if kind not in readers:
        raise StoreError("STORE.KEYRING", "A keyring comes from file:PATH, env:NAME or command:ARGV.")
    return parse_keyring(readers[kind](where))


def make_keyring(path: Path) -> None:
    """Write a keyring with one new key, readable by its owner only; an existing file is left alone."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_first(path, key_line(1).encode())


def add_key(path: Path) -> int:
    """Add the next version to a keyring file and return it; rewrapping moves the data keys over."""
    text = _from_file(str(path))
    version = parse_keyring(text).version + 1
    write_whole(path, (text.rstrip() + "\n" + key_line(version)).encode())
    return version


def key_line(version: int) -> str:
    """A new key in text form."""
    return f"{version}:{base64.b64encode(new_key()).decode()}\n"


def _decoded(text: str, number: int) -> bytes:
    try:
        return base64.b64decode(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4), validate=True)
    except binascii.Error:
        raise StoreError("STORE.KEYRING", f"Key {number} of the keyring is not base64.") from None


def _from_file(where: str) -> str:
    try:
        return Path(where).read_text("ascii")
    except (OSError, UnicodeDecodeError):
        raise StoreError("STORE.KEYRING", "The keyring file cannot be read.") from None


def _from_environment(name: str) -> str:
    if not os.environ.get(name):
        raise StoreError("STORE.KEYRING", f"The environment variable {name} holds no keyring.")
    return os.environ[name]


def _from_command(line: str) -> str:
    try:
        done = subprocess.run(shlex.split(line), capture_output=True, check=True, timeout=_COMMAND_SECONDS)
        return done.stdout.decode("ascii")
    except (OSError, ValueError, subprocess.SubprocessError):  # its output may hold a key: nothing of it is told
        raise StoreError("STORE.KEYRING", "The command that gives the keyring failed.") from None
