"""Customers' screening keys: of each question, its words and all that tells which listed names it may meet.

The arrays hold the words themselves besides hashes and numbers, so they are as private as the names they come from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import ClassVar, TypeVar
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from kyc.model.screening import ScreeningQuery
from kyc.screening.index.joins import written_together
from kyc.screening.index.keys import query_keys
from kyc.screening.index.net import looked_for
from kyc.screening.index.packing import Packed
from kyc.screening.index.runs import Starts, ranges, starts_of
from kyc.screening.language.names import Name, read_name
from kyc.screening.language.scripts import Spellings
from kyc.screening.language.sounds import sound
from kyc.screening.scoring.weighing import numbers_of
from watchlists.model import Schema

DATED, LOCATED, GENDERED, NUMBERED, NO_PERSON = 1, 2, 4, 8, 16  # bits of `marks`

Hashes = NDArray[np.uint32]
Places = NDArray[np.int64]
T = TypeVar("T", bound=np.generic)


class Words(Packed):
    """Distinct spellings with the keys under which a search looks for them, and the words made of them.

    Run `i` of a flat array goes from `…_start[i]` to `…_start[i + 1]`.
    """

    ARRAYS = (
        "written", "key_start", "keys", "gram_start", "grams", "letters", "lengths", "heard", "word_start", "spelled",
    )  # fmt: skip

    def __init__(self, words: Sequence[Spellings]) -> None:
        self.written = np.array([each.encode("ascii") for each in dict.fromkeys(chain.from_iterable(words))], np.bytes_)
        self._ready()
        number = {spelling: at for at, spelling in enumerate(self.spellings)}
        self.key_start, self.keys = hashed(map(query_keys, self.spellings))
        looked = [looked_for(spelling) for spelling in self.spellings]
        self.gram_start, self.grams = hashed(grams for grams, _, _ in looked)
        self.letters = np.array([letters for _, letters, _ in looked], dtype=np.uint64)
        self.lengths = np.array([length for _, _, length in looked], dtype=np.int16)
        self.heard = np.array([heard_as(spelling) for spelling in self.spellings], dtype=np.uint32)
        self.word_start = starts_of(map(len, words))
        self.spelled = np.array([number[each] for each in chain.from_iterable(words)], dtype=np.int32)

    def _ready(self) -> None:
        self.spellings: list[str] = [each.decode() for each in self.written.tolist()]

    def only(self, words: Places) -> Words:
        """Give some words, with nothing left of the others."""
        made = Words.__new__(Words)
        made.word_start, spelled = chosen(self.word_start, self.spelled, words)
        spellings, made.spelled = _renumbered(spelled)
        made.key_start, made.keys = chosen(self.key_start, self.keys, spellings)
        made.gram_start, made.grams = chosen(self.gram_start, self.grams, spellings)
        made.written, made.letters = self.written[spellings], self.letters[spellings]
        made.lengths, made.heard = self.lengths[spellings], self.heard[spellings]
        made._ready()
        return made


class Entries(Packed):
    """Questions of customers, numbered; a customer may have several, and is told by their place in the order given.

    `years` are those of birth, 0 where unknown; `pairs` hash how every two words sound as one.
    """

    ARRAYS = ("owners", "marks", "years", "starts", "of_word", "pair_start", "pairs", "number_start", "numbers")
    PARTS: ClassVar[Mapping[str, type[Packed]]] = {"words": Words}

    def __init__(self, customers: Sequence[Sequence[ScreeningQuery]]) -> None:
        queries = [(at, query) for at, own in enumerate(customers) for query in own]
        names = [read_name(query.name, person=query.schema is Schema.PERSON) for _, query in queries]
        words = list(dict.fromkeys(chain.from_iterable(name.words for name in names)))
        number = {word: at for at, word in enumerate(words)}
        self.words = Words(words)
        self.owners = np.array([at for at, _ in queries], dtype=np.int32)
        self.marks = np.array([_marks(query) for _, query in queries], dtype=np.uint8)
        years = [query.birth_date.year if query.birth_date else 0 for _, query in queries]
        self.years = np.array(years, dtype=np.int16)
        self.starts = starts_of(len(name.words) for name in names)
        self.of_word = np.array([number[word] for name in names for word in name.words], dtype=np.int32)
        self.pair_start, self.pairs = hashed(map(joined_sounds, names))
        self.number_start, self.numbers = hashed(numbers_of(query) for _, query in queries)

    def without(self, customer: int) -> Entries:
        """Give the questions of all other customers, who move up a place, with nothing left of this one's."""
        made = Entries.__new__(Entries)
        kept = np.flatnonzero(self.owners != customer)
        made.starts, of_word = chosen(self.starts, self.of_word, kept)
        words, made.of_word = _renumbered(of_word)
        made.words = self.words.only(words)
        made.owners = self.owners[kept] - (self.owners[kept] > customer).astype(np.int32)
        made.marks, made.years = self.marks[kept], self.years[kept]
        made.pair_start, made.pairs = chosen(self.pair_start, self.pairs, kept)
        made.number_start, made.numbers = chosen(self.number_start, self.numbers, kept)
        return made


def heard_as(spelling: str) -> int:
    """Hash how a spelling sounds, to compare with two words as one."""
    return crc32(sound(spelling).encode())


def joined_sounds(name: Name) -> set[str]:
    """How every two words of a name sound as one."""
    return {heard for heard, _, _ in written_together([word[0] for word in name.words])}


def hashed(texts: Iterable[Iterable[str]]) -> tuple[Starts, Hashes]:
    """Hash several runs of texts: where each begins, and the hashes one after the other."""
    hashes = [[crc32(text.encode()) for text in own] for own in texts]
    return starts_of(map(len, hashes)), np.array([each for own in hashes for each in own], dtype=np.uint32)


def chosen(starts: Starts, values: NDArray[T], places: Places) -> tuple[Starts, NDArray[T]]:
    """Take some of several runs."""
    at, offsets = ranges(starts[places], starts[places + 1])
    return offsets, values[at]


def _renumbered(numbers: NDArray[np.int32]) -> tuple[Places, NDArray[np.int32]]:
    """Give the numbers that occur, and each one's place among them."""
    distinct, places = np.unique(numbers, return_inverse=True)
    return distinct.astype(np.int64), places.astype(np.int32)


def _marks(query: ScreeningQuery) -> int:
    """What there is to compare besides the name."""
    known = (
        (query.birth_date, DATED),
        (query.countries, LOCATED),
        (query.gender, GENDERED),
        (query.id_numbers, NUMBERED),
    )
    kind = 0 if query.schema is Schema.PERSON else NO_PERSON
    return sum(mark for value, mark in known if value) | kind
