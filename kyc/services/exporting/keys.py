"""The key that signs what is handed out: the operator's, or one made on first use."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from kyc.model.errors import StoreError
from kyc.reporting.pdf.signing import OperatorKey, make_key, read_key
from kyc.settings import Settings
from kyc.storage.files.folder import write_first


def operator_key(settings: Settings, now: datetime) -> OperatorKey:
    """The key of KYC_SIGNING_KEY; unset, one that certifies itself in the home folder, made when there is none.

    Raises:
        StoreError: PDF.KEY when it cannot be read or does not open.
    """
    path = settings.signing_key or _own(settings.home / "keys" / "report-signer.pem", now)
    passphrase = settings.signing_passphrase
    try:
        content = path.read_bytes()
    except OSError:
        raise StoreError("PDF.KEY", "The file of the signing key (KYC_SIGNING_KEY) cannot be read.") from None
    return read_key(content, passphrase.get_secret_value() if passphrase else None)


def _own(path: Path, now: datetime) -> Path:
    """The home folder's key. Two processes that make it at once end with the same one."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_first(path, make_key(now))
    return path
