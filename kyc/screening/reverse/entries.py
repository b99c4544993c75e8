"""Customers' screening keys: of each question, its words and all that tells which listed names it may meet.

The arrays hold the words themselves besides hashes and numbers, so they are as private as the names they come from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import ClassVar

import numpy as np

from kyc.model.screening import ScreeningQuery
from kyc.screening.index.arrays.packing import Packed
from kyc.screening.index.arrays.runs import Starts, ranges
from kyc.screening.index.pairs.joins import written_together
from kyc.screening.index.spelling.likeness import Ids
from kyc.screening.language.names import Name, read_name
from kyc.screening.reverse.beside import Asked, country_code, day_code, gender_code, number_ends
from kyc.screening.reverse.hashing import chosen, counts_of, hashed, lengths_of, owners, small, starts_at
from kyc.screening.reverse.words import Words, renumbered
from kyc.screening.scoring.weighing import numbers_of
from watchlists.model import Schema

DATED, LOCATED, GENDERED, NUMBERED, PLACED, NO_PERSON = 1, 2, 4, 8, 16, 32  # bits of `marks`


class Entries(Packed):
    """Questions of customers, numbered; a customer may have several, and is told by their place in the order given.

    `days` are those of birth (`day_code`), 0 where unknown; `pairs` hash how every two words sound as one; `ends` tell
    which numbers may be misread ones; `places` are of birth, in UTF-8. Run `i` of a flat array goes from `…start[i]` to
    `…start[i + 1]`.
    """

    ARRAYS = (
        "question_counts", "marks", "days", "genders", "counts", "of_word", "pair_counts", "pairs",
        "number_counts", "numbers", "ends", "country_counts", "countries",
        "place_counts", "places",
    )  # fmt: skip
    PARTS: ClassVar[Mapping[str, type[Packed]]] = {"words": Words}

    def __init__(self, customers: Sequence[Sequence[ScreeningQuery]]) -> None:
        queries = [query for own in customers for query in own]
        names = [read_name(query.name, person=query.schema is Schema.PERSON) for query in queries]
        words = list(dict.fromkeys(chain.from_iterable(name.words for name in names)))
        number = {word: at for at, word in enumerate(words)}
        self.words = Words(words)
        self.question_counts = lengths_of(customers)
        self.counts = lengths_of(name.words for name in names)
        self.of_word = small(np.array([number[word] for name in names for word in name.words], dtype=np.int64))
        pair_start, self.pairs = hashed(map(joined_sounds, names))
        self.pair_counts = counts_of(pair_start)
        self._hold_marks(queries)
        self._ready()

    def _hold_marks(self, queries: Sequence[ScreeningQuery]) -> None:
        self.marks = np.array([_marks(query) for query in queries], dtype=np.uint8)
        self.days = np.array([day_code(query.birth_date) for query in queries], dtype=np.int32)
        self.genders = np.array([gender_code(query.gender) for query in queries], dtype=np.uint8)
        numbers = [sorted(numbers_of(query)) for query in queries]
        number_start, self.numbers = hashed(numbers)
        self.ends = np.array([number_ends(each) for own in numbers for each in own], dtype=np.uint32)
        self.country_counts = lengths_of(query.countries for query in queries)
        countries = [country_code(each) for query in queries for each in query.countries]
        self.countries = np.array(countries, dtype=np.uint16)
        self.number_counts = counts_of(number_start)
        places = [(query.birth_place or "").encode("utf-8", "replace") for query in queries]
        self.place_counts, self.places = lengths_of(places), np.frombuffer(b"".join(places), dtype=np.uint8)

    def _ready(self) -> None:
        self.starts, self.pair_start = starts_at(self.counts), starts_at(self.pair_counts)
        self.number_start, self.country_start = starts_at(self.number_counts), starts_at(self.country_counts)
        self.place_start = starts_at(self.place_counts)
        self.owners = owners(starts_at(self.question_counts))

    def __len__(self) -> int:
        return len(self.counts)

    def words_of(self, questions: Ids) -> tuple[Ids, Starts]:
        """List the words of some questions, one question after the other, and say where each begins."""
        places, starts = ranges(self.starts[questions], self.starts[questions + 1])
        return self.of_word[places], starts

    def asked(self, question: int) -> Asked:
        """What a question gives beside the name."""
        countries = self.countries[self.country_start[question] : self.country_start[question + 1]].tolist()
        ends = self.ends[self.number_start[question] : self.number_start[question + 1]].tolist()
        place = self.places[self.place_start[question] : self.place_start[question + 1]].tobytes().decode()
        return Asked(int(self.days[question]), tuple(countries), int(self.genders[question]), tuple(ends), place)

    def without(self, customer: int) -> Entries:
        """Give the questions of all other customers, who move up a place, with nothing left of this one's."""
        made = Entries.__new__(Entries)
        kept = np.flatnonzero(self.owners != customer)
        starts, of_word = chosen(self.starts, self.of_word, kept)
        words, made.of_word = renumbered(of_word)
        made.words = self.words.only(words)
        pair_start, made.pairs = chosen(self.pair_start, self.pairs, kept)
        number_start, made.numbers = chosen(self.number_start, self.numbers, kept)
        _, made.ends = chosen(self.number_start, self.ends, kept)
        country_start, made.countries = chosen(self.country_start, self.countries, kept)
        place_start, made.places = chosen(self.place_start, self.places, kept)
        made.place_counts = counts_of(place_start)
        made.question_counts = np.delete(self.question_counts, customer)
        made.counts, made.pair_counts = counts_of(starts), counts_of(pair_start)
        made.number_counts, made.country_counts = counts_of(number_start), counts_of(country_start)
        for name in ("marks", "days", "genders"):
            setattr(made, name, getattr(self, name)[kept])
        made._ready()
        return made


def joined_sounds(name: Name) -> set[str]:
    """How every two words of a name sound as one."""
    return {heard for heard, _, _ in written_together([word[0] for word in name.words])}


def _marks(query: ScreeningQuery) -> int:
    """What there is to compare besides the name."""
    known = (
        (query.birth_date, DATED),
        (query.countries, LOCATED),
        (query.gender, GENDERED),
        (query.id_numbers, NUMBERED),
        (query.birth_place, PLACED),
    )
    kind = 0 if query.schema is Schema.PERSON else NO_PERSON
    return sum(mark for value, mark in known if value) | kind
