# distutils: language = c++
# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Rows that words of a query reach: the same as `reaching.Reaching` finds with numpy."""

from libc.math cimport ceilf
from libc.stdint cimport int16_t, int32_t, int64_t, uint8_t, uint32_t
from libcpp.algorithm cimport sort
from libcpp.vector cimport vector

import numpy as np

# A row's state: parts of bits that words gain there, those that the last of them gains, its place counted from 1,
# whether it is not the only one or stands there in two ways, and whether the sum is asked for in any case.
cdef enum:
    SUM = 0x3FFF
    LAST = 14
    LASTS = 0x1FF
    WORD = 23
    WORDS = 0x1F
    SEVERAL = 1 << 28
    WATCHED = 1 << 29


cdef struct Line:
    # A row with what its words are held to weigh, and what is left of that beside the word that was found first.
    int32_t row
    int16_t penalties
    int16_t rest


cdef class Reach:
    """Where spellings stand, and a state for every row, all 0 between uses."""

    cdef const int64_t[::1] _starts
    cdef const int32_t[::1] _postings
    cdef const uint8_t[:, ::1] _penalties
    cdef const float[:, ::1] _weights
    cdef float _parts
    cdef vector[uint32_t] _states
    cdef vector[Line] _lines

    def __init__(self, arrays, parts):
        """Take the arrays of all rows as `Packed.packed` gives them, and how many parts a bit has."""
        self._starts, self._postings, self._penalties, self._weights = (
            arrays[name] for name in ("_posting_start", "_postings", "_posted_penalties", "spelling_penalties")
        )
        self._parts = parts
        self._states.resize(len(arrays["row_start"]) - 1, 0)

    def rows(self, list words, int needed, int kind, int least, list left, const int32_t[::1] watched, allowed):
        """Find the rows that the first so many words reach, ascending, and the sums of some others.

        Args:
            words: 31 at most, of at most 511 parts; of each the numbers of its spellings, and what matching each gains.
            kind: 0 for people's names, 1 for others.
            least: parts that a row reaches, less what its words weigh.
            left: for each word that is needed, the parts that all others weigh where they match nothing.
            watched: rows, each once, whose sums are wanted.
            allowed: marks the rows that may be found; all where it is None.
        """
        cdef const uint8_t[::1] mask
        cdef vector[int] limits = left
        cdef vector[int32_t] found
        cdef Line line
        cdef uint32_t state
        cdef int value
        cdef Py_ssize_t at
        cdef bint free = allowed is None
        if len(words) > WORDS:
            raise ValueError("more words than a name has")
        if not free:
            mask = allowed.view(np.uint8)
        sums = np.empty(watched.shape[0], dtype=np.int16)
        cdef int16_t[::1] room = sums
        tables = [(numbers, gains) for numbers, gains in words]
        for at in range(watched.shape[0]):
            self._states[watched[at]] = WATCHED
        for at in range(len(tables)):
            self._add(tables[at][0], tables[at][1], <int>at, at < needed, kind)
        for line in self._lines:
            state = self._states[line.row]
            value = <int>(state & SUM) - line.penalties
            if not state & SEVERAL:
                value -= min(<int>line.rest, limits[(state >> WORD & WORDS) - 1])
            if value >= least and (free or mask[line.row]):
                found.push_back(line.row)
        for at in range(watched.shape[0]):
            room[at] = <int16_t>(self._states[watched[at]] & SUM)
            self._states[watched[at]] = 0
        for line in self._lines:
            self._states[line.row] = 0
        self._lines.clear()
        sort(found.begin(), found.end())
        return _copied(found), sums

    cdef void _add(self, const int32_t[::1] numbers, const float[::1] gains, int word, bint needed, int kind):
        """Add the most that a word gains in each row where it may stand; one not needed only where others do."""
        cdef Py_ssize_t at
        cdef int64_t place
        cdef int32_t number, row
        cdef int most, last, weight, penalties
        cdef uint32_t state
        for at in range(numbers.shape[0]):
            number = numbers[at]
            weight = <int>ceilf(self._weights[kind, number] * self._parts)
            most = min(LASTS, <int>ceilf((gains[at] + self._weights[kind, number]) * self._parts))
            for place in range(self._starts[number], self._starts[number + 1]):
                row = self._postings[place]
                state = self._states[row]
                if not state & SUM:
                    if not needed and not state:
                        continue
                    if needed:
                        penalties = self._penalties[kind, place]
                        self._lines.push_back(
                            Line(row, <int16_t>penalties, <int16_t>(penalties - min(penalties, weight)))
                        )
                    state |= most | most << LAST | (word + 1) << WORD
                elif (state >> WORD & WORDS) == word + 1:
                    last = state >> LAST & LASTS
                    state |= SEVERAL
                    if most > last:
                        state += (most - last) | (most - last) << LAST
                else:
                    state &= ~(<uint32_t>(LASTS << LAST | WORDS << WORD))
                    state = (state + most) | most << LAST | (word + 1) << WORD | SEVERAL
                self._states[row] = state


cdef _copied(vector[int32_t]& numbers):
    made = np.empty(numbers.size(), dtype=np.int32)
    cdef int32_t[::1] room = made
    cdef size_t at
    for at in range(numbers.size()):
        room[at] = numbers[at]
    return made
