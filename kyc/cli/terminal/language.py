"""The language somebody asked for at the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kyc.model.errors import InputError

if TYPE_CHECKING:
    from kyc.texts.catalogue import Language


def language_of(asked: str) -> Language:
    """Read `--language`.

    Raises:
        InputError: USAGE, naming the languages there are.
    """
    from kyc.texts.catalogue import LANGUAGES

    for known in LANGUAGES:
        if known == asked:
            return known
    raise InputError("USAGE", f"a report is written in one of {', '.join(LANGUAGES)}")
