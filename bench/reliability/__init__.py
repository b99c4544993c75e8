"""Reliability, measured: kills, canaries. Each prints a scorecard; none asserts on time."""
