"""Finding plug-ins: every module of a folder, its name the key."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType


def load(package: str, path: Iterable[str]) -> dict[str, ModuleType]:
    """Import each module of a plug-in folder, by name in order; names with a leading underscore are left out.

    >>> sorted(load("watchlists.nothing", []))
    []
    """
    names = sorted(module.name for module in iter_modules(path) if not module.name.startswith("_"))
    return {name: import_module(f"{package}.{name}") for name in names}
