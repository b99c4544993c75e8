"""OFAC's lists in whichever of its formats they come: four CSV files, or plain, Advanced or Enhanced XML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from watchlists.formats import ofac_advanced, ofac_csv, ofac_enhanced, ofac_xml
from watchlists.model import ListedEntity
from watchlists.source import Tally
from watchlists.xmlfile import root_tag

PUBLISHER = "US Treasury, Office of Foreign Assets Control"
EXPORTS = "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/"
REQUIRED = (frozenset({"primary"}), frozenset({"xml"}), frozenset({"advanced"}), frozenset({"enhanced"}))
_ROOTS = {"sdnList": "xml", "Sanctions": "advanced", "sanctionsData": "enhanced"}
_READERS = {"advanced": ofac_advanced.read, "enhanced": ofac_enhanced.read, "xml": ofac_xml.read}  # the richest first


def recognise(head: bytes) -> str | None:
    """Name the file's role: one of the CSV files', `xml`, `advanced` or `enhanced`."""
    return _ROOTS.get(root_tag(head) or "") or ofac_csv.recognise(head)


def read(files: Mapping[str, Path], tally: Tally, *, key: str, prefix: str) -> Iterator[ListedEntity]:
    """Stream the entities from the richest format that was given."""
    for role, reader in _READERS.items():
        if role in files:
            return reader(files[role], tally, key=key, prefix=prefix)
    return ofac_csv.read(files, tally, key=key, prefix=prefix)
