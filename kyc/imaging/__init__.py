"""Decode safely, measure quality, find the card and set it straight."""
