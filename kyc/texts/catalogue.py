"""The catalogues: English sentences are their own ids, Indonesian ones stand in `locale/id/LC_MESSAGES/kyc.po`.

The .po is compiled when it is first read (a few hundredths of a second, once per process), so no compiled file can
fall behind its source.
"""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib import resources
from io import BytesIO
from typing import Literal, get_args

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

Language = Literal["id", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
SOURCE: Language = "en"  # the language the ids are written in


def po_name(language: Language) -> str:
    """Where a language's catalogue lies inside this package."""
    return f"locale/{language}/LC_MESSAGES/kyc.po"


@cache
def catalogue(language: Language) -> NullTranslations:
    """The texts of a language, ready to be asked; one that is not translated comes back in English."""
    if language == SOURCE:
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, read_catalogue(language))
    compiled.seek(0)
    return GNUTranslations(compiled)


def read_catalogue(language: Language) -> Catalog:
    """The catalogue as translators wrote it."""
    with resources.files("kyc.texts").joinpath(po_name(language)).open("rb") as file:
        return read_po(file, locale=language, domain="kyc")
