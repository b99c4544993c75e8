"""Put the line together from the settings; the one place that chooses engines, policy, lists and store."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from kyc.checks import CHECKS
from kyc.engines.build import build_engines
from kyc.model.context import Screener
from kyc.model.errors import StoreError
from kyc.policy import builtin
from kyc.policy.policy import Policy, load_policy
from kyc.services.registries import registry_of
from kyc.services.verification import Resources
from kyc.settings import Settings
from kyc.storage.files.folder import FolderStore, write_whole
from kyc.storage.files.snapshots import FolderSnapshots

KEY_BYTES = 32
# Every check looks at its own kind of hits: ten politicians of a name must not hide the sanctioned one behind them.
SEARCHED_HITS = 500


def assemble(settings: Settings) -> Resources:
    """Build everything a verification needs.

    Raises:
        StoreError: when the home folder cannot be used.
        InputError: when the policy or the registry's mapping is not valid.
    """
    return Resources(
        engines=build_engines(settings),
        policy=policy_of(settings),
        screener=screener_of(settings),
        store=FolderStore(settings.home / "submissions"),
        clock=lambda: datetime.now(UTC),
        new_id=new_id,
        digest_key=digest_key(settings.home),
        registry=registry_of(settings),
    )


def policy_of(settings: Settings) -> Policy:
    """The operator's policy, or the built-in one."""
    content = builtin() if settings.policy is None else _read(settings.policy)
    return _loaded(content)


@lru_cache(maxsize=4)
def _loaded(content: bytes) -> Policy:
    """The same text is the same policy; reading it takes a tenth of a second."""
    return load_policy(content, checks=known_checks())


def known_checks() -> Mapping[str, Mapping[str, float]]:
    """Every check there is, with its default thresholds."""
    return {key: check.THRESHOLDS for key, check in CHECKS.items()}


def screener_of(settings: Settings) -> Screener | None:
    """A screener over the active lists; None when there is none, which no check reads as clear."""
    from kyc.services.lists.searching import active_screener  # numpy and rapidfuzz: not for commands that never screen

    store = FolderSnapshots(settings.home / "lists")
    return active_screener(store, settings.home / "index", limit=SEARCHED_HITS)


def new_id() -> str:
    """A random id that says nothing of anybody."""
    return secrets.token_hex(8)


def digest_key(home: Path) -> bytes:
    """The key of this installation's digests, made on first use."""
    path = home / "keys" / "digest.key"
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(path, secrets.token_bytes(KEY_BYTES))
    return _read(path)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise StoreError("STORE.UNREADABLE", f"{path.name} cannot be read: {error.strerror}.") from None
