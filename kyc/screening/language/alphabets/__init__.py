"""Alphabets: their letters read in Latin ones, in every system in use."""
