"""Consolidated Sanctions List (all but the SDN) of the US Treasury's OFAC, as CSV or in three sorts of XML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from watchlists.formats import ofac
from watchlists.model import ListedEntity
from watchlists.source import Tally

PREFIX = "cons-"
TITLE = "OFAC Consolidated (non-SDN)"
PUBLISHER = ofac.PUBLISHER
TOPICS = ("sanction",)
ADDRESSES = {
    "primary": f"{ofac.EXPORTS}CONS_PRIM.CSV",
    "aliases": f"{ofac.EXPORTS}CONS_ALT.CSV",
    "addresses": f"{ofac.EXPORTS}CONS_ADD.CSV",
    "comments": f"{ofac.EXPORTS}CONS_COMMENTS.CSV",
}
REQUIRED = ofac.REQUIRED
CANARIES = ("cons-9639", "cons-9640", "cons-17013", "cons-17014")


def recognise(head: bytes) -> str | None:
    """Tell the formats and files apart."""
    return ofac.recognise(head)


def read(files: Mapping[str, Path], tally: Tally) -> Iterator[ListedEntity]:
    """Stream the entities."""
    return ofac.read(files, tally, key="us_ofac_cons", prefix=PREFIX)
