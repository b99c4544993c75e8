# distutils: language = c++
# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Rows that words of a query reach: the same as `reaching.Reaching` finds with numpy."""

from libc.math cimport ceilf
from libc.stdint cimport int16_t, int32_t, int64_t, uint8_t, uint32_t
from libcpp.algorithm cimport sort
from libcpp.vector cimport vector

import numpy as np

from kyc.screening.compiled.memory cimport fetch_ahead

# How many rows ahead of the one that is looked at memory is asked for the next.
cdef enum:
    AHEAD = 16

cdef enum:
    MOST_WORDS = 31
    MOST_PARTS = 511  # that one word gains


cdef struct Line:
    # A row where words gain: parts of bits that all gain there, and that the last of them does; the place of that word,
    # counted from 1; whether it is not the only one or stands there in two ways; whether one was needed; what the row's
    # words are held to weigh, and what is left of that beside the word that was found first.
    int32_t row
    int16_t sum
    int16_t last
    uint8_t word
    uint8_t several
    uint8_t needed
    uint8_t penalties
    uint8_t rest


cdef struct Word:
    # A word of the query, by its place counted from 1: its spellings and what matching each gains, the parts of bits that
    # it gains at most anywhere, and in how many rows its spellings stand, all together.
    const int32_t* numbers
    const float* gains
    Py_ssize_t count
    uint8_t place
    int most
    int64_t times


cdef struct Initial:
    # The bit of its letter, and the parts of bits that it gains with any word that begins with it, beside the word's own.
    uint32_t letter
    int gain


cdef class Reach:
    """Where spellings stand, and for every row the place of its line, counted from 1; all 0 between uses."""

    cdef const int64_t[::1] _starts
    cdef const int32_t[::1] _postings
    cdef const uint8_t[:, ::1] _penalties
    cdef const float[:, ::1] _weights
    cdef const uint32_t[::1] _letters
    cdef float _parts
    cdef uint32_t[::1] _places
    cdef vector[Line] _lines

    def __init__(self, arrays, parts):
        """Take the arrays of all rows as `Packed.packed` gives them, and how many parts a bit has."""
        self._starts, self._postings, self._penalties, self._weights, self._letters = (
            arrays[name]
            for name in ("_posting_start", "_postings", "_posted_penalties", "spelling_penalties", "letters")
        )
        self._parts = parts
        # numpy's, which lie in large pages where the system has such.
        self._places = np.zeros(len(arrays["row_start"]) - 1, dtype=np.uint32)

    def rows(
        self, list words, int needed, int kind, int least, list left, list letters, list gains, int covered,
        const int32_t[::1] watched, allowed,
    ):
        """Find the rows that the first so many words reach, ascending, and the sums of some others.

        Args:
            words: 31 at most; of each the numbers of its spellings, and what matching each gains beyond what it gains
                anywhere.
            kind: 0 for people's names, 1 for others.
            least: parts that a row reaches, less what its words weigh.
            left: for each word that is needed, the parts that all others weigh where they match nothing.
            letters: bits of the letters of which the query has initials, and `gains` and `covered` as in `Anywhere`.
            watched: rows, each once, whose sums are wanted.
            allowed: marks the rows that may be found; all where it is None.
        """
        cdef vector[int] limits = left
        cdef vector[Initial] initials = _initials(letters, gains)
        cdef vector[Word] asked
        cdef vector[int32_t] found
        cdef Py_ssize_t at
        if len(words) > MOST_WORDS:
            raise ValueError("more words than a name has")
        sums = np.empty(watched.shape[0], dtype=np.int16)
        cdef int16_t[::1] room = sums
        for at in range(len(words)):
            asked.push_back(self._word(words[at][0], words[at][1], <uint8_t>(at + 1), kind))
        # The rarest first: a row that none of them holds has only the commoner ones to gain by.
        sort(asked.begin(), asked.begin() + needed, _is_rarer)
        for at in range(watched.shape[0]):
            self._begin(watched[at])
        self._add_up(asked, needed, kind, least - _all_gain(initials), covered * <int>initials.size())
        self._choose(found, least, limits, initials, covered, allowed)
        for at in range(watched.shape[0]):
            room[at] = self._lines[at].sum
        self._wipe()
        sort(found.begin(), found.end())
        return _copied(found), sums

    cdef void _add_up(self, const vector[Word]& asked, Py_ssize_t needed, int kind, int least, int covered) noexcept:
        """Add the most that words gain in each row; but rows that the first so many bring to `least` in no way."""
        cdef Py_ssize_t at
        cdef int more = 0
        for at in range(<Py_ssize_t>asked.size()):
            more += asked[at].most
        for at in range(<Py_ssize_t>asked.size()):
            more -= asked[at].most
            if at and _is_one(asked[at], asked[at - 1]):
                self._add_again(asked[at - 1].place, asked[at].place)
            elif at < needed:
                self._add(asked[at], kind, least - more, covered)
            else:
                self._add_to_lines(asked[at], kind)

    cdef _choose(
        self, vector[int32_t]& found, int least, const vector[int]& limits, const vector[Initial]& initials,
        int covered, allowed,
    ):
        """Choose the rows that reach a sum: first as if each had the letters of all initials."""
        cdef const uint8_t[::1] mask
        cdef bint free = allowed is None
        cdef int anywhere = _all_gain(initials), most_covered = covered * <int>initials.size()
        cdef vector[Line] near
        cdef size_t at
        if not free:
            mask = allowed.view(np.uint8)
        for line in self._lines:
            if line.needed and _reaches(line, least - anywhere, limits, most_covered) and (free or mask[line.row]):
                near.push_back(line)
        for at in range(near.size()):
            if not initials.empty() and at + AHEAD < near.size():
                fetch_ahead(&self._letters[near[at + AHEAD].row])
            if initials.empty() or self._reached(near[at], least, limits, initials, covered):
                found.push_back(near[at].row)

    cdef inline void _begin(self, int32_t row) noexcept:
        """Begin a line."""
        self._lines.push_back(Line(row, 0, 0, 0, 0, 0, 0, 0))
        self._places[row] = <uint32_t>self._lines.size()

    cdef Word _word(self, const int32_t[::1] numbers, const float[::1] gains, uint8_t place, int kind):
        """A word in short, whose arrays are held by whoever asks."""
        cdef Word word
        cdef Py_ssize_t at
        word.place, word.count, word.most, word.times = place, numbers.shape[0], 0, 0
        if word.count:
            word.numbers, word.gains = &numbers[0], &gains[0]
        for at in range(word.count):
            word.most = max(word.most, self._gained(numbers[at], gains[at], kind))
            word.times += self._starts[numbers[at] + 1] - self._starts[numbers[at]]
        return word

    cdef int _gained(self, int32_t number, float gain, int kind) noexcept:
        """Parts of bits that matching a spelling gains, with what it no longer weighs."""
        return min(<int>MOST_PARTS, <int>ceilf((gain + self._weights[kind, number]) * self._parts))

    cdef void _add(self, const Word& word, int kind, int least, int covered) noexcept:
        """Add the most that a word gains in each row where it may stand.

        Rows that hold no rarer word and do not come to `least` by this one are passed over.
        """
        cdef Py_ssize_t at
        cdef int64_t place, end
        cdef int32_t number, row
        cdef int most, weight, penalties
        cdef Line* line
        for at in range(word.count):
            number = word.numbers[at]
            weight = <int>ceilf(self._weights[kind, number] * self._parts)
            most = self._gained(number, word.gains[at], kind)
            end = self._starts[number + 1]
            for place in range(self._starts[number], end):
                if place + AHEAD < end:
                    fetch_ahead(&self._places[self._postings[place + AHEAD]])
                row = self._postings[place]
                penalties = self._penalties[kind, place]
                if not self._places[row]:
                    if most - penalties + min(penalties + 1, covered) < least:
                        continue
                    self._begin(row)
                line = &self._lines[self._places[row] - 1]
                if not line.needed:
                    line.needed, line.penalties = True, <uint8_t>penalties
                    line.rest = <uint8_t>(penalties - min(penalties, weight))
                _gain(line, word.place, most)

    cdef void _add_again(self, uint8_t before, uint8_t word) noexcept:
        """Add what the word before gained once more, for another that is the same."""
        cdef size_t at
        for at in range(self._lines.size()):
            if self._lines[at].word == before:
                self._lines[at].word, self._lines[at].several = word, True
                self._lines[at].sum += self._lines[at].last

    cdef void _add_to_lines(self, const Word& word, int kind) noexcept:
        """Add the most that a word gains in each row where others do."""
        cdef Py_ssize_t at
        cdef int64_t place, end
        cdef int32_t row
        cdef int most
        for at in range(word.count):
            most = self._gained(word.numbers[at], word.gains[at], kind)
            end = self._starts[word.numbers[at] + 1]
            for place in range(self._starts[word.numbers[at]], end):
                if place + AHEAD < end:
                    fetch_ahead(&self._places[self._postings[place + AHEAD]])
                row = self._postings[place]
                if self._places[row]:
                    _gain(&self._lines[self._places[row] - 1], word.place, most)

    cdef bint _reached(
        self, const Line& line, int least, const vector[int]& limits, const vector[Initial]& initials, int covered
    ) noexcept:
        """Whether a row reaches a sum with such initials of the query as any of its words begin with."""
        cdef uint32_t letters = self._letters[line.row]
        cdef int all_covered = 0
        cdef size_t at
        for at in range(initials.size()):
            if initials[at].letter & letters:
                least -= initials[at].gain
                all_covered += covered
        return _reaches(line, least, limits, all_covered)

    cdef void _wipe(self) noexcept:
        cdef size_t at
        if self._lines.size() > <size_t>self._places.shape[0] // 16:
            self._places[:] = 0
        else:
            for at in range(self._lines.size()):
                if at + AHEAD < self._lines.size():
                    fetch_ahead(&self._places[self._lines[at + AHEAD].row])
                self._places[self._lines[at].row] = 0
        self._lines.clear()


cdef vector[Initial] _initials(list letters, list gains):
    """Initials in short."""
    cdef vector[Initial] made
    for letter, gain in zip(letters, gains):
        made.push_back(Initial(letter, gain))
    return made


cdef int _all_gain(const vector[Initial]& initials) noexcept:
    """Parts of bits that all of them gain."""
    cdef int gain = 0
    cdef size_t at
    for at in range(initials.size()):
        gain += initials[at].gain
    return gain


cdef bint _is_rarer(const Word& one, const Word& other) noexcept:
    return one.times < other.times


cdef bint _is_one(const Word& one, const Word& other) noexcept:
    """Whether two words of the query are the same."""
    return one.count > 0 and one.count == other.count and one.numbers == other.numbers


cdef inline void _gain(Line* line, uint8_t word, int most) noexcept:
    """Count a word where it may stand; in several ways, by the best."""
    line.several = line.word != 0
    if line.word != word:
        line.word, line.last = word, 0
    if most > line.last:
        line.sum += <int16_t>(most - line.last)
        line.last = <int16_t>most


cdef inline bint _reaches(const Line& line, int least, const vector[int]& limits, int covered) noexcept:
    """Whether a row reaches a sum, with what is surely left over on both sides where one word alone was found.

    What initials may stand for is counted with the parts that rounding took from the penalties.
    """
    cdef int value = line.sum - line.penalties
    if line.several:
        return value + min(line.penalties + 1, covered) >= least
    covered = min(line.rest + 2, covered)
    return value + covered - min(max(line.rest - covered, 0), limits[line.word - 1]) >= least


cdef _copied(vector[int32_t]& numbers):
    made = np.empty(numbers.size(), dtype=np.int32)
    cdef int32_t[::1] room = made
    cdef size_t at
    for at in range(numbers.size()):
        room[at] = numbers[at]
    return made
