"""The usual spelling of words that some countries write in a way of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator

_LATVIAN, _SHORTEST_LATVIAN = ("js", "ovs", "evs", "ins"), 5

# The article as the Maghreb writes it onto a name: Essabar, Ennouri, Errachidi.
_SUN_LETTER = re.compile(r"e(s(?=s)|n(?=n)|d(?=d)|r(?=r)|z(?=z)|t(?=t))(?=\w{4})")


def usual_spellings(word: str) -> Iterator[str]:
    """Spell a word as it is usual elsewhere.

    A Chinese one by its sound (Xi, Hsi, Shi), a Latvian man's name without its ending, a Maghrebi one without its
    article and with an English sh, which the French write ch, and a Basque one with a Spanish ch.

    >>> list(usual_spellings("xi")), list(usual_spellings("lavrovs")), list(usual_spellings("essabar"))
    (['shi'], ['lavrov'], ['sabar'])
    >>> list(usual_spellings("bouchareb")), list(usual_spellings("etxeberria"))
    (['boushareb'], ['echeberria'])
    """
    if word[0] == "x" and len(word) > 1:
        yield "sh" + word[1:]
    elif word.startswith("hs"):
        yield "sh" + word[2:]
    elif found := _SUN_LETTER.match(word):
        yield word[found.end() :]
    if "tx" in word:
        yield word.replace("tx", "ch")
    if "ou" in word and "ch" in word:  # for u none but the French write ou
        yield word.replace("ch", "sh")
    if word.endswith(_LATVIAN) and len(word) >= _SHORTEST_LATVIAN:
        yield word[:-1]
