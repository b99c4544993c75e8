# distutils: language = c++
# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Listed names beside a query: the same as `pairings.Pairings` finds with numpy, to the bit."""

from libc.math cimport NAN
from libc.stdint cimport int32_t, int64_t, uint8_t, uint64_t
from libcpp.algorithm cimport lower_bound
from libcpp.vector cimport vector

import numpy as np

from kyc.screening.compiled.memory cimport fetch_ahead

# How many rows ahead of the one that is looked at memory is asked for the next.
cdef enum:
    AHEAD = 8

cdef enum:
    MOST_WORDS = 256  # of a row


cdef struct Contradiction:
    double times, asked_share, share, spared, most


cdef class WordPairs:
    """The words of all rows, and room for bits by spelling, all 0 between uses."""

    cdef const int32_t[::1] _spelling_of
    cdef const int64_t[::1] _word_start, _row_start
    cdef const float[:, ::1] _word_penalties, _row_penalties
    cdef const uint8_t[::1] _initials
    cdef double _initial
    cdef Contradiction _contradiction
    cdef float[::1] _matched

    def __init__(self, arrays, initial, contradiction):
        """Take the arrays of all rows as `Packed.packed` gives them, the bits of an initial, and a contradiction's."""
        self._spelling_of, self._word_start, self._row_start, self._initials = (
            arrays[name] for name in ("spelling_of", "word_start", "row_start", "initials")
        )
        self._word_penalties, self._row_penalties = arrays["word_penalties"], arrays["row_penalties"]
        self._initial = initial
        (
            self._contradiction.times, self._contradiction.asked_share, self._contradiction.share,
            self._contradiction.spared, self._contradiction.most,
        ) = contradiction
        self._matched = np.zeros(len(self._initials), dtype=np.float32)

    def pair(
        self, list words, list penalties, bytes letters, int kind, const int32_t[::1] rows,
        const int32_t[::1] joined, const float[::1] joins, const float[::1] over, const float[::1] covered,
    ):
        """Pair the words of a query with those of rows, ascending.

        Args:
            words: of each the numbers of its spellings, and what matching each gains, ascending.
            penalties: bits that each weighs unmatched.
            letters: of each the letter that it is an initial of, or a zero.
            kind: 0 for people's names, 1 for others.
            joined: rows where two words may be one, `joins` what each of that gains at most, and `over` and `covered`
                what these words weigh unmatched, of the query and of the row.

        Returns:
            Gains by word and listed word, where each row's begin, what the listed words weigh, what all words weigh,
            bits at most, and whether these are not sure.
        """
        cdef Py_ssize_t count = rows.shape[0], asked = len(words), row, at
        cdef vector[double] weights = penalties
        starts_of = np.empty(count + 1, dtype=np.int64)
        cdef int64_t[::1] starts = starts_of
        starts[0] = 0
        for row in range(count):
            starts[row + 1] = starts[row] + self._row_start[rows[row] + 1] - self._row_start[rows[row]]
            if starts[row + 1] - starts[row] > MOST_WORDS:
                raise ValueError("more words than a name has")
        gains_of = np.empty((asked, starts[count]), dtype=np.float32)
        listed_of = np.empty(starts[count], dtype=np.float32)
        against_of, bounds_of = np.empty(count, dtype=np.float64), np.empty(count, dtype=np.float32)
        unsure_of = np.zeros(count, dtype=np.uint8)
        cdef float[:, ::1] gains = gains_of
        cdef float[::1] listed = listed_of, bounds = bounds_of
        cdef double[::1] against = against_of
        cdef uint8_t[::1] unsure = unsure_of
        cdef vector[double] total, left, left_listed
        cdef vector[int32_t] spellings
        cdef vector[int] lengths
        cdef double all_penalties = 0
        for at in range(asked):
            all_penalties += weights[at]
        for row in range(count):
            self._fetch(rows, row, kind)
            self._list(rows[row], starts[row], kind, listed, spellings, lengths)
            against[row] = self._row_penalties[kind, rows[row]] + all_penalties
        for at in range(asked):
            self._gain(words[at][0], words[at][1], weights[at], <uint8_t>letters[at], spellings, lengths, listed, gains[at])
        total.resize(count, 0)
        left.resize(count, 0)
        left_listed.resize(count, 0)
        for at in range(joined.shape[0]):
            row = _place_of(joined[at], rows)
            if row >= 0:
                unsure[row] = True
        for row in range(count):
            unsure[row] = _best(
                gains, listed, weights, starts[row], starts[row + 1], unsure[row],
                &total[row], &left[row], &left_listed[row],
            )
        for at in range(joined.shape[0]):
            row = _place_of(joined[at], rows)
            if row >= 0:
                total[row] += joins[at]
                left[row] -= over[at]
                left_listed[row] -= covered[at]
        for row in range(count):
            bounds[row] = <float>self._contradicted(
                total[row] - against[row], max(left[row], 0.0), max(left_listed[row], 0.0)
            )
        return gains_of, starts_of, listed_of, against_of, bounds_of, unsure_of.view(np.bool_)

    cdef void _fetch(self, const int32_t[::1] rows, Py_ssize_t row, int kind) noexcept:
        """Ask memory for the words of rows to come, step by step: each says where the next lies."""
        cdef int64_t word
        if row + 3 * AHEAD < rows.shape[0]:
            fetch_ahead(&self._row_start[rows[row + 3 * AHEAD]])
            fetch_ahead(&self._row_penalties[kind, rows[row + 3 * AHEAD]])
        if row + 2 * AHEAD < rows.shape[0]:
            word = self._row_start[rows[row + 2 * AHEAD]]
            fetch_ahead(&self._word_start[word])
            fetch_ahead(&self._word_penalties[kind, word])
        if row + AHEAD < rows.shape[0]:
            fetch_ahead(&self._spelling_of[self._word_start[self._row_start[rows[row + AHEAD]]]])

    cdef void _list(
        self, int32_t row, int64_t start, int kind, float[::1] listed, vector[int32_t]& spellings, vector[int]& lengths
    ) noexcept:
        """Write out the words of a row: what each weighs, its spellings, and how many these are."""
        cdef int64_t word, at, first = self._row_start[row]
        for word in range(first, self._row_start[row + 1]):
            listed[start + word - first] = self._word_penalties[kind, word]
            for at in range(self._word_start[word], self._word_start[word + 1]):
                spellings.push_back(self._spelling_of[at])
            lengths.push_back(<int>(self._word_start[word + 1] - self._word_start[word]))

    cdef _gain(
        self, const int32_t[::1] numbers, const float[::1] matches, double penalty, uint8_t letter,
        const vector[int32_t]& spellings, const vector[int]& lengths, const float[::1] listed, float[::1] gains,
    ):
        """What one word of the query gains with each listed word, 0 where they are no match."""
        cdef Py_ssize_t at, word, place = 0
        cdef int32_t spelling
        cdef float best, gain, initial = <float>(self._initial + penalty)
        for at in range(numbers.shape[0]):
            self._matched[numbers[at]] = matches[at]
        for word in range(<Py_ssize_t>lengths.size()):
            best = 0
            for at in range(lengths[word]):
                spelling = spellings[place]
                gain = self._matched[spelling]
                if letter and gain == 0 and self._initials[spelling] == letter:
                    gain = initial
                best = max(best, gain)
                place += 1
            gains[word] = best + listed[word] if best > 0 else 0
        for at in range(numbers.shape[0]):
            self._matched[numbers[at]] = 0

    cdef double _contradicted(self, double bits, double left, double left_listed) noexcept:
        """As `alignment.contradicted`."""
        cdef double rest = bits - self._contradiction.times * min(left, left_listed)
        cdef double share = min(left * self._contradiction.asked_share, left_listed * self._contradiction.share)
        share -= self._contradiction.spared
        share = min(max(share, 0.0), self._contradiction.most)
        share *= max(rest, 0.0)
        return rest - share


cdef inline Py_ssize_t _place_of(int32_t row, const int32_t[::1] rows) noexcept:
    """The place of a row among some, ascending, or -1."""
    cdef Py_ssize_t at = lower_bound(&rows[0], &rows[0] + rows.shape[0], row) - &rows[0]
    return at if at < rows.shape[0] and rows[at] == row else -1


cdef bint _best(
    float[:, ::1] gains, float[::1] listed, const vector[double]& weights, int64_t first, int64_t last, bint joined,
    double* total, double* left, double* left_listed,
) noexcept:
    """Give each word of the query its best; whether two want the same one, or words may be joined."""
    cdef Py_ssize_t word, at
    cdef float best
    cdef bint twice = joined
    cdef double unwanted = 0, unmatched = 0
    cdef uint8_t wanted[MOST_WORDS]
    cdef uint8_t matched[MOST_WORDS]
    for at in range(last - first):
        wanted[at] = matched[at] = 0
    for word in range(gains.shape[0]):
        best = 0
        for at in range(first, last):
            best = max(best, gains[word, at])
        if best <= 0:
            left[0] += weights[word]
            continue
        total[0] += best
        for at in range(first, last):
            matched[at - first] |= gains[word, at] > 0
            if gains[word, at] == best:
                twice |= wanted[at - first]
                wanted[at - first] = True
    for at in range(first, last):
        unwanted += 0 if wanted[at - first] else listed[at]
        unmatched += 0 if matched[at - first] else listed[at]
    # A word that nobody wants best may still be the second best.
    left_listed[0] = unmatched if twice else unwanted
    return twice


def assigned(list gains, int most):
    """Pair rows with columns for the largest sum of gains, as `assignment.plainly_assigned` does.

    Args:
        gains: 0 for no match.
        most: ways to try.

    Returns:
        Rows and their columns; None where there are more ways, or more columns than a number has bits.
    """
    cdef Tried tried
    tried.gains = gains
    if not _assign(tried, most):
        return None
    return [(at, tried.chosen[at]) for at in range(len(gains)) if tried.chosen[at] >= 0]


def resolved(
    const float[:, ::1] gains, const int64_t[::1] starts, const float[::1] listed, list penalties,
    const int64_t[::1] places, int most,
):
    """Pair the words of rows by which no words are joined, as `alignment.best_pairing` does.

    Args:
        gains: and so on: as `pairing.Paired` has them.
        penalties: bits that each word of the query weighs unmatched.
        places: of the rows.
        most: ways to try.

    Returns:
        By row what the best pairing gains, and what the words weigh that it leaves over: of the query, and listed ones.
        No numbers where there are more ways.
    """
    cdef vector[double] weights = penalties
    cdef Tried tried
    cdef Py_ssize_t at, row
    cdef int64_t first, last, column
    told = np.empty((places.shape[0], 3), dtype=np.float64)
    cdef double[:, ::1] room = told
    tried.gains.resize(gains.shape[0])
    for at in range(places.shape[0]):
        first, last = starts[places[at]], starts[places[at] + 1]
        room[at, 0] = room[at, 1] = room[at, 2] = 0
        for row in range(gains.shape[0]):
            tried.gains[row].resize(last - first)
            for column in range(last - first):
                tried.gains[row][column] = gains[row, first + column]
        if not _assign(tried, most):
            room[at, 0] = room[at, 1] = room[at, 2] = NAN
            continue
        for column in range(first, last):
            room[at, 2] += listed[column]
        for row in range(gains.shape[0]):
            column = tried.chosen[row]
            if column < 0:
                room[at, 1] += weights[row]
            else:
                room[at, 0] += tried.gains[row][column]
                room[at, 2] -= listed[first + column]
    return told


cdef bint _assign(Tried& tried, int most):
    """Choose a column for each row, or -1; whether there are no more ways than so many."""
    cdef size_t row, column
    cdef Py_ssize_t ways = 1, options
    for row in range(tried.gains.size()):
        if tried.gains[row].size() > 64:
            return False
        options = 1
        for column in range(tried.gains[row].size()):
            options += tried.gains[row][column] > 0
        ways *= options
        if ways > most:
            return False
    tried.chosen.assign(tried.gains.size(), -1)
    _try(&tried, 0, 0)
    return True


cdef struct Tried:
    vector[vector[double]] gains
    vector[int] chosen


cdef double _try(Tried* tried, size_t row, uint64_t used) noexcept:
    """Try every pairing of the rows from one on; of equally good ones the first counts. `used` has a bit a column."""
    cdef double best, sum
    cdef vector[int] kept
    cdef size_t column
    if row == tried.chosen.size():
        return 0
    tried.chosen[row] = -1
    best = _try(tried, row + 1, used)
    kept = tried.chosen
    for column in range(tried.gains[row].size()):
        if tried.gains[row][column] > 0 and not used >> column & 1:
            tried.chosen[row] = <int>column
            sum = tried.gains[row][column] + _try(tried, row + 1, used | <uint64_t>1 << column)
            if sum > best:
                best, kept = sum, tried.chosen
    tried.chosen = kept
    return best
