"""Words where an alphabet puts no space between them: those whose meaning is known, and what remains.

Of all ways to part a text the one with the fewest unknown characters is taken, then the one with the fewest words. A
character that is a word by itself is one only behind another known word, and never before the unknown: in a brand it
is part of that.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from functools import lru_cache
from typing import NamedTuple
from unicodedata import category

from kyc.screening.language.foreign.forms import simplified
from kyc.screening.language.foreign.glossaries import glossary
from kyc.screening.language.foreign.numerals import NUMERAL

# Alphabets without spaces, and whether a single character of theirs may be a word.
UNSPACED = {"CJK": True, "HANGUL": False, "THAI": False, "MYANMAR": False, "KHMER": False, "LAO": False}
_LONGEST = 20  # characters of a known word
_ENDS = frozenset("市省县区州部局厅厂所院校社会站队团店港组党军号府성부국당군호")  # words behind an unknown one, too
_NAMED = 2  # characters of what such a word may be behind
_OF_PLACES = frozenset("市省縣县區区")
# What each word of a parting costs.
_WORD, _SINGLE, _SECOND, _END = 1.0, 1.6, 3.6, 1.9
_UNKNOWN_BEGINS, _UNKNOWN, _AFTER_SINGLE = 3.0, 2.0, 2.5
_RUNS = re.compile("[\u3041-\u309f]+|[\u30a0-\u30ff]+|[^\u3041-\u30ff]+")  # of hiragana, of katakana, of others
_OUTSIDE = re.compile("([第제]?[0-9]+|[A-Za-z][0-9A-Za-z]*)")


class _Way(NamedTuple):
    """How a beginning of a text is parted at best: the cost, where its last word begins, and what the one before is."""

    cost: float
    start: int
    before: str


def parted(text: str, script: str) -> list[str]:
    """Part a text at its known words, and at what is written in Latin letters or figures.

    >>> parted("沈忠國際海運有限公司", "CJK"), parted("단천상업은행", "HANGUL"), parted("SBI京都バス", "CJK")
    (['沈忠', '國際', '海運', '有限公司'], ['단천', '상업', '은행'], ['SBI', '京都', 'バス'])
    """
    return [
        word
        for at, part in enumerate(_OUTSIDE.split(text))
        if part
        for word in ([part] if at % 2 else _parted(part, script))
    ]


@lru_cache(4096)
def _parted(text: str, script: str) -> tuple[str, ...]:
    letters = simplified(text) if script == "CJK" else text
    ends = _ways(letters, glossary(script), single=UNSPACED[script])
    words: list[str] = []
    at, kind = len(text), min(ends[len(text)], key=lambda kind: ends[len(text)][kind].cost)
    while at:
        way = ends[at][kind]
        words[:0] = _RUNS.findall(text[way.start : at]) if kind == "unknown" else [text[way.start : at]]
        at, kind = way.start, way.before
    return tuple(word for place, word in enumerate(words) if not _is_of_place(words, place))


def _is_of_place(words: list[str], place: int) -> bool:
    """Whether a word only says what kind of place the one before it is: Shanghai's in the middle of a name."""
    return 0 < place < len(words) - 1 and words[place] in _OF_PLACES


def _ways(text: str, known: Container[str], *, single: bool) -> list[dict[str, _Way]]:
    """For each beginning of a text the best way to part it, by what its last word is: known, single or unknown."""
    ways: list[dict[str, _Way]] = [{"begin": _Way(0.0, 0, "")}]
    for end in range(1, len(text) + 1):
        found: dict[str, _Way] = {}
        for start in range(max(0, end - _LONGEST), end):
            for before, way in ways[start].items():
                for kind, cost in _steps(text, start, end, (before, start - way.start), known, single=single):
                    if kind not in found or way.cost + cost < found[kind].cost:
                        longer = kind == before == "unknown"
                        begins, came = (way.start, way.before) if longer else (start, before)
                        found[kind] = _Way(way.cost + cost, begins, came)
        ways.append(found)
    return ways


def _steps(
    text: str, start: int, end: int, behind: tuple[str, int], known: Container[str], *, single: bool
) -> Iterator[tuple[str, float]]:
    """Give what a word from start to end may be behind another of some characters, and what each costs."""
    word, (before, length) = text[start:end], behind
    if len(word) > 1:
        whole = end == len(text) or not category(text[end]).startswith("M")
        if whole and (word in known or NUMERAL.fullmatch(word)):
            yield "known", _WORD
        return
    if before == "known" and word in _OF_PLACES:
        yield "known", _WORD
    elif word in known and (
        (single and before in ("known", "single")) or (before == "unknown" and length >= _NAMED and word in _ENDS)
    ):
        yield "single", {"known": _SINGLE, "single": _SECOND, "unknown": _END}[before]
    yield "unknown", _UNKNOWN if before == "unknown" else _UNKNOWN_BEGINS + _AFTER_SINGLE * (before == "single")
