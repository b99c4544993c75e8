"""Both languages are complete: run `python -m kyc.texts.extract` and translate what it names."""

import re

import pytest
from babel.messages.catalog import Catalog

from kyc.texts.bare import bare_texts, templates
from kyc.texts.catalogue import read_catalogue
from kyc.texts.extract import renew, untranslated
from kyc.texts.sources import ROOT, collect

Entry = str | list[str] | tuple[str, ...]

_TOKENS = re.compile(r"%\(\w+\)[a-z]|%%|<[^>]*>")


def texts(catalogue: Catalog) -> list[tuple[str, str]]:
    """Each sentence beside each of its texts; the plural's texts beside the plural."""
    return [(_last(message.id), text) for message in catalogue if message.id for text in _each(message.string) if text]


def _last(entry: Entry) -> str:
    return _each(entry)[-1]


def _each(entry: Entry | None) -> tuple[str, ...]:
    return (entry,) if isinstance(entry, str) else tuple(entry or ())


def test_every_sentence_of_the_code_is_in_the_catalogue_and_has_a_text() -> None:
    assert untranslated(renew("id", collect())) == []


def test_nothing_in_the_catalogue_is_no_longer_said() -> None:
    said = {message.id for message in collect()}
    assert [message.id for message in read_catalogue("id") if message.id not in said] == []


def test_a_text_has_the_placeholders_and_tags_of_its_sentence() -> None:
    different = [pair for pair in texts(read_catalogue("id")) if not _agree(*pair)]
    assert different == []


@pytest.mark.parametrize("path", [pytest.param(path, id=path.relative_to(ROOT).as_posix()) for path in templates()])
def test_a_template_has_no_text_of_its_own(path) -> None:  # type: ignore[no-untyped-def]
    assert bare_texts(path.read_text("utf-8")) == []


def test_a_sentence_that_is_new_is_kept_apart_from_those_that_have_a_text() -> None:
    found = Catalog()
    found.add("less than a minute")
    found.add("Never heard of")
    renewed = renew("id", found)
    assert untranslated(renewed) == ["Never heard of"]
    assert renewed["less than a minute"].string == "kurang dari semenit"


@pytest.mark.parametrize(
    ("sentence", "text", "agree"),
    [
        ("%(a)s of %(b)s", "%(b)s dari %(a)s", True),
        ("%(a)s", "%(b)s", False),
        ("100 %%", "100 %", False),
        ("Press <kbd>n</kbd>", "Tekan n", False),
    ],
)
def test_how_placeholders_are_compared(sentence: str, text: str, agree: bool) -> None:
    assert _agree(sentence, text) is agree


def _agree(sentence: str, text: str) -> bool:
    return sorted(_TOKENS.findall(sentence)) == sorted(_TOKENS.findall(text))
