"""Bring the catalogues up to the code: `python -m kyc.texts.extract`.

New sentences are added without a text, those that nothing says any longer leave, translations stay. Files are named
without lines, and dates are left out, so that a catalogue changes only where its sentences do.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from kyc.texts.catalogue import LANGUAGES, SOURCE, Language, po_name, read_catalogue
from kyc.texts.sources import collect

_HEADER = "# Indonesian texts of kyc-pipeline. Written by `python -m kyc.texts.extract`; the translations by people."
_UNDATED = datetime(2026, 1, 1, tzinfo=UTC)


def renew(language: Language, found: Catalog) -> Catalog:
    """A language's catalogue with exactly the sentences that were found."""
    known = read_catalogue(language)
    known.update(found, no_fuzzy_matching=True)
    known.obsolete.clear()
    known.header_comment = _HEADER
    known.project, known.version, known.msgid_bugs_address = "kyc-pipeline", "1", ""
    known.last_translator, known.language_team = "kyc-pipeline", "Indonesian"
    known.creation_date = known.revision_date = _UNDATED
    known.fuzzy = False
    return known


def untranslated(known: Catalog) -> list[str]:
    """The sentences that lack a text, or one of their plurals'."""
    return [_id(message.id) for message in known if message.id and not _whole(message.string)]


def main() -> int:
    """Write the catalogues and name what is left to translate; exit 1 where something is."""
    found, left = collect(), 0
    for language in (language for language in LANGUAGES if language != SOURCE):
        renewed = renew(language, found)
        with (Path(__file__).parent / po_name(language)).open("wb") as file:
            write_po(file, renewed, width=118, sort_output=True, include_lineno=False)
        missing = untranslated(renewed)
        left += len(missing)
        sys.stdout.write(f"{language}: {len(renewed)} sentences, {len(missing)} to translate\n")
        sys.stdout.writelines(f"  {text!r}\n" for text in missing)
    return 1 if left else 0


def _id(text: str | list[str] | tuple[str, ...]) -> str:
    return text if isinstance(text, str) else text[0]


def _whole(text: str | list[str] | tuple[str, ...] | None) -> bool:
    return bool(text) and all([text] if isinstance(text, str) else text or ())


if __name__ == "__main__":
    raise SystemExit(main())
