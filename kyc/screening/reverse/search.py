"""From changed listed entities to the customers they may concern: never one too few, seldom many too many.

Whether a pair is flagged depends on the pair alone, so only pairs with a changed entity have to be looked at. Of these
a pair is left out only where the most that its name, and all beside it, can add stays below the threshold.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kyc.screening.index.arrays.runs import ranges
from kyc.screening.index.spelling.likeness import Bits, Ids
from kyc.screening.ranking import BORN_FLOOR_BITS, FLOOR_BITS, LIFTED_FLOOR_BITS
from kyc.screening.reverse.beside import most_bits
from kyc.screening.reverse.changed import Changed, column
from kyc.screening.reverse.entries import DATED, GENDERED, LOCATED, NO_PERSON, NUMBERED, PLACED, Entries
from kyc.screening.reverse.gains import Gains, Listed
from kyc.screening.reverse.hashing import HashTable, owner_of, owners, stacked, sums, totals
from kyc.screening.scoring.alignment import BITS_JOINED, CONTRADICTION
from kyc.screening.scoring.birthdates import SAME_DAY
from kyc.screening.scoring.birthplaces import SAME_PLACE
from kyc.screening.scoring.calibration import THRESHOLD, bits_of
from kyc.screening.scoring.evidence import NEAR_NUMBER, SAME_COUNTRY, SAME_GENDER

_SLACK = 0.01  # bits: sums of 32-bit numbers in another order
_MONTH, _YEAR = 100, 10000  # of a day's code

Pairs = tuple[Ids, Ids, Bits]  # questions, rows, bits of the name


class Search:
    """Looks for whom changed entities may concern, in one part of the book after another."""

    def __init__(self, changed: Changed, *, threshold: float = THRESHOLD) -> None:
        self._changed, self._listed = changed, Listed(changed)
        self._least = bits_of(threshold) - _SLACK
        self._holders = HashTable(changed.number_start, changed.number_hashes)
        self._birthdays = HashTable(changed.day_start, changed.days)
        self._least_names = changed.least_names(self._least)
        # Where none of the changed has a place of birth, a customer's adds nothing.
        telling = np.uint8(2 * NO_PERSON - 1 - (0 if any(each.places for each in changed.compared) else PLACED))
        needed = [_needed(marks, int(marks & telling), self._least) for marks in range(2 * NO_PERSON)]
        self._needed = np.array(needed, dtype=np.float32)

    def candidates(self, part: Entries) -> Ids:
        """Number the customers of a part whom any changed entity may concern, ascending."""
        others = np.flatnonzero(part.marks & NO_PERSON)  # no key here stands for other things than people
        holders = owner_of(part.number_start, self._holders.meeting(part.numbers)[0])
        is_named = self._changed.rows.count and len(part.of_word)
        named = self._named(part) if is_named else np.zeros(0, dtype=np.int32)
        return np.unique(part.owners[np.concatenate((others, holders, named))])

    def _named(self, part: Entries) -> Ids:
        gains = Gains(part.words, self._listed)
        against = sums(gains.penalties[part.of_word], part.starts)
        most = sums(gains.most[part.of_word], part.starts) - against
        joined, born = self._joined(part), self._born(part)
        most[joined[0]] = np.inf
        speaking = most >= self._needed[part.marks]
        speaking[born[0]] = True
        questions = np.flatnonzero(speaking).astype(np.int32)
        none = np.zeros(len(born[0]), dtype=np.float32)
        by_words, as_one = self._gained(part, gains, questions), self._gained_as_one(joined, against)
        of, rows, bits = stacked(by_words, as_one, (*born, none))
        allowed = most[of] >= self._least_for(part, of, rows)
        keys, bits = totals(self._keys(of[allowed], rows[allowed]), bits[allowed])
        of, rows = (each.astype(np.int32) for each in np.divmod(keys, self._changed.rows.count))
        bits += sums(gains.wherever[part.of_word], part.starts)[of]
        query, listed = against[of], self._changed.rows.row_penalties[0, rows]
        # Where nothing is alike, all words of both sides are left over.
        names = bits - query - listed - np.where(bits > 0, np.float32(0), CONTRADICTION * np.minimum(query, listed))
        return self._reaching(part, (of, rows, names), self._keys(*born))

    def _joined(self, part: Entries) -> tuple[Ids, Ids]:
        """Questions of which two words, written together, sound like a listed spelling, and which one."""
        places, numbers = self._listed.sounds.meeting(part.pairs)
        return owner_of(part.pair_start, places).astype(np.int32), numbers

    @staticmethod
    def _gained(part: Entries, gains: Gains, questions: Ids) -> Pairs:
        """What each word of some questions gains in each row; a pair stands there once for each word."""
        words, starts = part.words_of(questions)
        gaining = gains.most[words] > 0
        words, of = words[gaining], questions[owners(starts)[gaining]]
        used, which = np.unique(words, return_inverse=True)
        own, rows, bits = gains.in_rows(used.astype(np.int64))
        places, _ = ranges(own[which], own[which + 1])
        return of.repeat(own[which + 1] - own[which]), rows[places], bits[places]

    def _gained_as_one(self, joined: tuple[Ids, Ids], against: Bits) -> Pairs:
        """What two words written together gain in each row at most."""
        names, (of, listed) = self._changed.rows, joined
        rows, times = names.having(listed)
        # The two words' penalties, which are gained as well, are a part of all that speaks against the name.
        bits = names.vocabulary.bits[0, listed] - np.float32(BITS_JOINED) + against[of]
        return of.repeat(times), rows, (bits + names.spelling_penalties[0, listed]).repeat(times)

    def _born(self, part: Entries) -> tuple[Ids, Ids]:
        """Questions and rows of those who may be born on one day: a lower floor holds for their names."""
        days = part.days.astype(np.uint32)
        found = [self._birthdays.meeting(each) for each in (days, days - days % _MONTH)]
        of, rows = (np.concatenate(each) for each in zip(*found, strict=True))
        return of.astype(np.int32), rows

    def _keys(self, of: Ids, rows: Ids) -> NDArray[np.int64]:
        return of.astype(np.int64) * self._changed.rows.count + rows

    def _least_for(self, part: Entries, of: Ids, rows: Ids) -> Bits:
        """Bits that the names of pairs need at least, as far as years of birth tell."""
        return np.asarray(self._least_names[self._changed.entity_of[rows], column(part.days[of] // _YEAR)])

    def _reaching(self, part: Entries, pairs: Pairs, born: NDArray[np.int64]) -> Ids:
        """The questions of pairs whose names and all beside them may reach the threshold."""
        of, rows, names = pairs
        kept = names >= np.maximum(BORN_FLOOR_BITS - _SLACK, self._least_for(part, of, rows))
        of, rows, names = of[kept], rows[kept], names[kept]
        marked = part.marks[of] & np.uint8(NO_PERSON - 1)
        floors = np.where(marked, np.float32(LIFTED_FLOOR_BITS), np.float32(FLOOR_BITS))
        floors[np.isin(self._keys(of, rows), born)] = BORN_FLOOR_BITS
        kept = names >= floors - np.float32(_SLACK)
        found: set[int] = set()
        for question, row, name in zip(of[kept].tolist(), rows[kept].tolist(), names[kept].tolist(), strict=True):
            if question not in found and self._most(part, question, row, name) >= self._least:
                found.add(question)
        return np.array(sorted(found), dtype=np.int32)

    def _most(self, part: Entries, question: int, row: int, name: float) -> float:
        listed = self._changed.compared[int(self._changed.entity_of[row])]
        return most_bits(part.asked(question), listed, name) + float(self._changed.alias_bits[row])


def _needed(marks: int, telling: int, least: float) -> float:
    """Bits that a question's name needs at least, whatever is beside it; only the `telling` marks can add to it."""
    known = (
        (DATED, SAME_DAY),
        (LOCATED, SAME_COUNTRY),
        (GENDERED, SAME_GENDER),
        (NUMBERED, NEAR_NUMBER),
        (PLACED, SAME_PLACE),
    )
    floor = LIFTED_FLOOR_BITS if marks & ~NO_PERSON else FLOOR_BITS
    return max(floor - _SLACK, least - sum(found.bits for mark, found in known if telling & mark))
