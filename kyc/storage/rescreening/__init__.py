"""Rows of re-screening: customers' keys and the sealed segments they stand in, runs, chunks, alerts."""
