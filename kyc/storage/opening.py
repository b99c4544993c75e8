"""The store of an installation, from its settings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kyc.model.errors import StoreError
from kyc.settings import Settings
from kyc.storage.database import Database
from kyc.storage.engine import parsed_address
from kyc.storage.files.blobs import Blobs
from kyc.storage.sealing.crypto import KEY_BYTES
from kyc.storage.sealing.keyring import Keyring, load_keyring, make_keyring

_LOST = (
    "The keyring KYC_HOME/keys/keyring is gone, and the database holds what it sealed: put the keyring back from its"
    " copy. To give up what is stored, move the database and KYC_HOME/blobs away; then a new keyring is made."
)


def _utc_now() -> datetime:
    return datetime.now(UTC)


def open_database(settings: Settings, clock: Callable[[], datetime] = _utc_now) -> Database:
    """Open the store; the embedded default makes its keyring on first use, and never in place of one that was lost.

    Raises:
        StoreError: STORE.KEYRING when the operator's keyring cannot be had, or the embedded one that sealed what is
            stored is gone; STORE.UNAVAILABLE when a folder cannot.
        InputError: when an address is not one.
    """
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    blobs = Blobs(settings.blobs_url)
    if settings.keyring_file and not settings.keyring_file.exists():
        # Looked for once more after the data: another process that starts now makes it before it seals anything.
        if _is_sealed(settings.database_url, blobs) and not settings.keyring_file.exists():
            raise StoreError("STORE.KEYRING", _LOST)
        make_keyring(settings.keyring_file)
    source = settings.keyring or f"file:{settings.keyring_file}"
    input_time = timedelta(days=settings.input_days)
    return Database(settings.database_url, load_keyring(source), blobs, clock, input_time=input_time)


def _is_sealed(url: str, blobs: Blobs) -> bool:
    """Whether a database holds anything that a keyring sealed: every tenant has a key of their own."""
    file = parsed_address(url).database if url.startswith("sqlite") else None
    if file is not None and not Path(file).exists():
        return False
    database = Database(url, Keyring({1: bytes(KEY_BYTES)}), blobs)
    try:
        if database.revision() is None:
            return False
        with database.system() as system:
            return bool(system.tenants.all())
    finally:
        database.close()
