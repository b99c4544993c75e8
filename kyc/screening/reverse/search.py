"""From changed listed entities to the customers they may concern: never one too few, seldom many too many.

Whether a pair is flagged depends on the pair alone, so only pairs with a changed entity have to be looked at. Of these
a pair is left out only where the most that its name, and all beside it, can add stays below the threshold.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from kyc.screening.index.alignment import BITS_INITIAL
from kyc.screening.index.likeness import Bits, Ids
from kyc.screening.ranking import BORN_FLOOR_BITS, FLOOR_BITS, LIFTED_FLOOR_BITS
from kyc.screening.reverse.book import Book, sums
from kyc.screening.reverse.changed import CONTRADICTED, Changed
from kyc.screening.reverse.entries import DATED, GENDERED, LOCATED, NO_PERSON, NUMBERED
from kyc.screening.reverse.nearness import Nearness, nearness, spellings_heard
from kyc.screening.scoring.birthdates import SAME_DAY
from kyc.screening.scoring.calibration import THRESHOLD, bits_of
from kyc.screening.scoring.evidence import NEAR_NUMBER, SAME_COUNTRY, SAME_GENDER

_SLACK = 0.01  # bits: sums of 32-bit numbers in another order
_KEPT_WITH_NAMESAKE = 0.3  # share of a name's bits that a contradicting birth date leaves
_BLOCK = 65536  # questions compared at once


def candidates(book: Book, changed: Changed, *, threshold: float = THRESHOLD) -> Ids:
    """Number the customers whom any changed entity may concern, ascending."""
    found = [_others(book), _holders(book, changed)]
    if changed.rows.count and len(book):
        near = nearness(book.words, changed)
        found += _named(book, changed, near, bits_of(threshold) - _SLACK)
    return np.unique(book.owners[np.concatenate(found)])


def _others(book: Book) -> Ids:
    """Questions about other things than people, which no key here stands for."""
    return np.flatnonzero(book.marks & NO_PERSON).astype(np.int32)


def _holders(book: Book, changed: Changed) -> Ids:
    """Questions with a document number of a changed entity."""
    return book.numbers.meeting(changed.number_start, changed.numbers)[1]


def _named(book: Book, changed: Changed, near: Nearness, least: float) -> list[Ids]:
    needed = _needed(book, least)
    joined = _two_asked_as_one(book, changed)
    per_word = np.maximum(near.anywhere, _initials(book, changed))
    most = sums(per_word[book.of_word], book.starts) - book.penalties
    possible = np.flatnonzero(most >= needed).astype(np.int32)
    blocks = [possible[at : at + _BLOCK] for at in range(0, len(possible), _BLOCK)]
    return [joined, *(_near_rows(book, changed, near, block, needed[block], least) for block in blocks)]


def _initials(book: Book, changed: Changed) -> Bits:
    """Most that each word gains by being an initial, which any listed word may begin with; 0 for other words."""
    most = BITS_INITIAL + float(changed.rows.spelling_penalties[0].max())
    return np.where(book.words.is_initial, most + book.words.penalties, np.float32(0)).astype(np.float32)


def _needed(book: Book, least: float) -> Bits:
    """Bits that a question's name needs at least."""
    beside = np.zeros(len(book), dtype=np.float32)
    for mark, found in ((DATED, SAME_DAY), (LOCATED, SAME_COUNTRY), (GENDERED, SAME_GENDER), (NUMBERED, NEAR_NUMBER)):
        beside += np.where(book.marks & mark, np.float32(found.bits), np.float32(0))
    floor = np.where(book.marks & ~np.uint8(NO_PERSON), LIFTED_FLOOR_BITS, FLOOR_BITS)
    floor = np.where(book.marks & DATED, BORN_FLOOR_BITS, floor)
    return np.asarray(np.maximum(floor - _SLACK, least - beside), dtype=np.float32)


def _two_asked_as_one(book: Book, changed: Changed) -> Ids:
    """Questions of which two words, written together, sound like one of the entities'."""
    return book.pairs.meeting(*spellings_heard(changed))[1]


def _near_rows(book: Book, changed: Changed, near: Nearness, entries: Ids, needed: Bits, least: float) -> Ids:
    """Of some questions those that a row of the entities' names may be flagged for."""
    words, starts = book.words_of(entries)
    shape = (len(entries), book.words.count)
    asked = csr_array((np.ones(len(words), dtype=np.float32), words, starts), shape=shape)
    pairs = (asked @ near.in_rows).tocoo()
    of, rows = pairs.coords
    anywhere = sums(_initials(book, changed)[words], starts)
    name = pairs.data + (anywhere - book.penalties[entries])[of] - changed.rows.row_penalties[0, rows]
    kept = name >= needed[of]
    of, rows, name = of[kept], rows[kept], name[kept]
    total = _with_evidence(book, changed, entries[of], changed.entity_of[rows], name)
    reaching: Ids = entries[np.unique(of[total >= least])]
    return reaching


def _with_evidence(book: Book, changed: Changed, entries: Ids, entities: Ids, name: Bits) -> NDArray[np.float32]:
    """Most bits of each pair: those of its name, and all that may be beside it."""
    marks = book.marks[entries]
    births = changed.births(entities, book.years[entries])
    total = np.where(births <= CONTRADICTED, _KEPT_WITH_NAMESAKE * np.maximum(name, 0), name) + births
    total += np.where(marks & LOCATED, changed.country_bits[entities], 0)
    total += np.where(marks & GENDERED, SAME_GENDER.bits, 0)
    total += np.where((marks & NUMBERED > 0) & changed.may_be_misread[entities], NEAR_NUMBER.bits, 0)
    return np.asarray(total, dtype=np.float32)
