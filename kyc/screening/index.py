"""The lists' names in arrays, and the search through them.

A search has two stages, both decided pair by pair, so that nothing depends on what else is listed. The first adds up,
for all names at once, the best that each query word can do anywhere in a name: an upper bound. The second pairs the
words of the names that are left, exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kyc.screening.alignment import (
    BITS_INITIAL,
    BITS_JOINED,
    CONTRADICTION,
    UNMATCHED_LISTED,
    UNMATCHED_QUERY,
    Join,
    best_pairing,
    unmatched,
)
from kyc.screening.joins import JoinedWords, written_together
from kyc.screening.likeness import Bits, Ids
from kyc.screening.names import Name
from kyc.screening.scripts import Spellings
from kyc.screening.sounds import sound
from kyc.screening.vocabulary import Vocabulary
from kyc.screening.weights import word_bits

_SHORTEST_JOINED = 4  # letters of a word that may be two


@dataclass(frozen=True, slots=True)
class _QueryWord:
    """One word of the query and the spellings that may be it, twice: by what they match, and by what they may gain.

    Both are ascending, so that of several spellings of one word the best is written last.
    """

    word: Spellings
    bits: float
    penalty: float
    numbers: Ids
    matches: Bits
    bound_numbers: Ids
    bounds: Bits
    initial: bool


class NameIndex:
    """Names of listed entities, searchable by their words. Rows are numbered in the order given."""

    def __init__(self, names: Sequence[Name]) -> None:
        spellings = dict.fromkeys(spelling for name in names for word in name.words for spelling in word)
        self._vocabulary = Vocabulary(list(spellings))
        number = self._vocabulary.numbers
        words = [word for name in names for word in name.words]
        self._spelling_of = np.array([number[spelling] for word in words for spelling in word], dtype=np.int32)
        self._word_start = _starts(map(len, words))
        self._row_start = _starts(len(name.words) for name in names)
        self._rows = len(names)
        self._simple = len(self._spelling_of) == len(words)
        self._spelling_penalties = unmatched(self._vocabulary.bits, UNMATCHED_LISTED)
        self._penalties = self._word_penalties()
        self._row_penalties = _sums(self._penalties, self._row_start)
        self._posting_start, self._postings = self._posted()
        self._letters = np.array([ord(spelling[0]) for spelling in spellings], dtype=np.int32)
        self._joined = JoinedWords(names)
        self._cache: dict[tuple[Spellings, int], _QueryWord] = {}
        self._scratch = np.zeros((0, len(spellings)), dtype=np.float32)

    def _word_penalties(self) -> Bits:
        """Bits against each listed word when unmatched, by kind of name; of its least telling spelling."""
        return _minima(self._spelling_penalties[:, self._spelling_of], self._word_start)

    def _posted(self) -> tuple[NDArray[np.int64], Ids]:
        """List the rows in which each spelling stands, one after the other."""
        rows = np.repeat(np.arange(self._rows, dtype=np.int32), np.diff(self._word_start[self._row_start]))
        order = np.lexsort((rows, self._spelling_of))
        counts = np.bincount(self._spelling_of, minlength=len(self._vocabulary.spellings))
        return np.concatenate(([0], np.cumsum(counts))), rows[order]

    def search(
        self, name: Name, *, person: bool, floor: float, rows: NDArray[np.bool_] | None = None
    ) -> tuple[Ids, Bits]:
        """Find the rows whose name speaks for the query with at least `floor` bits, and those bits.

        `rows` marks those that may be found at all.
        """
        kind = 0 if person else 1
        new = [spelling for word in name.words if (word, kind) not in self._cache for spelling in word]
        self._vocabulary.near(list(dict.fromkeys(new)))  # all at once, which is quicker than one by one
        words = [self._query_word(word, kind) for word in name.words]
        if not words or not self._rows:
            return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32)
        joins = self._joins(words, kind)
        against = sum(word.penalty for word in words)
        bound = self._bound(words, joins, kind) - (self._row_penalties[kind] + against)
        possible = bound >= floor if rows is None else (bound >= floor) & rows
        found = np.flatnonzero(possible).astype(np.int32)
        bits = self._exact(words, found, joins, kind, floor + against) - against
        kept = bits >= floor
        return found[kept], bits[kept]

    def _query_word(self, word: Spellings, kind: int) -> _QueryWord:
        cached = self._cache.get((word, kind))
        if cached is None:
            if len(self._cache) > 50_000:
                self._cache.clear()
            cached = self._cache[word, kind] = self._look_up(word, kind)
        return cached

    def _look_up(self, word: Spellings, kind: int) -> _QueryWord:
        person = kind == 0
        own = [word_bits(spelling, person=person) for spelling in word]
        penalty = float(unmatched(np.array(own, dtype=np.float32), UNMATCHED_QUERY).min())
        numbers, matches = self._matching(word, own, kind)
        kept = matches > -penalty
        numbers, matches = numbers[kept], matches[kept]
        by_match = np.argsort(matches, kind="stable")
        bounds = matches + penalty + self._spelling_penalties[kind, numbers]
        by_bound = np.argsort(bounds, kind="stable")
        return _QueryWord(
            word=word,
            bits=min(own),
            penalty=penalty,
            numbers=numbers[by_match],
            matches=matches[by_match],
            bound_numbers=numbers[by_bound],
            bounds=bounds[by_bound],
            initial=len(word[0]) == 1 and word[0].isalpha(),
        )

    def _matching(self, word: Spellings, own: list[float], kind: int) -> tuple[Ids, Bits]:
        """Find the spellings near any of a word's, and the bits of each match."""
        found = []
        for (numbers, costs), bits in zip(self._vocabulary.near(word), own, strict=True):
            found.append((numbers, np.minimum(self._vocabulary.bits[kind, numbers], bits) - costs))
        initial = self._vocabulary.numbers.get(word[0][0])
        if len(word[0]) > 1 and initial is not None:
            found.append((np.array([initial], dtype=np.int32), np.array([BITS_INITIAL], dtype=np.float32)))
        return np.concatenate([numbers for numbers, _ in found]), np.concatenate([matches for _, matches in found])

    def _bound(self, words: list[_QueryWord], joins: dict[int, list[Join]], kind: int) -> Bits:
        """Upper bound of what pairing words gains over leaving all unmatched, for every row."""
        total = np.zeros(self._rows, dtype=np.float32)
        best = np.empty(self._rows, dtype=np.float32)
        for word in words:
            if word.initial:
                total += BITS_INITIAL + word.penalty + float(self._spelling_penalties[kind].max(initial=0))
            if not len(word.bound_numbers):
                continue
            starts, ends = self._posting_start[word.bound_numbers], self._posting_start[word.bound_numbers + 1]
            rows = np.concatenate(
                [self._postings[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
            )
            best.fill(0)
            best[rows] = np.repeat(word.bounds, ends - starts)
            total += best
        for row, of_row in joins.items():
            total[row] += sum(join.gain for join in of_row)
        return total

    def _exact(self, words: list[_QueryWord], rows: Ids, joins: dict[int, list[Join]], kind: int, floor: float) -> Bits:
        """What the best pairing gains over leaving all words unmatched, less the rows' own penalties.

        Rows that cannot reach `floor` keep an upper bound of it, which is below the floor.
        """
        if not len(rows):
            return np.zeros(0, dtype=np.float32)
        flat, starts = _ranges(self._row_start[rows], self._row_start[rows + 1])
        gains = self._gains(words, flat, kind)
        penalties = np.array([word.penalty for word in words], dtype=np.float32)
        listed = self._penalties[kind, flat]
        best = np.maximum.reduceat(gains, starts[:-1], axis=1)
        chosen = (gains == np.repeat(best, np.diff(starts), axis=1)) & (gains > 0)
        times = chosen.sum(axis=0)
        contested = np.maximum.reduceat(times, starts[:-1]) > 1
        total = best.sum(axis=0)
        left = penalties.sum() - penalties @ (best > 0)
        left_listed = np.add.reduceat(np.where(times > 0, 0, listed), starts[:-1])
        open_ = contested & (total - self._row_penalties[kind, rows] >= floor) | np.isin(rows, list(joins))
        for at in np.flatnonzero(open_).tolist():
            row = int(rows[at])
            own = slice(starts[at], starts[at + 1])
            pairing = best_pairing(gains[:, own], penalties, listed[own], joins.get(row, []))
            total[at] = pairing.gain
            left[at] = penalties.sum() - pairing.query
            left_listed[at] = listed[own].sum() - pairing.listed
        against = self._row_penalties[kind, rows] + CONTRADICTION * np.minimum(left, left_listed)
        return np.asarray(total - against, dtype=np.float32)

    def _gains(self, words: list[_QueryWord], flat: NDArray[np.int64], kind: int) -> Bits:
        """Gain of each query word (row) with each listed word (column), 0 where they are no match."""
        spelled, starts = _ranges(self._word_start[flat], self._word_start[flat + 1])
        spellings = self._spelling_of[spelled]
        if len(self._scratch) < len(words):
            self._scratch = np.zeros((len(words), self._scratch.shape[1]), dtype=np.float32)
        gains = np.empty((len(words), len(spellings)), dtype=np.float32)
        for at, word in enumerate(words):
            scratch = self._scratch[at]
            scratch[word.numbers] = word.matches + word.penalty
            gains[at] = scratch[spellings]
            scratch[word.numbers] = 0
            if word.initial:
                same = self._letters[spellings] == ord(word.word[0])
                gains[at] = np.where(same & (gains[at] == 0), BITS_INITIAL + word.penalty, gains[at])
        if len(spellings) > len(flat):
            gains = np.maximum.reduceat(gains, starts[:-1], axis=1)
        return np.asarray(np.where(gains > 0, gains + self._penalties[kind, flat], 0), dtype=np.float32)

    def _joins(self, words: list[_QueryWord], kind: int) -> dict[int, list[Join]]:
        """Find the rows where two words of one side, written together, sound like one of the other."""
        found: dict[int, list[Join]] = {}
        self._join_query_words(words, kind, found)
        self._join_listed_words(words, kind, found)
        return found

    def _join_query_words(self, words: list[_QueryWord], kind: int, found: dict[int, list[Join]]) -> None:
        pairs = {heard: (one, other) for heard, one, other in written_together([word.word[0] for word in words])}
        for heard, number in self._vocabulary.sounding(pairs):
            one, other = pairs[heard]
            bits = min(words[one].bits + words[other].bits, float(self._vocabulary.bits[kind, number]))
            gain = bits - BITS_JOINED + words[one].penalty + words[other].penalty
            for row in self._postings[self._posting_start[number] : self._posting_start[number + 1]].tolist():
                for position in self._positions(row, number):
                    penalty = float(self._penalties[kind, self._row_start[row] + position])
                    found.setdefault(row, []).append(Join((one, other), (position,), gain + penalty))

    def _positions(self, row: int, number: int) -> list[int]:
        first, last = self._row_start[row], self._row_start[row + 1]
        return [
            at
            for at in range(last - first)
            if number in self._spelling_of[self._word_start[first + at] : self._word_start[first + at + 1]]
        ]

    def _join_listed_words(self, words: list[_QueryWord], kind: int, found: dict[int, list[Join]]) -> None:
        for at, word in enumerate(words):
            if len(word.word[0]) < _SHORTEST_JOINED:
                continue
            heard = sound(word.word[0])
            for row, one, other in self._joined.find(heard):
                listed = [self._row_start[row] + one, self._row_start[row] + other]
                numbers = self._spelling_of[self._word_start[listed]]
                spellings = [self._vocabulary.spellings[number] for number in numbers]
                if heard not in [together for together, *_ in written_together(spellings)]:
                    continue
                bits = min(word.bits, float(self._vocabulary.bits[kind, numbers].sum()))
                gain = bits - BITS_JOINED + word.penalty + float(self._penalties[kind, listed].sum())
                found.setdefault(row, []).append(Join((at,), (one, other), gain))


def _starts(lengths: Iterable[int]) -> NDArray[np.int64]:
    return np.concatenate(([0], np.cumsum(np.fromiter(lengths, dtype=np.int64)))).astype(np.int64)


def _sums(values: Bits, starts: NDArray[np.int64]) -> Bits:
    """Sum runs of columns; every run holds at least one."""
    return np.add.reduceat(values, starts[:-1], axis=1) if len(starts) > 1 else np.zeros((2, 0), dtype=np.float32)


def _minima(values: Bits, starts: NDArray[np.int64]) -> Bits:
    return np.minimum.reduceat(values, starts[:-1], axis=1) if len(starts) > 1 else np.zeros((2, 0), dtype=np.float32)


def _ranges(starts: NDArray[np.int64], ends: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Write out the numbers of several ranges, and where each begins among them."""
    lengths = ends - starts
    offsets = np.concatenate(([0], np.cumsum(lengths)))
    return np.arange(offsets[-1]) + np.repeat(starts - offsets[:-1], lengths), offsets
