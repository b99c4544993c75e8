"""Retention: what was kept long enough goes, what waited for input too long expires."""

from __future__ import annotations

from prefect import flow

from flows.chores import do_each
from flows.steps import FLOW


@flow(name="purge", **FLOW)
def purge() -> dict[str, dict[str, int]]:
    """Expire, forget old replies, sessions, events and runs; delete or erase what need not be kept."""
    return do_each("expire", "replies", "sessions", "history", "purge")
