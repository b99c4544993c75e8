"""A small catalogue of its own, so that these tests do not lean on the product's sentences."""

from dataclasses import replace
from gettext import GNUTranslations
from io import BytesIO

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from kyc.texts.translator import Translator, translator

PO = rb"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=1; plural=0;\n"

msgid "Case %(label)s"
msgstr "Perkara %(label)s"

msgid "%(num)s case"
msgid_plural "%(num)s cases"
msgstr[0] "%(num)s perkara"
"""


@pytest.fixture
def speaker() -> Translator:
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(PO), locale="id"))
    compiled.seek(0)
    return replace(translator("id"), texts=GNUTranslations(compiled))
