"""The glossaries: what words of organisations' names mean, by alphabet.

A line of a table is `english=word|word`. `/` parts translations of one word, `+` words that one word stands for:
`trade/trading=торговля`, `import+export=进出口`. What lines say of one word adds up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from itertools import islice

from kyc.screening.language.foreign.stems import STEMS, WHOLE
from kyc.screening.language.normalise import clean
from kyc.screening.language.tables import entries, mapping

_MOST_TRANSLATIONS = 8  # of one word
_MOST_JOINED = 2  # words that may be written as one

Meaning = tuple[tuple[str, ...], ...]  # words, each with its translations

SCRIPTS = frozenset(
    {
        "ARABIC", "ARMENIAN", "BENGALI", "CJK", "CYRILLIC", "DEVANAGARI", "GEORGIAN", "GREEK", "HANGUL", "HEBREW",
        "KHMER", "LAO", "MYANMAR", "TAMIL", "THAI",
    }
)  # fmt: skip
_NAMED_OTHERWISE = {"CJK": ("han", "katakana")}  # Japan writes its own words beside China's


def _tables(script: str) -> list[str]:
    own = script.lower()
    return [f"glossaries/{name}.txt" for name in (*_NAMED_OTHERWISE.get(script, (own,)), f"places/{own}")]


@cache
def glossary(script: str) -> Mapping[str, Meaning]:
    """Read the words of an alphabet, each as it is and by its stem; what stands there as it is comes first.

    >>> glossary("CJK")["进出口"], glossary("HEBREW")["נמל"]
    ((('import', 'imports'), ('export', 'exports')), (('port', 'ports'),))
    """
    stem = STEMS.get(script, str)
    lines = [entry.partition("=") for table in _tables(script) for entry in entries(table, "words")]
    read = [(_meaning(english), [*map(clean, words.split("|"))]) for english, _, words in lines]
    whole, stems = _collected(read, WHOLE.get(script, stem)), _collected(read, stem)
    return {word: tuple(map(_with_neighbours, meaning)) for word, meaning in (stems | whole).items()}


def _meaning(english: str) -> Meaning:
    return tuple(tuple(word.split("/")) for word in english.split("+"))


@lru_cache(4096)
def _with_neighbours(words: tuple[str, ...]) -> tuple[str, ...]:
    """Add what other translators would have said, the likeliest first."""
    more = (other for word in words for other in _neighbours().get(word, ()))
    return tuple(islice(dict.fromkeys((*words, *more)), max(_MOST_TRANSLATIONS, len(words))))


@cache
def _neighbours() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for section in ("writings", "countries", "derived"):
        for word, others in mapping("glossaries/english.txt", section).items():
            for each in (word, *others):
                found[each] = (*found.get(each, ()), *(other for other in (word, *others) if other != each))
    return found


def _collected(lines: Iterable[tuple[Meaning, list[str]]], key: Callable[[str], str]) -> dict[str, Meaning]:
    found: dict[str, Meaning] = {}
    for meaning, words in lines:
        for word in dict.fromkeys(map(key, words)):
            found[word] = _added(found.get(word), meaning)
    return found


def _added(known: Meaning | None, more: Meaning) -> Meaning:
    """Put together two meanings: translations by one word, and beside them one by two words as if it were one.

    Of a listed name's words two may stand for one; so may they here.
    """
    if known is None or max(len(known), len(more)) > _MOST_JOINED or len(known) == len(more) > 1:
        return known or more
    return (tuple(dict.fromkeys((*_as_one(known), *_as_one(more)))),)


def _as_one(meaning: Meaning) -> tuple[str, ...]:
    return meaning[0] if len(meaning) == 1 else ("".join(word[0] for word in meaning),)
