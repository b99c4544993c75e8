"""A small catalogue of its own, so that these tests do not lean on the product's sentences."""

from dataclasses import replace
from gettext import GNUTranslations
from io import BytesIO

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from kyc.texts.translator import Translator, translator


@pytest.fixture
def speaker() -> Translator:
    catalogue, compiled = Catalog(locale="id", fuzzy=False), BytesIO()
    catalogue.add("Case %(label)s", "Perkara %(label)s")
    catalogue.add(("%(num)s case", "%(num)s cases"), ("%(num)s perkara",))
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return replace(translator("id"), texts=GNUTranslations(compiled))
