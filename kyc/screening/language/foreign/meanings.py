"""What the words of organisations' names mean, where lists translate rather than romanise: 國際海運, الجماعة."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from kyc.screening.language.alphabets.arabic import folded_arabic
from kyc.screening.language.foreign.glossaries import SCRIPTS, Meaning, glossary
from kyc.screening.language.foreign.numerals import number_of
from kyc.screening.language.foreign.parting import UNSPACED, parted
from kyc.screening.language.foreign.stems import STEMS, arabic
from kyc.screening.language.normalise import script_of
from kyc.screening.language.scripts import Readings, Spellings
from kyc.screening.language.tables import entries
from kyc.screening.language.words import PARTICLES, kind_of

_ARABIC_PREFIXES = ("", "ال", "لل", "وال", "بال", "و", "ل", "ب")
_WRITTEN_ONTO = ("وال", "بال", "لل")  # and the; with the; for the
_HEBREW_PREFIXES = ("", "ה", "ו", "ל", "ב", "מ", "וה", "של", "ול", "לה")
_SHORTEST_BARE = 2  # letters behind a Hebrew prefix
_KANA = ("HIRAGANA", "KATAKANA")


def parts_of(chunk: str) -> list[str]:
    """Part what is written without spaces at the words whose meaning is known.

    >>> parts_of("丹东金祥贸易有限公司"), parts_of("단천상업은행")
    (['丹东', '金祥', '贸易', '有限公司'], ['단천', '상업', '은행'])
    """
    if chunk.isascii():
        return [chunk]
    script = _script_of(chunk)
    if script in UNSPACED:
        return parted(chunk, script)
    if script == "ARABIC" and not meanings_of(chunk):
        onto = next((prefix for prefix in _WRITTEN_ONTO if chunk.startswith(prefix) and len(chunk) > 5), None)
        return [chunk.removeprefix(onto)] if onto else [chunk]
    return [chunk]


@lru_cache(maxsize=16384)
def meanings_of(word: str) -> Meaning:
    """Say in English what a word of an organisation's name means, in as many words; none for one that is not known.

    >>> meanings_of("الجماعة")[0][0], meanings_of("банка"), meanings_of("总工程师")[:1], meanings_of("Bank")
    ('group', (('bank',),), (), ())
    """
    if word.isascii():
        return ()
    script = _script_of(word)
    if script not in SCRIPTS:
        return ()
    known = glossary(script)
    found = next((known[key] for key in _keys(word, script) if key in known), ())
    if not found and script in UNSPACED and (number := number_of(word)):
        return (number,)
    return found


def translated(meaning: Meaning, romanised: Readings) -> Iterator[Spellings]:
    """Say what a word means, and beside that how it is romanised where that is one word.

    >>> list(translated((("bank",),), (("yinxing",),))), list(translated((("gold",),), (("jin",),)))
    ([('bank', 'yinxing')], [('jin', 'gold')])
    """
    first, *others = meaning
    beside = romanised[0] if len(romanised) == 1 and first[0] not in PARTICLES else ()
    # Two words are one by their first spellings, and brands are often made of words like this one.
    in_brand = not others and first[0] in _in_brands()
    # What is translated is seldom sounded, and then as its own country does: of its other readings most fit something.
    beside = beside if in_brand else beside[:1]
    yield tuple(dict.fromkeys((*beside[:1], *first, *beside[1:]) if in_brand else (*first, *beside)))
    yield from others


def said_once(words: Sequence[Spellings], latin: Sequence[Spellings]) -> list[Spellings]:
    """Leave out words that those of them in Latin letters say again: 中國銀行 Bank of China.

    >>> said_once([("bank", "yinxing"), ("zhao",), ("bank",)], [("bank",)])
    [('zhao',), ('bank',)]
    """
    said = {spelling for word in latin for spelling in word}
    said |= {kind for spelling in said if (kind := kind_of(spelling))}
    return [word for word in words if word in latin or said.isdisjoint(word)]


@cache
def _in_brands() -> frozenset[str]:
    return frozenset(entries("glossaries/in_brands.txt", "words"))


def _keys(word: str, script: str) -> Iterator[str]:
    """Under what a glossary may have a word: as it is, then without what is written onto it."""
    if script == "ARABIC":
        folded = folded_arabic(word)
        bare = [folded.removeprefix(prefix) for prefix in _ARABIC_PREFIXES if folded.startswith(prefix)]
        yield from bare
        yield from map(arabic, bare)
    elif script == "HEBREW":
        for prefix in _HEBREW_PREFIXES:
            if word.startswith(prefix) and len(word) >= len(prefix) + _SHORTEST_BARE:
                yield word.removeprefix(prefix)
    else:
        yield STEMS.get(script, str)(word)


def _script_of(word: str) -> str:
    """The alphabet of a word's first letter that is not Latin; kana count as Chinese characters."""
    scripts = (script_of(char) for char in word if not char.isascii())
    script = next(filter(None, scripts), "")
    return "CJK" if script in _KANA else script
