"""How near the words of a book come to the words of changed entities, in bits that are never too few."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from kyc.screening.index.alignment import BITS_INITIAL
from kyc.screening.index.keys import each_once, listed_keys
from kyc.screening.index.likeness import Bits, Ids, Spellings
from kyc.screening.index.net import found_by, may_be_near
from kyc.screening.index.runs import Starts
from kyc.screening.reverse.book import HashTable, Vocabulary
from kyc.screening.reverse.changed import Changed
from kyc.screening.reverse.entries import hashed, heard_as, joined_sounds

Triples = tuple[Ids, Ids, Bits]


@dataclass(frozen=True, slots=True)
class Nearness:
    """What each word of the book can gain at most.

    `anywhere` is by word, not counting what the listed words' absence would cost; `in_rows` is words by rows of the
    entities' names, and counts that.
    """

    anywhere: Bits
    in_rows: csr_array


def nearness(words: Vocabulary, changed: Changed) -> Nearness:
    """Compare the words of a book with those of changed entities."""
    net, in_rows = zip(*_all_gains(words, changed), strict=True)
    anywhere = np.zeros(words.count, dtype=np.float32)
    for which, _, gains in net:
        np.maximum.at(anywhere, which, gains)
    shape = (words.count, changed.rows.count)
    return Nearness(anywhere, _largest([np.concatenate(part) for part in zip(*in_rows, strict=True)], shape))


def _all_gains(words: Vocabulary, changed: Changed) -> Iterator[tuple[Triples, Triples]]:
    """Gains by word and listed spelling without the listed word's penalty, and by word and row with it."""
    for which, numbers, matches in (_alike(words, changed), _initials(words, changed)):
        kept = matches > -words.penalties[which]
        which, numbers, matches = which[kept], numbers[kept], matches[kept]
        gains = matches + words.penalties[which]
        rows, times = changed.rows.having(numbers)
        listed = gains + changed.rows.spelling_penalties[0, numbers]
        yield (which, numbers, gains), (which.repeat(times), rows, listed.repeat(times))
    which, rows = _two_listed_as_one(words, changed)
    gains = words.bits[which] + words.penalties[which]
    yield (which, rows, gains), (which, rows, gains + changed.rows.row_penalties[0, rows])


def _alike(words: Vocabulary, changed: Changed) -> Triples:
    """Words and listed spellings near one another, as the search from words to spellings finds them."""
    listed = changed.spellings
    by_key = words.keys.meeting(*hashed(map(listed_keys, listed)))
    numbers, near = each_once(by_key, _netted(words, listed))
    touched, which = np.unique(near, return_inverse=True)
    asked = Spellings([words.spellings[each] for each in touched.tolist()])
    costs = asked.distances(which.astype(np.int32), Spellings(listed), numbers)
    kept = np.isfinite(costs)
    near, numbers = near[kept], numbers[kept]
    matches = np.minimum(words.spelling_bits[near], changed.rows.vocabulary.bits[0, numbers]) - costs[kept]
    words_near, times = words.words_of(near)
    return words_near, numbers.repeat(times), matches.repeat(times)


def _netted(words: Vocabulary, listed: list[str]) -> tuple[Ids, Ids]:
    """Listed spellings and those of the book that may be two typing errors apart."""
    found = [found_by(spelling) for spelling in listed]
    numbers, near = words.grams.meeting(*hashed(grams for grams, _, _ in found))
    letters = np.array([letters for _, letters, _ in found], dtype=np.uint64)
    lengths = np.array([length for _, _, length in found], dtype=np.int16)
    kept = may_be_near(words.letters[near], letters[numbers], words.lengths[near], lengths[numbers])
    return numbers[kept], near[kept]


def _initials(words: Vocabulary, changed: Changed) -> Triples:
    """Words and the listed initials that they begin with."""
    found = [
        (np.flatnonzero((words.firsts == ord(spelling)) & (words.first_lengths > 1)), number)
        for number, spelling in enumerate(changed.spellings)
        if len(spelling) == 1
    ]
    which = np.concatenate([np.zeros(0, np.int32), *(own.astype(np.int32) for own, _ in found)])
    numbers = np.repeat([number for _, number in found], [len(own) for own, _ in found]).astype(np.int32)
    return which, numbers, np.full(len(which), BITS_INITIAL, dtype=np.float32)


def _two_listed_as_one(words: Vocabulary, changed: Changed) -> tuple[Ids, Ids]:
    """Words that sound like two words of a row written together."""
    table = HashTable(*hashed(map(joined_sounds, changed.names)))
    spellings, rows = table.meeting(np.arange(len(words.heard) + 1, dtype=np.int64), words.heard)
    which, times = words.words_of(spellings)
    return which, rows.repeat(times)


def spellings_heard(changed: Changed) -> tuple[Starts, NDArray[np.uint32]]:
    """How each listed spelling sounds, as runs of one hash."""
    hashes = np.array([heard_as(spelling) for spelling in changed.spellings], dtype=np.uint32)
    return np.arange(len(hashes) + 1, dtype=np.int64), hashes


def _largest(triples: list[NDArray[Any]], shape: tuple[int, int]) -> csr_array:
    """A sparse matrix that holds the largest of the values given for a place."""
    which, rows, gains = triples
    places = which.astype(np.int64) * max(shape[1], 1) + rows
    order = places.argsort(kind="stable")
    places, gains = places[order], gains[order]
    first = np.flatnonzero(np.diff(places, prepend=-1))
    largest = np.maximum.reduceat(gains, first) if len(first) else gains
    at = places[first]
    return csr_array((largest, (at // max(shape[1], 1), at % max(shape[1], 1))), shape=shape)
