"""The listed spellings that may be the same word as one that is asked for, and what the difference costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Protocol

import numpy as np

from kyc.screening import compiled
from kyc.screening.index.arrays.packing import Array
from kyc.screening.index.arrays.runs import Numbers, Starts, distinct
from kyc.screening.index.spelling.keys import KeyTable, hashed, query_keys
from kyc.screening.index.spelling.likeness import COSTS, MOST, Bits, Ids, Kind, Spellings, looked_like
from kyc.screening.index.spelling.net import RecallNet, held, query_grams

GRAMS = 0xFFFFFFFF  # seed of the trigrams' hashes, among those of the keys: it turns letters into what is none

Near = tuple[Ids, Bits]  # spellings, and what the difference to each costs
Meant = list[tuple[Ids, Bits, float]]  # what one word may be: spellings, costs, and bits of the match without these
Matches = tuple[Ids, Bits, float]  # spellings that gain anything, what each gains, ascending, and the best match's bits


@dataclass(frozen=True, slots=True, eq=False)
class Listed:
    """All listed spellings: under their keys and trigrams, with their letters, ready to be compared, and their bits."""

    keys: KeyTable
    net: RecallNet
    spellings: Spellings
    bits: Bits

    def packed(self) -> dict[str, Array]:
        """Give every array under its path."""
        parts = self.keys.packed("keys/") | self.net.packed("net/") | self.spellings.packed("spellings/")
        return parts | {"bits": self.bits}


class Nearness(Protocol):
    """Finds spellings that lie near others."""

    def search(self, asked: Sequence[str]) -> list[Near]:
        """Find for each spelling the numbers of those near it, ascending, and what the difference to each costs."""

    def meeting(self, hashes: list[int]) -> list[int]:
        """Number the spellings that stand under any of some hashes, ascending."""

    def matching(self, near: Sequence[Meant], kind: int, penalties: Sequence[float]) -> list[Matches]:
        """Find for each word what matching the spellings near it gains over leaving it unmatched, each once, ascending.

        Args:
            near: of each word, what each of its spellings may be.
            kind: 0 for people's names, 1 for others.
            penalties: bits that each word weighs unmatched.
        """


def nearness(listed: Listed) -> Nearness:
    """Make what finds spellings near others."""
    plain = PlainNearness(listed)
    return CompiledNearness(listed, plain) if compiled.is_used() else plain


class PlainNearness:
    """With numpy, all that are asked for at once."""

    def __init__(self, listed: Listed) -> None:
        self._listed, self._count = listed, len(listed.spellings.written)

    def search(self, asked: Sequence[str]) -> list[Near]:
        """As in the protocol."""
        which, numbers = self._meeting(asked)
        bits = self._listed.spellings.distances(asked, which, numbers)
        near = np.flatnonzero(bits <= MOST)
        found: Ids = numbers.take(near).astype(np.int32)
        bits = bits.take(near)
        ends = which.take(near).searchsorted(np.arange(len(asked) + 1)).tolist()
        return [(found[start:end], bits[start:end]) for start, end in pairwise(ends)]

    def matching(self, near: Sequence[Meant], kind: int, penalties: Sequence[float]) -> list[Matches]:
        """As in the protocol."""
        found = [each for word in near for each in word]
        numbers = np.concatenate([numbers for numbers, _, _ in found])
        bits = np.array([most for *_, most in found], dtype=np.float32).repeat([len(each[0]) for each in found])
        matches = np.minimum(self._listed.bits[kind].take(numbers), bits)
        matches -= np.concatenate([costs for _, costs, _ in found])
        which = np.arange(len(near)).repeat([sum(len(numbers) for numbers, *_ in word) for word in near])
        weights = np.array(penalties, dtype=np.float32)
        gaining = np.flatnonzero(matches > -weights.take(which))
        numbers, matches, which = _best_of_each(numbers.take(gaining), matches.take(gaining), which.take(gaining))
        order = np.lexsort((numbers, matches, which))
        numbers, matches, which = numbers.take(order), matches.take(order), which.take(order)
        gains, ends = matches + weights.take(which), which.searchsorted(np.arange(len(near) + 1)).tolist()
        return [
            (numbers[start:end], gains[start:end], float(matches[end - 1]) if start < end else 0.0)
            for start, end in pairwise(ends)
        ]

    def meeting(self, hashes: list[int]) -> list[int]:
        """As in the protocol."""
        found: list[int] = distinct(self._listed.keys.meeting(hashes)[2]).tolist()
        return found

    def _meeting(self, asked: Sequence[str]) -> tuple[Numbers, Numbers]:
        """Number the spellings that share a key or nearly all letters with any asked: whose each is, and it, once."""
        keys = [hashed(query_keys(each)) for each in asked]
        grams = [hashed(query_grams(each), GRAMS) for each in asked]
        hits, times, numbers = self._listed.keys.meeting([*chain.from_iterable(keys), *chain.from_iterable(grams)])
        asking = np.array([*range(len(asked)), *range(len(asked))]).repeat([*map(len, keys), *map(len, grams)])
        which = asking.take(hits).repeat(times)
        first = int(times[: hits.searchsorted(sum(map(len, keys)))].sum())
        netted = first + np.flatnonzero(self._listed.net.near(asked, which[first:], numbers[first:]))
        pairs = which * self._count + numbers
        pairs = distinct(np.concatenate((pairs[:first], pairs.take(netted))))
        which = pairs // max(1, self._count)
        return which, pairs - which * self._count


def _best_of_each(numbers: Ids, matches: Bits, which: Starts) -> tuple[Ids, Bits, Starts]:
    """Of the matches of a word with a spelling, as it may have by several of its own, leave the best."""
    order = np.lexsort((matches, numbers, which))
    numbers, matches, which = numbers.take(order), matches.take(order), which.take(order)
    last = np.ones(len(order), dtype=np.bool_)
    last[:-1] = (numbers[1:] != numbers[:-1]) | (which[1:] != which[:-1])
    return numbers[last], matches[last], which[last]


class CompiledNearness:
    """In C++, one after the other; very long words are left to numpy."""

    def __init__(self, listed: Listed, plain: PlainNearness) -> None:
        from kyc.screening.compiled.near import LONGEST, NearSpellings

        self._near, self._longest, self._plain = NearSpellings(listed.packed(), COSTS), LONGEST, plain

    def search(self, asked: Sequence[str]) -> list[Near]:
        """As in the protocol."""
        return [self._one(each) if len(each) <= self._longest else self._plain.search([each])[0] for each in asked]

    def _one(self, asked: str) -> Near:
        look = looked_like(asked)
        # Those of a lettered spelling are made in C++, too.
        keys = [] if look[0] is Kind.LETTERED else hashed(query_keys(asked))
        return self._near.find(*look, keys, GRAMS, held(asked).encode())

    def meeting(self, hashes: list[int]) -> list[int]:
        """As in the protocol."""
        return self._near.meeting(hashes)

    def matching(self, near: Sequence[Meant], kind: int, penalties: Sequence[float]) -> list[Matches]:
        """As in the protocol."""
        return [self._near.matching(word, kind, weight) for word, weight in zip(near, penalties, strict=True)]
