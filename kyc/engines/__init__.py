"""Doors to outside engines, each behind a small Protocol."""
