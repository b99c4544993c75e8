# Asking memory for what will be read soon: what a search reads lies anywhere in the lists' arrays.
cdef extern from *:
    """
    #if defined(__GNUC__)
    #define fetch_ahead(place) __builtin_prefetch(place)
    #else
    #define fetch_ahead(place)
    #endif
    """
    void fetch_ahead(const void* place) noexcept nogil
