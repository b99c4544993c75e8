"""The arrays that an index is made of: packed, in runs, and to work in."""
