"""Benchmarks: they print figures beside a peer's, and never assert on time."""
