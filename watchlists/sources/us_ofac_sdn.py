"""Specially Designated Nationals List of the US Treasury's OFAC, as CSV or in three sorts of XML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from watchlists.formats import ofac
from watchlists.model import ListedEntity
from watchlists.source import Tally

PREFIX = "sdn-"
TITLE = "OFAC Specially Designated Nationals (SDN)"
PUBLISHER = ofac.PUBLISHER
TOPICS = ("sanction",)
ADDRESSES = {
    "primary": f"{ofac.EXPORTS}SDN.CSV",
    "aliases": f"{ofac.EXPORTS}ALT.CSV",
    "addresses": f"{ofac.EXPORTS}ADD.CSV",
    "comments": f"{ofac.EXPORTS}SDN_COMMENTS.CSV",
}
REQUIRED = ofac.REQUIRED
CANARIES = ("sdn-36", "sdn-306", "sdn-540", "sdn-2674", "sdn-6365")


def recognise(head: bytes) -> str | None:
    """Tell the formats and files apart."""
    return ofac.recognise(head)


def read(files: Mapping[str, Path], tally: Tally) -> Iterator[ListedEntity]:
    """Stream the entities."""
    return ofac.read(files, tally, key="us_ofac_sdn", prefix=PREFIX)
