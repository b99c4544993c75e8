# distutils: language = c++
# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Spellings near one: the same as `nearby.PlainNearness` finds with numpy, to the bit."""

from libc.stdint cimport int16_t, int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.math cimport INFINITY
from libcpp.algorithm cimport lower_bound, sort, unique
from libcpp.vector cimport vector

import numpy as np

from kyc.screening.compiled.hashes cimport add_grams, add_shorter, add_whole
from kyc.screening.compiled.memory cimport fetch_ahead
from kyc.screening.compiled.texts cimport Text, distance, read

LONGEST = 32  # letters of a spelling that may be asked for; how it sounds may take twice as many

# How many spellings ahead of the one that is looked at memory is asked for the next: they lie anywhere.
cdef enum:
    AHEAD = 8

cdef enum Kind:
    LETTERED, RIGID, BARE, CUT  # as `likeness.kind_of` counts them


cdef struct Costs:
    float written, heard, consonant, first, scanned, vowels_unwritten, cut_off, consonant_unwritten, full_length, most


cdef struct Asked:
    Text written, heard, skeleton, consonants
    uint32_t hard
    uint8_t first
    int64_t scan


cdef struct Match:
    float bits
    int32_t number


cdef class NearSpellings:
    """The lists' spellings, each met under its keys and compared with one that is asked for."""

    cdef const uint32_t[::1] _keys
    cdef const int32_t[::1] _starts, _owners
    cdef const uint64_t[::1] _letters
    cdef const int16_t[::1] _held
    cdef const uint8_t[:, ::1] _written, _sounds, _skeletons, _consonants
    cdef const uint32_t[::1] _hard
    cdef const uint8_t[::1] _firsts, _bare, _rigid
    cdef const int64_t[::1] _scans
    cdef const float[::1] _lengths
    cdef const float[:, ::1] _bits
    cdef Costs _costs
    cdef uint8_t[::1] _seen

    def __init__(self, arrays, costs):
        """Take a vocabulary's arrays as `nearby.Listed` gives them, and the costs in the order of `Costs`."""
        self._keys, self._starts, self._owners = (arrays["keys/" + name] for name in ("_keys", "_starts", "_owners"))
        self._letters, self._held = arrays["net/_letters"], arrays["net/_lengths"]
        self._written, self._sounds, self._skeletons, self._consonants = (
            _lettered(arrays["spellings/" + name]) for name in ("written", "sounds", "skeletons", "consonants")
        )
        self._hard, self._firsts, self._scans, self._lengths = (
            arrays["spellings/" + name] for name in ("hard", "firsts", "scans", "lengths")
        )
        self._bits = arrays["bits"]
        self._bare, self._rigid = (arrays["spellings/" + name].view(np.uint8) for name in ("bare", "rigid"))
        (
            self._costs.written, self._costs.heard, self._costs.consonant, self._costs.first, self._costs.scanned,
            self._costs.vowels_unwritten, self._costs.cut_off, self._costs.consonant_unwritten,
            self._costs.full_length, self._costs.most,
        ) = costs
        self._seen = np.zeros(len(self._written), dtype=np.uint8)

    def find(
        self, int kind, bytes written, bytes heard, bytes skeleton, bytes consonants, uint32_t hard, uint8_t first,
        int64_t scan, bytes scanned, list keys, uint32_t seed, bytes held,
    ):
        """Find what may be the same word as a spelling of at most `LONGEST` letters.

        Args:
            kind: of the spelling; and the spelling and how it sounds, as `likeness.looked_like` gives them.
            keys: hashes under which to look for it beside those of a lettered one.
            seed: of the hashes of trigrams under which to look for what has nearly all letters of `held` in common.

        Returns:
            Numbers, ascending, and what the difference to each costs, in bits.
        """
        if max(len(written), len(heard), len(skeleton), len(consonants)) > 64:
            raise ValueError("a text of more than 64 letters")
        cdef vector[uint32_t] by_key = keys, by_gram
        cdef vector[int32_t] found
        cdef vector[float] bits
        cdef Asked asked
        read(&asked.written, <const uint8_t*><char*>written, <int>len(written))
        read(&asked.heard, <const uint8_t*><char*>heard, <int>len(heard))
        read(&asked.skeleton, <const uint8_t*><char*>skeleton, <int>len(skeleton))
        read(&asked.consonants, <const uint8_t*><char*>consonants, <int>len(consonants))
        asked.hard, asked.first, asked.scan = hard, first, scan
        cdef uint64_t letters = _letters_of(<const uint8_t*><char*>held, <int>len(held))
        cdef int16_t length = <int16_t>len(held)
        cdef uint32_t key
        cdef float cost
        cdef size_t kept = 0, at
        if kind == LETTERED:
            _add_keys(by_key, written, heard, skeleton, consonants, scanned)
        add_grams(by_gram, seed, held)
        for key in by_key:
            self._meet(key, found)
        for key in by_gram:
            self._net(key, letters, length, found)
        for at in range(found.size()):
            self._seen[found[at]] = 0
        sort(found.begin(), found.end())
        for at in range(found.size()):
            if at + AHEAD < found.size():
                self._fetch(found[at + AHEAD])
            cost = self._cost(kind, &asked, found[at])
            if cost <= self._costs.most:
                found[kept] = found[at]
                bits.push_back(cost)
                kept += 1
        return _copied(found, kept), _copied_bits(bits)

    def matching(self, list near, int kind, float penalty):
        """Weigh the spellings near those of one word.

        Args:
            near: numbers, what the difference to each costs, and bits of the match without it, by spelling.
            kind: 0 for people's names, 1 for others.
            penalty: bits that the word weighs unmatched.

        Returns:
            Numbers of the spellings that gain anything over leaving the word unmatched, each once, by what they gain,
            ascending, what that is, and the bits of the best match.
        """
        cdef vector[Match] matches
        cdef const int32_t[::1] numbers
        cdef const float[::1] costs
        cdef float most
        cdef Match match
        cdef size_t at
        for numbers, costs, most in near:
            for at in range(<size_t>numbers.shape[0]):
                match.bits = min(self._bits[kind, numbers[at]], most) - costs[at]
                match.number = numbers[at]
                if match.bits > -penalty:
                    matches.push_back(match)
        if len(near) > 1:
            sort(matches.begin(), matches.end(), _is_before)
            matches.erase(unique(matches.begin(), matches.end(), _is_one), matches.end())
        sort(matches.begin(), matches.end(), _is_less)
        found, gains = np.empty(matches.size(), dtype=np.int32), np.empty(matches.size(), dtype=np.float32)
        cdef int32_t[::1] own = found
        cdef float[::1] gained = gains
        for at in range(matches.size()):
            own[at], gained[at] = matches[at].number, matches[at].bits + penalty
        return found, gains, matches.back().bits if matches.size() else 0.0

    def meeting(self, list hashes):
        """Number the spellings that stand under any of some hashes, ascending."""
        cdef vector[uint32_t] wanted = hashes
        cdef vector[int32_t] found
        cdef uint32_t key
        cdef size_t at
        for key in wanted:
            self._meet(key, found)
        for at in range(found.size()):
            self._seen[found[at]] = 0
        sort(found.begin(), found.end())
        return found

    cdef void _fetch(self, int32_t number) noexcept:
        """Ask memory for what a spelling is compared by."""
        fetch_ahead(&self._written[number, 0])
        fetch_ahead(&self._sounds[number, 0])
        fetch_ahead(&self._skeletons[number, 0])
        fetch_ahead(&self._hard[number])
        fetch_ahead(&self._scans[number])
        fetch_ahead(&self._lengths[number])

    cdef void _meet(self, uint32_t key, vector[int32_t]& found) noexcept:
        cdef Py_ssize_t at = self._place(key), owner
        cdef int32_t number
        if at < 0:
            return
        for owner in range(self._starts[at], self._starts[at + 1]):
            number = self._owners[owner]
            if not self._seen[number]:
                self._seen[number] = 1
                found.push_back(number)

    cdef void _net(self, uint32_t key, uint64_t letters, int16_t length, vector[int32_t]& found) noexcept:
        cdef Py_ssize_t at = self._place(key), owner, end
        cdef int32_t number
        cdef int apart
        if at < 0:
            return
        end = self._starts[at + 1]
        for owner in range(self._starts[at], end):
            if owner + AHEAD < end:
                fetch_ahead(&self._letters[self._owners[owner + AHEAD]])
                fetch_ahead(&self._held[self._owners[owner + AHEAD]])
            number = self._owners[owner]
            apart = self._held[number] - length
            if -2 <= apart <= 2 and not self._seen[number] and _few_flips(letters ^ self._letters[number]):
                self._seen[number] = 1
                found.push_back(number)

    cdef Py_ssize_t _place(self, uint32_t key) noexcept:
        """The place of a key among all, or -1. Hashes are spread evenly, so that it is near its share of the way."""
        cdef Py_ssize_t count = self._keys.shape[0], low, high, step = 16
        if not count:
            return -1
        low = <Py_ssize_t>((<uint64_t>key * <uint64_t>count) >> 32)
        high = low + 1
        while low > 0 and self._keys[low] > key:
            low = max(<Py_ssize_t>0, low - step)
            step *= 2
        step = 16
        while high < count and self._keys[high - 1] < key:
            high = min(count, high + step)
            step *= 2
        low = lower_bound(&self._keys[0] + low, &self._keys[0] + high, key) - &self._keys[0]
        return low if low < high and self._keys[low] == key else -1

    cdef float _cost(self, int kind, const Asked* asked, int32_t number) noexcept:
        """What the difference to a listed spelling costs; more than the most for another word."""
        if kind == CUT:
            return self._begun(&asked.written, number)
        if kind == RIGID or self._rigid[number]:
            return 0 if not distance(&asked.written, &self._written[number, 0], <int>self._written.shape[1]) else INFINITY
        if kind == BARE or self._bare[number]:
            return self._by_consonants(asked, number)
        return self._by_letters(asked, number)

    cdef float _by_letters(self, const Asked* asked, int32_t number) noexcept:
        cdef float changed = distance(&asked.written, &self._written[number, 0], <int>self._written.shape[1])
        cdef float sounded = distance(&asked.heard, &self._sounds[number, 0], <int>self._sounds.shape[1])
        cdef float consonants = distance(&asked.skeleton, &self._skeletons[number, 0], <int>self._skeletons.shape[1])
        cdef float length = max(<float>asked.written.length, self._lengths[number])
        cdef float short = max(<float>1.0, self._costs.full_length / length)
        cdef float bits
        sounded = min(changed, sounded)
        consonants = 0 if asked.hard == self._hard[number] else min(sounded, consonants)
        bits = self._costs.written * changed + short * (self._costs.heard * sounded + self._costs.consonant * consonants)
        if asked.first != self._firsts[number]:
            bits += self._costs.first
        return min(bits, self._costs.scanned) if asked.scan == self._scans[number] else bits

    cdef float _by_consonants(self, const Asked* asked, int32_t number) noexcept:
        cdef const uint8_t* listed = &self._consonants[number, 0]
        cdef int width = <int>self._consonants.shape[1], length = 0
        cdef float apart = distance(&asked.consonants, listed, width), longest
        if not distance(&asked.written, &self._written[number, 0], <int>self._written.shape[1]):
            return 0
        while length < width and listed[length]:
            length += 1
        longest = max(asked.consonants.length, length)
        if apart > 1 or (apart > 0 and longest < 3):
            return INFINITY
        return self._costs.vowels_unwritten + apart * self._costs.consonant_unwritten * max(
            <float>1.0, <float>4.0 / max(longest, <float>1.0)
        )

    cdef float _begun(self, const Text* beginning, int32_t number) noexcept:
        cdef int at
        if beginning.length > self._written.shape[1]:
            return INFINITY
        for at in range(beginning.length):
            if beginning.letters[at] != self._written[number, at]:
                return INFINITY
        return self._costs.cut_off


cdef bint _is_less(const Match& one, const Match& other) noexcept nogil:
    return one.bits < other.bits or (one.bits == other.bits and one.number < other.number)


cdef bint _is_before(const Match& one, const Match& other) noexcept nogil:
    """By number; of matches with one spelling the best first."""
    return one.number < other.number or (one.number == other.number and one.bits > other.bits)


cdef bint _is_one(const Match& one, const Match& other) noexcept nogil:
    return one.number == other.number


cdef void _add_keys(
    vector[uint32_t]& keys, bytes written, bytes heard, bytes skeleton, bytes consonants, bytes scanned
):
    """As `keys.query_keys` for a lettered spelling."""
    add_whole(keys, 0, 0, heard)
    add_shorter(keys, 0, heard)
    add_whole(keys, 0, 0, written)
    add_shorter(keys, 0, written)
    add_whole(keys, 0, c"c", scanned)
    if len(skeleton) > 1:
        add_whole(keys, 0, c"s", skeleton)
    add_whole(keys, 0, c"~", consonants)
    add_shorter(keys, c"~", consonants)


cdef bint _few_flips(uint64_t flips) noexcept nogil:
    """Whether at most four bits are set."""
    cdef int count
    for count in range(5):
        if not flips:
            return True
        flips &= flips - 1
    return False


cdef uint64_t _letters_of(const uint8_t* word, int length) noexcept nogil:
    """As `net._letters`."""
    cdef uint64_t bits = 0, once
    cdef int at
    for at in range(length):
        once = <uint64_t>1 << (word[at] % 32 * 2)
        bits |= once << 1 if bits & once else once
    return bits


cdef _lettered(texts):
    """Texts of one width as a table of their letters."""
    return texts.view(np.uint8).reshape(len(texts), texts.dtype.itemsize)


cdef _copied(vector[int32_t]& numbers, size_t count):
    made = np.empty(count, dtype=np.int32)
    cdef int32_t[::1] room = made
    cdef size_t at
    for at in range(count):
        room[at] = numbers[at]
    return made


cdef _copied_bits(vector[float]& bits):
    made = np.empty(bits.size(), dtype=np.float32)
    cdef float[::1] room = made
    cdef size_t at
    for at in range(bits.size()):
        room[at] = bits[at]
    return made
