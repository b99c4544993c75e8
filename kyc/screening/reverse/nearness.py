"""How near spellings of the book come to those of changed entities, remembered from one part of it to the next."""

from __future__ import annotations

import numpy as np

from kyc.screening.index.arrays.runs import distinct
from kyc.screening.index.spelling.keys import each_once, listed_keys
from kyc.screening.index.spelling.likeness import Bits, Ids, Spellings
from kyc.screening.index.spelling.net import found_by, may_be_near
from kyc.screening.reverse.changed import Changed
from kyc.screening.reverse.hashing import HashTable, Places, hashed, largest, owner_of, starts_at
from kyc.screening.reverse.words import Words


class Nearness:
    """Spellings of the book that came near listed ones so far, numbered as they came.

    `most` is by spelling: the bits of its best match. Run `i` of `rows` says in which rows of the entities' names it
    matches, and `gains` the bits of the match and those that the listed word's absence would cost.
    """

    def __init__(self, changed: Changed) -> None:
        self._changed, self._listed = changed, Spellings(changed.spellings)
        self._keys = HashTable(*hashed(map(listed_keys, changed.spellings)))
        found = [found_by(spelling) for spelling in changed.spellings]
        self._grams = HashTable(*hashed(grams for grams, _, _ in found))
        self._letters = np.array([letters for _, letters, _ in found], dtype=np.uint64)
        self._lengths = np.array([length for _, _, length in found], dtype=np.int16)
        self._number: dict[bytes, int] = {}
        self.most = np.zeros(0, dtype=np.float32)
        self.start = np.zeros(1, dtype=np.int64)
        self.rows, self.gains = np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32)

    def of(self, words: Words) -> tuple[Places, Ids]:
        """Find the spellings of a part that may be near a listed one: their places, and the number of each here."""
        near, listed = self._met(words)
        places = distinct(near).astype(np.int64)
        written = words.written[places].tolist()
        new = [at for at, spelling in enumerate(written) if spelling not in self._number]
        if new:
            self._number.update((written[at], len(self.most) + count) for count, at in enumerate(new))
            taken = np.isin(near, places[new])
            which = places[new].searchsorted(near[taken]).astype(np.int32)
            self._compare(words, places[new], which, listed[taken])
        return places, np.array([self._number[spelling] for spelling in written], dtype=np.int32)

    def _met(self, words: Words) -> tuple[Ids, Ids]:
        """Spellings of a part and the listed ones that share a key with them, or may be two typing errors apart."""
        places, listed = self._keys.meeting(words.keys)
        by_key = owner_of(words.key_start, places).astype(np.int32), listed
        places, listed = self._grams.meeting(words.grams)
        near = owner_of(words.gram_start, places).astype(np.int32)
        letters, lengths = (words.letters[near], self._letters[listed]), (words.lengths[near], self._lengths[listed])
        kept = may_be_near(*letters, *lengths)
        return each_once(by_key, (near[kept], listed[kept]))

    def _compare(self, words: Words, places: Places, which: Ids, listed: Ids) -> None:
        """Compare new spellings, by their places in a part, with listed ones, pair by pair, and remember them."""
        spellings = [each.decode() for each in words.written[places].tolist()]
        costs = self._listed.distances(spellings, which, listed)
        kept = np.isfinite(costs)
        which, listed = which[kept], listed[kept]
        told = np.minimum(words.spelling_bits[places][which], self._changed.rows.vocabulary.bits[0, listed])
        matches = told - costs[kept]
        most = np.full(len(places), -np.inf, dtype=np.float32)
        np.maximum.at(most, which, matches)
        self.most = np.concatenate((self.most, most))
        self._remember_rows(len(places), which, listed, matches)

    def _remember_rows(self, count: int, which: Ids, listed: Ids, matches: Bits) -> None:
        names = self._changed.rows
        rows, times = names.having(listed)
        gains = (matches + names.spelling_penalties[0, listed]).repeat(times)
        keys, gains = largest(which.repeat(times).astype(np.int64) * names.count + rows, gains)
        own = np.bincount(keys // names.count, minlength=count)
        self.start = np.concatenate((self.start, self.start[-1] + starts_at(own)[1:]))
        self.rows = np.concatenate((self.rows, (keys % names.count).astype(np.int32)))
        self.gains = np.concatenate((self.gains, gains))
