# Keys of a spelling, hashed as `keys.hashed` does with zlib's CRC-32.
from libc.stdint cimport uint8_t, uint32_t
from libcpp.vector cimport vector

cdef enum:
    SHORTEST_WITH_DELETION = 4  # letters, as in `keys.py`
    GRAM = 3  # letters, as in `net.py`

cdef extern from *:
    """
    #include <cstdint>
    #include <cstddef>
    static const std::uint32_t *crc_table() {
        static std::uint32_t table[256];
        if (!table[1]) {
            for (std::uint32_t at = 0; at < 256; ++at) {
                std::uint32_t left = at;
                for (int bit = 0; bit < 8; ++bit) left = left >> 1 ^ (left & 1 ? 0xEDB88320u : 0);
                table[at] = left;
            }
        }
        return table;
    }
    static std::uint32_t over(std::uint32_t hash, const std::uint8_t *letters, std::ptrdiff_t count) {
        const std::uint32_t *table = crc_table();
        for (std::ptrdiff_t at = 0; at < count; ++at) hash = table[(hash ^ letters[at]) & 0xFF] ^ hash >> 8;
        return hash;
    }
    """
    # A hash, as it stands before its last step, with some letters more.
    uint32_t over(uint32_t hash, const uint8_t* letters, Py_ssize_t count) noexcept nogil


cdef inline uint32_t begun(uint32_t seed, uint8_t mark) noexcept nogil:
    """A hash that has begun with a mark, unless that is 0."""
    return over(~seed, &mark, 1) if mark else ~seed


cdef inline void add_whole(vector[uint32_t]& keys, uint32_t seed, uint8_t mark, bytes word):
    keys.push_back(~over(begun(seed, mark), <const uint8_t*><const char*>word, len(word)))


cdef inline void add_shorter(vector[uint32_t]& keys, uint8_t mark, bytes word):
    """The word without any one letter, unless it is too short."""
    cdef const uint8_t* letters = <const uint8_t*><const char*>word
    cdef Py_ssize_t count = len(word), at
    cdef uint32_t before = begun(0, mark)
    if count < SHORTEST_WITH_DELETION:
        return
    for at in range(count):
        keys.push_back(~over(before, letters + at + 1, count - at - 1))
        before = over(before, letters + at, 1)


cdef inline void add_grams(vector[uint32_t]& keys, uint32_t seed, bytes word):
    """As `net.query_grams`."""
    cdef const uint8_t* letters = <const uint8_t*><const char*>word
    cdef Py_ssize_t count = len(word), at
    if count < GRAM:
        return
    keys.push_back(~over(begun(seed, c"<"), letters, GRAM))
    keys.push_back(~over(begun(seed, c">"), letters + count - GRAM, GRAM))
    for at in range(count - GRAM + 1):
        keys.push_back(~over(begun(seed, 0), letters + at, GRAM))
