"""What the words of one part of the book can gain at most in the names of changed entities; never too few bits."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from kyc.screening.index.arrays.runs import Starts, ranges
from kyc.screening.index.spelling.likeness import Bits, Ids
from kyc.screening.reverse.changed import Changed
from kyc.screening.reverse.entries import joined_sounds
from kyc.screening.reverse.hashing import HashTable, Places, chosen, hashed, largest, owners, stacked, starts_at
from kyc.screening.reverse.nearness import Nearness
from kyc.screening.reverse.words import Words, heard_as
from kyc.screening.scoring.alignment import BITS_INITIAL, BITS_JOINED

Triples = tuple[Places, Ids, Bits]  # places of words among some, rows, bits


class Listed:
    """The words of changed entities, made ready to be met by those of any part of the book."""

    def __init__(self, changed: Changed) -> None:
        self.changed, self.near = changed, Nearness(changed)
        self.as_one = HashTable(*hashed(map(joined_sounds, changed.names)))
        heard = np.array([heard_as(spelling) for spelling in changed.spellings], dtype=np.uint32)
        self.sounds = HashTable(np.arange(len(heard) + 1, dtype=np.int64), heard)
        self.letters = {ord(each): at for at, each in enumerate(changed.spellings) if len(each) == 1}
        self.most_penalty = np.float32(changed.rows.spelling_penalties[0].max(initial=0.0))

    @cached_property
    def is_letter(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """By code of a letter: whether it is listed by itself."""
        listed = np.zeros(256, dtype=np.bool_)
        listed[list(self.letters)] = True
        return listed


class Gains:
    """What each word of a part can gain at most.

    Attributes:
        penalties: bits that each word costs where it is not found.
        wherever: bits of each word that is an initial, which any listed word may begin with; 0 for other words.
        most: bits of each word anywhere, not counting what the listed words' absence would cost.
    """

    def __init__(self, words: Words, listed: Listed) -> None:
        self._words, self._listed = words, listed
        bits, self.penalties = words.bits, words.penalties
        self._bits = bits
        self._first, is_whole = words.initials
        lower = self._first | np.uint8(ord("a") ^ ord("A"))
        is_initial = is_whole & (lower >= ord("a")) & (lower <= ord("z"))
        self._is_listed_initial = listed.is_letter[self._first] & ~is_whole
        initial = BITS_INITIAL + listed.most_penalty + self.penalties
        self.wherever = np.where(is_initial, initial, np.float32(0)).astype(np.float32)
        self._number = np.full(len(words.written), -1, dtype=np.int32)
        places, numbers = listed.near.of(words)
        self._number[places] = numbers
        self._heard, self._heard_in = listed.as_one.meeting(words.heard)
        self.most = np.maximum(self.wherever, self._anywhere(places, numbers))

    def _anywhere(self, places: Places, numbers: Ids) -> Bits:
        words = self._words
        matches = np.full(len(words.written), -np.inf, dtype=np.float32)
        matches[places] = self._listed.near.most[numbers]
        most = np.maximum.reduceat(matches[words.spelled], words.word_start[:-1])
        most[self._is_listed_initial] = np.maximum(most[self._is_listed_initial], np.float32(BITS_INITIAL))
        if len(self._heard):
            heard = np.zeros(len(words.written), dtype=np.bool_)
            heard[self._heard] = True
            told = np.logical_or.reduceat(heard[words.spelled], words.word_start[:-1])
            most[told] = np.maximum(most[told], self._bits[told] - np.float32(BITS_JOINED))
        return np.maximum(most + self.penalties, np.float32(0))

    def in_rows(self, words: Places) -> tuple[Starts, Ids, Bits]:
        """Say of some words, given once each, in which rows of the entities' names they gain, as runs, and how much.

        What the listed word's absence would cost is counted.
        """
        which, rows, gains = stacked(self._near(words), self._as_one(words), self._initials(words))
        gaining, count = gains > 0, self._listed.changed.rows.count
        keys, gains = largest(which[gaining] * count + rows[gaining], gains[gaining])
        starts = starts_at(np.bincount(keys // count, minlength=len(words)))
        return starts, (keys % count).astype(np.int32), gains

    def _spelled(self, words: Places) -> tuple[Places, Ids]:
        """The spellings of some words, and the place of the word of each."""
        starts, spelled = chosen(self._words.word_start, self._words.spelled, words)
        return owners(starts).astype(np.int64), spelled

    def _near(self, words: Places) -> Triples:
        which, spelled = self._spelled(words)
        numbers, near = self._number[spelled], self._listed.near
        which, numbers = which[numbers >= 0], numbers[numbers >= 0]
        first, last = near.start[numbers], near.start[numbers + 1]
        places, which = ranges(first, last)[0], which.repeat(last - first)
        return which, near.rows[places], near.gains[places] + self.penalties[words[which]]

    def _as_one(self, words: Places) -> Triples:
        """Words that sound like two words of a row written together."""
        which, spelled = self._spelled(words)
        first, last = (self._heard.searchsorted(spelled, side) for side in ("left", "right"))
        rows, which = self._heard_in[ranges(first, last)[0]], which.repeat(last - first)
        told = self._bits[words[which]] + self.penalties[words[which]] - np.float32(BITS_JOINED)
        return which, rows, told + self._listed.changed.rows.row_penalties[0, rows]

    def _initials(self, words: Places) -> Triples:
        """Words and the listed initials that they begin with."""
        which = np.flatnonzero(self._is_listed_initial[words])
        letters = [self._listed.letters[letter] for letter in self._first[words[which]].tolist()]
        numbers, names = np.array(letters, dtype=np.int32), self._listed.changed.rows
        rows, times = names.having(numbers)
        which = which.repeat(times)
        told = BITS_INITIAL + names.spelling_penalties[0, numbers].repeat(times)
        return which, rows, np.asarray(told + self.penalties[words[which]], dtype=np.float32)
