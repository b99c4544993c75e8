"""Where the words of a query may stand: the rows, and the most that each word can do there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from kyc.screening.index.arrays.runs import Starts, starts_of
from kyc.screening.index.rows.querywords import QueryWord
from kyc.screening.index.rows.rows import NameRows, Parts, parts, parts_up
from kyc.screening.index.spelling.likeness import Ids
from kyc.screening.language.scripts import Spellings

_HELD = 4_000_000  # rows of all remembered words together, 10 bytes each
_FEW = 50_000  # rows of several words that are gone through together; of more, the calls take no time beside the rows


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Rows where a word of a query may stand; one may be here several times, the word's best chance there last.

    In parts of bits: `most` is what the word can gain there, beyond what it gains anywhere, together with the listed
    word that it matches, `penalties` what all words of the row weigh at least, and `rest` what is surely left of it
    where no other word is matched.
    """

    rows: Ids
    most: Parts
    penalties: Parts
    rest: Parts


class PlacedWords:
    """Finds where words stand, and remembers it. Threads may ask at the same time."""

    def __init__(self, rows: NameRows) -> None:
        self._rows = rows
        self._known: dict[tuple[Spellings, int], Places] = {}
        self._held = 0

    def of(self, words: Sequence[QueryWord]) -> list[Places]:
        """Find where each of the words of a query, all of one kind, may stand."""
        found = {word.spellings: known for word in words if (known := self._known.get((word.spellings, word.kind)))}
        new = {word.spellings: word for word in words if word.spellings not in found}
        if new:
            found |= zip(new, self._place(list(new.values())), strict=True)
        return [found[word.spellings] for word in words]

    def prepare(self, words: Sequence[QueryWord]) -> None:
        """Look for words that will be asked for, unless that would drive out what was found before them."""
        new = [word for word in words if (word.spellings, word.kind) not in self._known]
        if new and self._held < _HELD // 2:
            self._place(new)

    def _place(self, words: Sequence[QueryWord]) -> list[Places]:
        found = placed(self._rows, words)
        for word, places in zip(words, found, strict=True):
            if self._held > _HELD:
                self._known, self._held = {}, 0
            self._held += len(places.rows) + 1
            self._known[word.spellings, word.kind] = places
        return found


def placed(rows: NameRows, words: Sequence[QueryWord]) -> list[Places]:
    """Find where each of some words of one kind (one at least) may stand.

    Several are looked up in one go: a call of numpy takes as long as a hundred rows, and each takes twenty of them.
    """
    if len(words) > 1 and rows.times(np.concatenate([word.numbers for word in words])) > _FEW:
        return [places for word in words for places in _together(rows, [word])]
    return list(_together(rows, words))


def _together(rows: NameRows, words: Sequence[QueryWord]) -> Iterator[Places]:
    kind, numbers = words[0].kind, np.concatenate([word.numbers for word in words])
    lengths = [len(word.numbers) for word in words]
    listed = rows.spelling_penalties[kind].take(numbers)
    bounds = np.concatenate([word.beyond for word in words]) + listed
    by_bound = np.lexsort((bounds, np.arange(len(words)).repeat(lengths)))
    found, penalties, times = rows.having_penalties(numbers.take(by_bound), kind)
    most = parts_up(bounds.take(by_bound)).repeat(times)
    rest = penalties - np.minimum(penalties, parts_up(listed.take(by_bound)).repeat(times))
    ends = starts_of(times).take(starts_of(lengths))
    twice, twice_ends = _twice(found, ends, rows.count)
    for run, own in zip(pairwise(ends.tolist()), pairwise(twice_ends), strict=True):
        here = slice(*run)
        places = Places(found[here], most[here], penalties[here], rest[here])
        yield places if own[0] == own[1] else _with(places, twice[slice(*own)], rows, kind)


def _twice(found: Ids, ends: Starts, count: int) -> tuple[Ids, list[int]]:
    """The rows that stand more than once in a run, and where those of each run end."""
    if len(ends) == 2:
        ordered = np.sort(found)
        twice = ordered[1:][ordered[1:] == ordered[:-1]]
        return twice, [0, len(twice)]
    keys = np.sort(np.arange(len(ends) - 1).repeat(ends[1:] - ends[:-1]) * count + found)
    keys = keys[1:][keys[1:] == keys[:-1]]
    starts = np.arange(len(ends)) * count
    return (keys % max(1, count)).astype(np.int32), keys.searchsorted(starts).tolist()


def _with(places: Places, twice: Ids, rows: NameRows, kind: int) -> Places:
    """Add the rows with two words that this one fits alike: then neither is left over."""
    none = np.zeros(len(twice), dtype=np.int16)
    again = parts(rows.row_penalties[kind].take(twice))
    return Places(
        np.concatenate((twice, places.rows)),
        np.concatenate((none, places.most)),
        np.concatenate((again, places.penalties)),
        np.concatenate((none, places.rest)),
    )
