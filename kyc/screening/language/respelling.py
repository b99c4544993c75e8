"""The usual spelling of words that some countries write in a way of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator

_LATVIAN, _SHORTEST_LATVIAN = ("js", "ovs", "evs", "ins"), 5

# The article as the Maghreb writes it onto a name: Essabar, Ennouri, Errachidi.
_SUN_LETTER = re.compile(r"e(s(?=s)|n(?=n)|d(?=d)|r(?=r)|z(?=z)|t(?=t))(?=\w{4})")


def usual_spellings(word: str) -> Iterator[str]:
    """Spell a Chinese word by its sound (Xi, Hsi, Shi), and take off a Latvian man's ending and a Maghrebi article.

    >>> list(usual_spellings("xi")), list(usual_spellings("lavrovs")), list(usual_spellings("essabar"))
    (['shi'], ['lavrov'], ['sabar'])
    """
    if word[0] == "x" and len(word) > 1:
        yield "sh" + word[1:]
    elif word.startswith("hs"):
        yield "sh" + word[2:]
    elif found := _SUN_LETTER.match(word):
        yield word[found.end() :]
    if word.endswith(_LATVIAN) and len(word) >= _SHORTEST_LATVIAN:
        yield word[:-1]
