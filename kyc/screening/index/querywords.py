"""The words of a query, and the listed spellings that each of them may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kyc.screening.index.alignment import BITS_INITIAL, NUMBERS_WEIGH, UNMATCHED_QUERY, unmatched
from kyc.screening.index.desk import Desk
from kyc.screening.index.likeness import Bits, Ids
from kyc.screening.index.rows import NameRows
from kyc.screening.language.names import Name
from kyc.screening.language.numbers import is_number
from kyc.screening.language.scripts import Spellings
from kyc.screening.scoring.weights import word_bits

_HELD_ROWS = 4_000_000  # of all remembered words together, 8 bytes each


@dataclass(frozen=True, slots=True)
class QueryWord:
    """One word of a query.

    `numbers` are the spellings that may be it and `matches` the bits of each match, ascending: where several are
    written into one place, the best is written last. `rows` are the names with any of these spellings, each once, and
    `bounds` what matching it there can gain at most.
    """

    spellings: Spellings
    bits: float
    penalty: float
    numbers: Ids
    matches: Bits
    rows: Ids
    bounds: Bits

    @property
    def first(self) -> str:
        """Its likeliest spelling."""
        return self.spellings[0]

    @property
    def initial(self) -> bool:
        """Whether it is a single letter, which may be any word that begins with it."""
        return len(self.first) == 1 and self.first.isalpha()

    @property
    def most(self) -> float:
        """The bits of its best match with anything listed."""
        return float(self.matches[-1]) if len(self.matches) else 0.0


class QueryWords:
    """Looks up query words in the lists' vocabulary, and remembers them. Threads may ask at the same time."""

    def __init__(self, rows: NameRows) -> None:
        self._rows = rows
        self._known: dict[tuple[Spellings, bool], QueryWord] = {}
        self._held = 0

    def of(self, name: Name, desk: Desk, *, person: bool) -> list[QueryWord]:
        """Look up the words of a name; `person` says whose words they are."""
        found = {word: known for word in name.words if (known := self._known.get((word, person)))}
        new = [word for word in name.words if word not in found]
        if new:
            # All spellings at once, which is quicker than one by one.
            self._rows.vocabulary.near(list(dict.fromkeys(spelling for word in new for spelling in word)))
            for word in new:
                found[word] = self._look_up(word, desk, person=person)
                self._remember((word, person), found[word])
        return [found[word] for word in name.words]

    def _remember(self, key: tuple[Spellings, bool], word: QueryWord) -> None:
        if self._held > _HELD_ROWS:
            self._known, self._held = {}, 0
        self._known[key] = word
        self._held += len(word.rows) + len(word.numbers) + 1

    def _look_up(self, word: Spellings, desk: Desk, *, person: bool) -> QueryWord:
        own = [word_bits(spelling, person=person) for spelling in word]
        penalty = float(unmatched(np.array(min(own), dtype=np.float32), UNMATCHED_QUERY))  # it rises with the bits
        if not person and is_number(word[0]):
            penalty *= NUMBERS_WEIGH
        numbers, matches = self._matching(word, own, 0 if person else 1)
        kept = matches > -penalty
        numbers, matches = numbers[kept], matches[kept]
        ascending = matches.argsort(kind="stable")
        bounds = matches + penalty + self._rows.spelling_penalties[0 if person else 1, numbers]
        by_bound = bounds.argsort(kind="stable")
        rows, times = self._rows.having(numbers[by_bound])
        # Of several in one row the best is written last, and so the one that is kept.
        places = np.arange(len(rows), dtype=np.int32)
        desk.slot[rows] = places
        last = desk.slot[rows] == places
        return QueryWord(
            spellings=word,
            bits=min(own),
            penalty=penalty,
            numbers=numbers[ascending],
            matches=matches[ascending],
            rows=rows[last],
            bounds=bounds[by_bound].repeat(times)[last],
        )

    def _matching(self, word: Spellings, own: Sequence[float], kind: int) -> tuple[Ids, Bits]:
        """Find the spellings near any of a word's, and the bits of each match."""
        vocabulary = self._rows.vocabulary
        found = [
            (numbers, np.minimum(vocabulary.bits[kind, numbers], bits) - costs)
            for (numbers, costs), bits in zip(vocabulary.near(word), own, strict=True)
        ]
        initial = vocabulary.letters.get(word[0][0])
        if len(word[0]) > 1 and initial is not None:
            found.append((np.array([initial], dtype=np.int32), np.array([BITS_INITIAL], dtype=np.float32)))
        if len(found) == 1:
            return found[0]
        return np.concatenate([numbers for numbers, _ in found]), np.concatenate([matches for _, matches in found])
