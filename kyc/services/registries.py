"""The population registry of an installation, put together from its mapping file and what that points at."""

from __future__ import annotations

import os
import ssl
from collections.abc import Mapping
from pathlib import Path

from kyc.engines.population_http import Credentials, HttpRegistry
from kyc.engines.population_mapping import RegistryMapping, Tls, load_mapping
from kyc.model.errors import InputError
from kyc.settings import Settings

_FIT_FOR_A_HEADER = range(0x21, 0x7F)


def registry_of(settings: Settings, environment: Mapping[str, str] = os.environ) -> HttpRegistry | None:
    """The registry that the settings name; None when they name none.

    Raises:
        InputError: REGISTRY.INVALID, REGISTRY.UNREADABLE or REGISTRY.SECRET, saying what to mend.
    """
    if settings.registry is None:
        return None
    mapping = load_mapping(_read(settings.registry))
    # Paths in the mapping are meant from where it lies, so that a folder of configuration can be moved.
    folder = settings.registry.parent
    return HttpRegistry(mapping, Credentials(_secret(mapping, folder, environment), _tls(mapping.tls, folder)))


def _secret(mapping: RegistryMapping, folder: Path, environment: Mapping[str, str]) -> str:
    if mapping.auth is None:
        return ""
    kind, _, place = mapping.auth.secret.partition(":")
    secret = environment.get(place, "") if kind == "env" else _text(folder / place)
    secret = secret.strip()
    if not secret or any(ord(letter) not in _FIT_FOR_A_HEADER for letter in secret):
        raise InputError("REGISTRY.SECRET", f"{mapping.auth.secret}: expected the registry's secret, in plain ASCII.")
    return secret


def _tls(tls: Tls, folder: Path) -> ssl.SSLContext | None:
    """Our certificate for mutual TLS, and whom to trust; None for the usual authorities and no certificate."""
    if tls == Tls():
        return None
    try:
        context = ssl.create_default_context(cafile=str(folder / tls.authority) if tls.authority else None)
        if tls.certificate and tls.key:
            # An encrypted key would ask for its password on the terminal; a service has none.
            context.load_cert_chain(folder / tls.certificate, folder / tls.key, password=_no_password)
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        kind = type(error).__name__
        raise InputError("REGISTRY.UNREADABLE", f"tls: certificate, key or authority cannot be used: {kind}.") from None
    return context


def _no_password() -> str:
    raise ValueError("the key is encrypted")


def _text(path: Path) -> str:
    try:
        return _read(path).decode()
    except UnicodeDecodeError:
        raise InputError("REGISTRY.SECRET", f"{path.name}: expected text.") from None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError("REGISTRY.UNREADABLE", f"{path.name} cannot be read: {error.strerror}.") from None
