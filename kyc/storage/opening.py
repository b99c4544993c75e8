"""The store of an installation, from its settings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from kyc.settings import Settings
from kyc.storage.database import Database
from kyc.storage.files.blobs import Blobs
from kyc.storage.sealing.keyring import load_keyring, make_keyring


def _utc_now() -> datetime:
    return datetime.now(UTC)


def open_database(settings: Settings, clock: Callable[[], datetime] = _utc_now) -> Database:
    """Open the store; the embedded default makes its keyring on first use.

    Raises:
        StoreError: STORE.KEYRING when the operator's keyring cannot be had, STORE.UNAVAILABLE when a folder cannot.
        InputError: when an address is not one.
    """
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    if settings.keyring_file:
        make_keyring(settings.keyring_file)
    source = settings.keyring or f"file:{settings.keyring_file}"
    input_time = timedelta(days=settings.input_days)
    blobs = Blobs(settings.blobs_url)
    return Database(settings.database_url, load_keyring(source), blobs, clock, input_time=input_time)
