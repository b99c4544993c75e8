"""The words of a query, and the listed spellings that each of them may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kyc.screening.index.alignment import BITS_INITIAL, UNMATCHED_QUERY, unmatched
from kyc.screening.index.likeness import Bits, Ids
from kyc.screening.index.rows import NameRows
from kyc.screening.language.names import Name
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

    first: str
    bits: float
    penalty: float
    numbers: Ids
    matches: Bits
    rows: Ids
    bounds: Bits

    @property
    def initial(self) -> bool:
        """Whether it is a single letter, which may be any word that begins with it."""
        return len(self.first) == 1 and self.first.isalpha()

    @property
    def most(self) -> float:
        """The bits of its best match with anything listed."""
        return float(self.matches[-1]) if len(self.matches) else 0.0


class QueryWords:
    """Looks up query words in the lists' vocabulary, and remembers them."""

    def __init__(self, rows: NameRows) -> None:
        self._rows = rows
        self._known: dict[tuple[Spellings, bool], QueryWord] = {}
        self._held = 0
        self._best = np.zeros(rows.count, dtype=np.float32)  # only what was just written is read

    def of(self, name: Name, *, person: bool) -> list[QueryWord]:
        """Look up the words of a name; `person` says whose words they are."""
        new = [word for word in name.words if (word, person) not in self._known]
        if self._held > _HELD_ROWS:
            self._known.clear()
            self._held, new = 0, list(name.words)
        # All spellings at once, which is quicker than one by one.
        self._rows.vocabulary.near(list(dict.fromkeys(spelling for word in new for spelling in word)))
        for word in new:
            known = self._known[word, person] = self._look_up(word, person=person)
            self._held += len(known.rows) + len(known.numbers) + 1
        return [self._known[word, person] for word in name.words]

    def _look_up(self, word: Spellings, *, person: bool) -> QueryWord:
        own = [word_bits(spelling, person=person) for spelling in word]
        penalty = float(unmatched(np.array(min(own), dtype=np.float32), UNMATCHED_QUERY))  # it rises with the bits
        numbers, matches = self._matching(word, own, 0 if person else 1)
        kept = matches > -penalty
        numbers, matches = numbers[kept], matches[kept]
        ascending = np.argsort(matches, kind="stable")
        bounds = matches + penalty + self._rows.spelling_penalties[0 if person else 1, numbers]
        by_bound = np.argsort(bounds, kind="stable")
        rows, times = self._rows.having(numbers[by_bound])
        self._best[rows] = np.repeat(bounds[by_bound], times)  # of several in one row the best is written last
        rows = np.unique(rows)
        return QueryWord(
            first=word[0],
            bits=min(own),
            penalty=penalty,
            numbers=numbers[ascending],
            matches=matches[ascending],
            rows=rows,
            bounds=self._best[rows],
        )

    def _matching(self, word: Spellings, own: Sequence[float], kind: int) -> tuple[Ids, Bits]:
        """Find the spellings near any of a word's, and the bits of each match."""
        vocabulary = self._rows.vocabulary
        found = [
            (numbers, np.minimum(vocabulary.bits[kind, numbers], bits) - costs)
            for (numbers, costs), bits in zip(vocabulary.near(word), own, strict=True)
        ]
        initial = vocabulary.numbers.get(word[0][0])
        if len(word[0]) > 1 and initial is not None:
            found.append((np.array([initial], dtype=np.int32), np.array([BITS_INITIAL], dtype=np.float32)))
        if len(found) == 1:
            return found[0]
        return np.concatenate([numbers for numbers, _ in found]), np.concatenate([matches for _, matches in found])
