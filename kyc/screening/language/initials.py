"""Organisations by their initials: PLA, People's Liberation Army."""

from __future__ import annotations

from collections.abc import Sequence

from kyc.screening.language.scripts import Spellings
from kyc.screening.language.words import ORGANISATION_TYPES

SHORTEST, LONGEST = 3, 8  # letters; two are those of too many names

_KINDS = frozenset(ORGANISATION_TYPES.values())


def initials_of(words: Sequence[Spellings]) -> tuple[str, ...]:
    """Give the initials of a name's words in their order, once without its kinds of company and once with.

    >>> initials_of([("peoples",), ("liberation",), ("army",)])
    ('pla',)
    >>> initials_of([("hongkong",), ("shanghai",), ("banking",), ("corp",)])
    ('hsb', 'hsbc')
    """
    return tuple(
        dict.fromkeys(
            "".join(words[at][0][0] for at in some) for some in initialled(words) if SHORTEST <= len(some) <= LONGEST
        )
    )


def initialled(words: Sequence[Spellings]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Give the positions of the words that make a name's initials, once without its kinds of company and once with."""
    whole = tuple(at for at, word in enumerate(words) if len(word[0]) > 1 and word[0].isalpha())
    return tuple(at for at in whole if words[at][0] not in _KINDS), whole


def as_initials(words: Sequence[Spellings]) -> tuple[int, ...]:
    """Give the positions of words that may be another name's initials; three letters only where nothing else names.

    >>> as_initials([("ltd",), ("pla",)]), as_initials([("pla",), ("regiments",)]), as_initials([("irgc",), ("qods",)])
    ((1,), (), (0, 1))
    """
    naming = [at for at, word in enumerate(words) if word[0] not in _KINDS]
    least = SHORTEST if len(naming) == 1 else SHORTEST + 1
    return tuple(at for at in naming if least <= len(words[at][0]) <= LONGEST and words[at][0].isalpha())
