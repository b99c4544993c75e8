"""All customers' screening keys together, sorted so that what a listed name meets is found at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from kyc.screening.index.alignment import UNMATCHED_QUERY, unmatched
from kyc.screening.index.likeness import Bits, Ids
from kyc.screening.index.runs import Starts, ranges
from kyc.screening.reverse.entries import Entries, Hashes, Places, Words, chosen
from kyc.screening.scoring.weights import word_bits

T = TypeVar("T", bound=np.generic)


class HashTable:
    """Runs of hashes turned round: from a hash to the numbers of the runs that hold it."""

    def __init__(self, starts: Starts, hashes: Hashes) -> None:
        order = hashes.argsort(kind="stable")
        self._hashes = hashes[order]
        self._owners = _owners(starts)[order]

    def meeting(self, starts: Starts, hashes: Hashes) -> tuple[Ids, Ids]:
        """Find for runs of hashes the runs here that share one: which there, and which here, once for each hash."""
        first, last = (self._hashes.searchsorted(hashes, side) for side in ("left", "right"))
        places, _ = ranges(first, last)
        return _owners(starts).repeat(last - first), self._owners[places]


class Vocabulary:
    """The distinct words of many `Words`, numbered anew: what they weigh and under which keys they are found."""

    def __init__(self, parts: Sequence[Words]) -> None:
        self.spellings: list[str] = []
        numbers: dict[str, int] = {}
        words: dict[tuple[int, ...], int] = {}
        self.numbered = [self._taken(part, numbers, words) for part in parts]
        fresh = [np.array(own, dtype=np.int64) for own in self._fresh(parts)]
        self.keys = HashTable(*_gathered([(part.key_start, part.keys) for part in parts], fresh))
        self.grams = HashTable(*_gathered([(part.gram_start, part.grams) for part in parts], fresh))
        self.letters = np.concatenate([part.letters[own] for part, own in zip(parts, fresh, strict=True)])
        self.lengths = np.concatenate([part.lengths[own] for part, own in zip(parts, fresh, strict=True)])
        heard = np.concatenate([part.heard[own] for part, own in zip(parts, fresh, strict=True)])
        self._weigh(list(words), heard)

    def _taken(self, part: Words, numbers: dict[str, int], words: dict[tuple[int, ...], int]) -> Ids:
        """Number a part's words among all words."""
        for spelling in part.spellings:
            if spelling not in numbers:
                numbers[spelling] = len(self.spellings)
                self.spellings.append(spelling)
        here = np.array([numbers[spelling] for spelling in part.spellings], dtype=np.int64)
        flat, starts = here[part.spelled].tolist(), part.word_start.tolist()
        made = [tuple(flat[start:end]) for start, end in pairwise(starts)]
        return np.array([words.setdefault(word, len(words)) for word in made], dtype=np.int32)

    @staticmethod
    def _fresh(parts: Sequence[Words]) -> list[list[int]]:
        """Of each part the spellings that no part before it has, in order."""
        known: set[str] = set()
        fresh = []
        for part in parts:
            fresh.append([at for at, spelling in enumerate(part.spellings) if spelling not in known])
            known.update(part.spellings)
        return fresh

    def _weigh(self, words: Sequence[tuple[int, ...]], heard: Hashes) -> None:
        self.spelling_bits = np.array([word_bits(each, person=True) for each in self.spellings], dtype=np.float32)
        flat = np.array([number for word in words for number in word], dtype=np.int32)
        start = np.concatenate(([0], np.cumsum([len(word) for word in words], dtype=np.int64)))
        self.count = len(words)
        order = flat.argsort(kind="stable")
        self._words_by_spelling = _owners(start)[order]
        self._spelling_start = np.searchsorted(flat[order], np.arange(len(self.spellings) + 1))
        empty = not len(flat)
        self.bits = np.zeros(0, np.float32) if empty else np.minimum.reduceat(self.spelling_bits[flat], start[:-1])
        self.penalties = unmatched(self.bits, UNMATCHED_QUERY)
        first = flat[start[:-1]]
        self.firsts = np.array([ord(self.spellings[each][0]) for each in first], dtype=np.int32)
        self.first_lengths = np.array([len(self.spellings[each]) for each in first], dtype=np.int16)
        self.heard = heard
        letter = [len(self.spellings[each]) == 1 and self.spellings[each].isalpha() for each in first]
        self.is_initial = np.array(letter, dtype=np.bool_)

    def words_of(self, spellings: Ids) -> tuple[Ids, Starts]:
        """List the words that each spelling is one of, one spelling after the other, and how many each has."""
        first, last = self._spelling_start[spellings], self._spelling_start[spellings + 1]
        return self._words_by_spelling[ranges(first, last)[0]], last - first


class Book:
    """The questions of many customers. `counts` are how many customers each part holds, in order."""

    def __init__(self, parts: Sequence[Entries], counts: Sequence[int]) -> None:
        self.customers = sum(counts)
        self.words = Vocabulary([part.words for part in parts])
        before = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
        self.owners = _joined([part.owners + start for part, start in zip(parts, before, strict=False)], np.int32)
        self.marks = _joined([part.marks for part in parts], np.uint8)
        self.years = _joined([part.years for part in parts], np.int16)
        numbered = zip(parts, self.words.numbered, strict=True)
        self.of_word = _joined([numbers[part.of_word] for part, numbers in numbered], np.int32)
        self.starts = _stacked([part.starts for part in parts])
        self._pairs = (
            _stacked([part.pair_start for part in parts]),
            _joined([part.pairs for part in parts], np.uint32),
        )
        numbers = _stacked([part.number_start for part in parts]), _joined([part.numbers for part in parts], np.uint32)
        self.numbers = HashTable(*numbers)
        self.penalties = sums(self.words.penalties[self.of_word], self.starts)

    def __len__(self) -> int:
        return len(self.starts) - 1

    @cached_property
    def pairs(self) -> HashTable:
        """How every two words of a question sound as one."""
        return HashTable(*self._pairs)

    def words_of(self, entries: Ids) -> tuple[Ids, Starts]:
        """List the words of some questions, one question after the other, and say where each begins."""
        places, starts = ranges(self.starts[entries], self.starts[entries + 1])
        return self.of_word[places], starts


def sums(values: Bits, starts: Starts) -> Bits:
    """Add up each run; an empty one is 0."""
    total = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
    return np.asarray(total[starts[1:]] - total[starts[:-1]], dtype=np.float32)


def _owners(starts: Starts) -> Ids:
    return np.arange(len(starts) - 1, dtype=np.int32).repeat(np.diff(starts))


def _joined(arrays: Sequence[NDArray[T]], kind: type[T]) -> NDArray[T]:
    return np.concatenate([np.zeros(0, dtype=kind), *arrays])


def _stacked(starts: Sequence[Starts]) -> Starts:
    """Put runs behind one another."""
    ends = np.concatenate(([0], np.cumsum([own[-1] for own in starts], dtype=np.int64)))
    return np.concatenate([np.zeros(1, np.int64), *(own[1:] + end for own, end in zip(starts, ends, strict=False))])


def _gathered(runs: Sequence[tuple[Starts, Hashes]], places: Sequence[Places]) -> tuple[Starts, Hashes]:
    """Put the chosen runs of several arrays behind one another."""
    taken = [chosen(start, values, own) for (start, values), own in zip(runs, places, strict=True)]
    return _stacked([starts for starts, _ in taken]), _joined([hashes for _, hashes in taken], np.uint32)
