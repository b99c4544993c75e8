"""The words of a query, and the listed spellings that each of them may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from kyc.screening.index.rows.rows import NameRows
from kyc.screening.index.spelling.likeness import Bits, Ids
from kyc.screening.index.spelling.nearby import Meant
from kyc.screening.language.names import Name
from kyc.screening.language.numbers import is_number
from kyc.screening.language.scripts import Spellings
from kyc.screening.scoring.alignment import BITS_INITIAL, NUMBERS_WEIGH, UNMATCHED_QUERY, unmatched
from kyc.screening.scoring.weights import word_bits

# What a match with an initial loses of the none that the letter tells: so it has the bits of an initial.
_INITIAL = np.array([-BITS_INITIAL], dtype=np.float32)
_HELD = 4_000_000  # spellings of all remembered words together, 8 bytes each


@dataclass(frozen=True, slots=True, eq=False)
class QueryWord:
    """One word of a query, of a person (`kind` 0) or of something else (1).

    `numbers` are the spellings that may be it and `gains` what matching each gains over leaving the word unmatched,
    ascending: where several are written into one place, the best is written last. `most` is the bits of its best match.
    `beyond` is what matching each gains over what the word gains anywhere, as an initial may.
    """

    spellings: Spellings
    kind: int
    bits: float
    penalty: float
    numbers: Ids
    gains: Bits
    most: float
    beyond: Bits

    @property
    def anywhere(self) -> float:
        """Bits that an initial gains with any word that begins with it, beside what that word weighs unmatched."""
        return BITS_INITIAL + self.penalty if self.initial else 0.0

    @property
    def most_beyond(self) -> float:
        """Bits that it gains at most beyond that."""
        return float(self.beyond.max(initial=0.0)) if self.initial else self.most + self.penalty

    @property
    def first(self) -> str:
        """Its likeliest spelling."""
        return self.spellings[0]

    @property
    def initial(self) -> bool:
        """Whether it is a single letter, which may be any word that begins with it."""
        return len(self.first) == 1 and self.first.isalpha()


class QueryWords:
    """Looks up query words in the lists' vocabulary, and remembers them. Threads may ask at the same time."""

    def __init__(self, rows: NameRows) -> None:
        self._rows = rows
        self._known: dict[tuple[Spellings, int], QueryWord] = {}
        self._held = 0

    def of(self, name: Name, *, person: bool) -> list[QueryWord]:
        """Look up the words of a name; `person` says whose words they are."""
        kind = 0 if person else 1
        found = {word: known for word in name.words if (known := self._known.get((word, kind)))}
        new = [word for word in dict.fromkeys(name.words) if word not in found]
        if new:
            found |= zip(new, self._look_up(new, kind), strict=True)
        return [found[word] for word in name.words]

    def prepare(self, words: Sequence[Spellings], *, person: bool) -> list[QueryWord]:
        """Look up words that will be asked for, unless that would drive out what was looked up before them."""
        kind = 0 if person else 1
        new = [word for word in words if (word, kind) not in self._known]
        self._rows.vocabulary.near(list(dict.fromkeys(spelling for word in new for spelling in word)))
        return self._look_up(new, kind) if new and self._held < _HELD // 2 else []

    def _make_room(self, more: int) -> None:
        if self._held > _HELD:
            self._known, self._held = {}, 0
        self._held += more + 1

    def _look_up(self, words: Sequence[Spellings], kind: int) -> list[QueryWord]:
        """Look up words together: it takes hardly longer than one of them."""
        own = [[word_bits(spelling, person=kind == 0) for spelling in word] for word in words]
        least = [min(bits) for bits in own]  # the penalty rises with the bits
        penalties = [_penalty_of(word, bits, kind) for word, bits in zip(words, least, strict=True)]
        matches = self._rows.vocabulary.matching(self._near(words, own), kind, penalties)
        made = []
        for word, bits, penalty, found in zip(words, least, penalties, matches, strict=True):
            made.append(self._made(word, kind, bits, penalty, *found))
            self._make_room(len(made[-1].numbers))
            self._known[word, kind] = made[-1]
        return made

    def _made(
        self, word: Spellings, kind: int, bits: float, penalty: float, numbers: Ids, gains: Bits, most: float
    ) -> QueryWord:
        made = QueryWord(word, kind, bits, penalty, numbers, gains, most, gains)
        if not made.initial:
            return made
        same = self._rows.initials.take(numbers) == ord(made.first)
        beyond = np.where(same, np.maximum(gains - np.float32(made.anywhere), 0), gains)
        return replace(made, beyond=beyond)

    def _near(self, words: Sequence[Spellings], own: Sequence[Sequence[float]]) -> list[Meant]:
        """Find the spellings near each of those of the words."""
        vocabulary, found = self._rows.vocabulary, []
        near = iter(vocabulary.near([spelling for word in words for spelling in word]))
        for word, bits in zip(words, own, strict=True):
            theirs = [(*next(near), most) for most in bits]
            initial = vocabulary.letters.get(word[0][0]) if len(word[0]) > 1 else None
            if initial is not None:
                theirs.append((np.array([initial], dtype=np.int32), _INITIAL, 0.0))
            found.append(theirs)
        return found


def _penalty_of(word: Spellings, bits: float, kind: int) -> float:
    """Bits that a query's word of so many bits speaks against a name without it."""
    return _penalty(bits) * (NUMBERS_WEIGH if kind and is_number(word[0]) else 1.0)


@lru_cache(1024)
def _penalty(bits: float) -> float:
    return float(unmatched(np.array(bits, dtype=np.float32), UNMATCHED_QUERY))
