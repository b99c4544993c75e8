"""Write the given and family names of every locale of faker, and its common English words, as JSON.

    out/bench-venv/bin/python -m bench.screening.faker_names > names.json

Runs where faker (MIT) is installed, which is none of our environments. `build_weights` counts what it writes.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from typing import Any

_PARTS = ("first_name", "last_name", "middle_name", "given", "surname", "family")


def main() -> None:
    """Print `{"names": {locale: {kind: {name: share}}}, "words": [...]}`."""
    locales = import_module("faker.config").AVAILABLE_LOCALES
    names = {locale: parts for locale in sorted(locales) if (parts := _parts(locale))}
    words = import_module("faker.providers.lorem.en_US").Provider.word_list
    json.dump({"names": names, "words": list(words)}, sys.stdout, ensure_ascii=False)


def _parts(locale: str) -> dict[str, dict[str, float]]:
    """Every kind of name of a locale, and the share of each name among those of its kind."""
    try:
        provider = import_module(f"faker.providers.person.{locale}").Provider
    except ModuleNotFoundError:
        return {}
    found = {kind: getattr(provider, kind) for kind in dir(provider) if kind.startswith(_PARTS)}
    return {
        kind: _shares(listed) for kind, listed in found.items() if listed and isinstance(listed, dict | list | tuple)
    }


def _shares(listed: Any) -> dict[str, float]:
    """Shares of names that are listed with counts, or evenly; a name may be the first of a tuple."""
    counted = listed.items() if isinstance(listed, dict) else ((name, 1) for name in listed)
    shares: dict[str, float] = {}
    for entry, count in counted:
        name = entry[0] if isinstance(entry, tuple) else entry
        if isinstance(name, str):
            shares[name] = shares.get(name, 0.0) + count
    total = sum(shares.values())
    return {name: count / total for name, count in shares.items()}


if __name__ == "__main__":
    main()
