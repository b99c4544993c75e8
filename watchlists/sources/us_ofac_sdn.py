"""Specially Designated Nationals and Blocked Persons List of the US Treasury's OFAC."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from watchlists.formats import ofac_csv
from watchlists.model import ListedEntity
from watchlists.source import Tally

PREFIX = "sdn-"
TITLE = "OFAC Specially Designated Nationals (SDN)"
PUBLISHER = "US Treasury, Office of Foreign Assets Control"
TOPICS = ("sanction",)
_EXPORTS = "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/"
ADDRESSES = {
    "primary": f"{_EXPORTS}SDN.CSV",
    "aliases": f"{_EXPORTS}ALT.CSV",
    "addresses": f"{_EXPORTS}ADD.CSV",
    "comments": f"{_EXPORTS}SDN_COMMENTS.CSV",
}
REQUIRED = (frozenset({"primary"}),)
CANARIES = ("sdn-36", "sdn-306", "sdn-540", "sdn-2674", "sdn-6365")


def recognise(head: bytes) -> str | None:
    """Tell the CSV files apart."""
    return ofac_csv.recognise(head)


def read(files: Mapping[str, Path], tally: Tally) -> Iterator[ListedEntity]:
    """Stream the entities of the CSV files."""
    return ofac_csv.read(files, tally, key="us_ofac_sdn", prefix=PREFIX)
