# How many letters of two short texts differ.
from libc.stdint cimport uint8_t, uint64_t

cdef struct Text:
    const uint8_t* letters
    int length
    uint64_t places[128]  # by letter, a bit for each place where it stands

cdef inline void read(Text* text, const uint8_t* letters, int length) noexcept nogil:
    """Make a text of at most 64 plain letters ready to be compared with many."""
    cdef int at
    text.letters, text.length = letters, length
    for at in range(128):
        text.places[at] = 0
    for at in range(length):
        text.places[letters[at] & 127] |= <uint64_t>1 << at

cdef inline int distance(const Text* text, const uint8_t* other, int width) noexcept nogil:
    """Count the letters to change, leave out, put in or swap with a neighbour; `other` ends at a zero or its width.

    Hyyrö, A bit-vector algorithm for computing Levenshtein and Damerau edit distances (2003): the optimal string
    alignment, as rapidfuzz counts it.
    """
    cdef uint64_t up = ~<uint64_t>0, down = 0, diagonal = 0, before = 0, here, swapped, right, left
    cdef uint64_t last
    cdef int count = text.length, at = 0
    if not text.length:
        while at < width and other[at]:
            at += 1
        return at
    last = <uint64_t>1 << (text.length - 1)
    while at < width and other[at]:
        here = text.places[other[at] & 127]
        swapped = ((~diagonal & here) << 1) & before
        diagonal = (((here & up) + up) ^ up) | here | down | swapped
        right = down | ~(diagonal | up)
        left = diagonal & up
        if right & last:
            count += 1
        if left & last:
            count -= 1
        right = (right << 1) | 1
        left = left << 1
        up = left | ~(diagonal | right)
        down = right & diagonal
        before = here
        at += 1
    return count
