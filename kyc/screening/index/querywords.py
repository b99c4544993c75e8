"""The words of a query, and the listed spellings that each of them may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from kyc.screening.index.alignment import BITS_INITIAL, NUMBERS_WEIGH, UNMATCHED_QUERY, unmatched
from kyc.screening.index.likeness import Bits, Ids
from kyc.screening.index.rows import NameRows, Parts, parts, parts_up
from kyc.screening.language.names import Name
from kyc.screening.language.numbers import is_number
from kyc.screening.language.scripts import Spellings
from kyc.screening.scoring.weights import word_bits

_HELD = 4_000_000  # spellings and rows of all remembered words together, 8 bytes each


@dataclass(frozen=True, slots=True, eq=False)
class QueryWord:
    """One word of a query, of a person (`kind` 0) or of something else (1).

    `numbers` are the spellings that may be it and `gains` what matching each gains over leaving the word unmatched,
    ascending: where several are written into one place, the best is written last. `most` is the bits of its best match.
    """

    spellings: Spellings
    kind: int
    bits: float
    penalty: float
    numbers: Ids
    gains: Bits
    most: float

    @property
    def first(self) -> str:
        """Its likeliest spelling."""
        return self.spellings[0]

    @property
    def initial(self) -> bool:
        """Whether it is a single letter, which may be any word that begins with it."""
        return len(self.first) == 1 and self.first.isalpha()


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Rows where a word of a query may stand; one may be here several times, the word's best chance there last.

    In parts of bits: `most` is what the word can gain there together with the listed word that it matches, `penalties`
    what all words of the row weigh at least, and `rest` what is surely left of it where no other word is matched.
    """

    rows: Ids
    most: Parts
    penalties: Parts
    rest: Parts


class QueryWords:
    """Looks up query words in the lists' vocabulary, and remembers them. Threads may ask at the same time."""

    def __init__(self, rows: NameRows) -> None:
        self._rows = rows
        self._known: dict[tuple[Spellings, int], QueryWord] = {}
        self._placed: dict[tuple[Spellings, int], Places] = {}
        self._held = 0

    def of(self, name: Name, *, person: bool) -> list[QueryWord]:
        """Look up the words of a name; `person` says whose words they are."""
        kind = 0 if person else 1
        found = {word: known for word in name.words if (known := self._known.get((word, kind)))}
        new = [word for word in name.words if word not in found]
        if new:
            # All spellings at once, which is quicker than one by one.
            self._rows.vocabulary.near(list(dict.fromkeys(spelling for word in new for spelling in word)))
            for word in new:
                found[word] = made = self._look_up(word, kind)
                self._make_room(len(made.numbers))
                self._known[word, kind] = made
        return [found[word] for word in name.words]

    def places(self, word: QueryWord) -> Places:
        """Find where a word may stand."""
        key = word.spellings, word.kind
        known = self._placed.get(key)
        if known is None:
            self._placed[key] = known = self._placing(word)
            self._make_room(len(known.rows))
        return known

    def _placing(self, word: QueryWord) -> Places:
        listed = self._rows.spelling_penalties[word.kind].take(word.numbers)
        bounds = word.gains + listed
        by_bound = bounds.argsort(kind="stable")
        rows, penalties, times = self._rows.having_penalties(word.numbers.take(by_bound), word.kind)
        most = parts_up(bounds.take(by_bound)).repeat(times)
        rest = penalties - np.minimum(penalties, parts_up(listed.take(by_bound)).repeat(times))
        # A name may have two words that this one fits alike, and then neither is left over.
        ordered = np.sort(rows)
        twice = ordered[1:][ordered[1:] == ordered[:-1]]
        if len(twice):
            none = np.zeros(len(twice), dtype=np.int16)
            again = parts(self._rows.row_penalties[word.kind].take(twice))
            rows, most = np.concatenate((twice, rows)), np.concatenate((none, most))
            penalties, rest = np.concatenate((again, penalties)), np.concatenate((none, rest))
        return Places(rows, most, penalties, rest)

    def _make_room(self, more: int) -> None:
        if self._held > _HELD:
            self._known, self._placed, self._held = {}, {}, 0
        self._held += more + 1

    def _look_up(self, word: Spellings, kind: int) -> QueryWord:
        own = [word_bits(spelling, person=kind == 0) for spelling in word]
        penalty = _penalty(min(own))  # it rises with the bits
        if kind and is_number(word[0]):
            penalty *= NUMBERS_WEIGH
        numbers, matches = self._matching(word, own, kind)
        ascending = matches.argsort(kind="stable")
        ascending = ascending[matches.take(ascending).searchsorted(np.float32(-penalty), "right") :]
        numbers, matches = numbers.take(ascending), matches.take(ascending)
        gains = matches + np.float32(penalty)
        return QueryWord(
            spellings=word,
            kind=kind,
            bits=min(own),
            penalty=penalty,
            numbers=numbers,
            gains=gains,
            most=float(matches[-1]) if len(matches) else 0.0,
        )

    def _matching(self, word: Spellings, own: Sequence[float], kind: int) -> tuple[Ids, Bits]:
        """Find the spellings near any of a word's, and the bits of each match."""
        vocabulary = self._rows.vocabulary
        found = [
            (numbers, np.minimum(vocabulary.bits[kind].take(numbers), bits) - costs)
            for (numbers, costs), bits in zip(vocabulary.near(word), own, strict=True)
        ]
        initial = vocabulary.letters.get(word[0][0])
        if len(word[0]) > 1 and initial is not None:
            found.append((np.array([initial], dtype=np.int32), np.array([BITS_INITIAL], dtype=np.float32)))
        if len(found) == 1:
            return found[0]
        return np.concatenate([numbers for numbers, _ in found]), np.concatenate([matches for _, matches in found])


@lru_cache(1024)
def _penalty(bits: float) -> float:
    """Bits that a query's word of so many bits speaks against a name without it."""
    return float(unmatched(np.array(bits, dtype=np.float32), UNMATCHED_QUERY))
