"""Organisations asked for in their own alphabet, out of a public index of what is called what on maps.

    python -m bench.screening.native_firms FOLDER [--half dev|unseen] [--lists FOLDER]

FOLDER is the npm package name-suggestion-index 8.0.20260918 (BSD-3-Clause), unpacked: brands, operators and networks
by their names in their own language and in English. Taken are banks, insurers, oil and telephone companies, hospitals,
universities, offices, operators and transit authorities: their English names are listed beside those of the lists, and
they are asked for by their own, by name alone. Then all are asked for while they are not listed, to see how many are
flagged all the same.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench.screening.__main__ import LISTS
from bench.screening.material import HALVES, half_of, load
from kyc.model.screening import ScreeningQuery
from kyc.screening.language.normalise import script_of
from kyc.screening.screener import ListScreener
from watchlists.model import ListedEntity, ListedName, Schema

_TREES = ("operators", "transit")
_TRADES = frozenset(
    {"bank", "fuel", "insurance", "payment_terminal", "telecommunication", "hospital", "university", "office"}
)
_SAID_OF = ("name", "brand", "operator", "network", "official_name")
_ID = "firm-{}"


@dataclass(frozen=True, slots=True)
class Firm:
    """An organisation by its own name and its English one, and whether it is of a trade that lists name."""

    native: str
    english: str
    telling: bool

    @property
    def script(self) -> str:
        """The alphabet of its own name."""
        return _script(self.native)


def main() -> None:
    """Print what is found, by alphabet, and what is flagged of those who are not listed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--half", choices=HALVES, default=HALVES[0])
    parser.add_argument("--lists", type=Path, default=LISTS)
    options = parser.parse_args()
    firms = sorted(read_firms(options.folder), key=lambda firm: (firm.native, firm.english))
    firms = [firm for firm in firms if half_of(f"x{firm.english}") == options.half]
    listed = load(options.lists).entities
    print(*_table(found(listed, [firm for firm in firms if firm.telling])), _flagged(listed, firms), sep="\n")


def read_firms(folder: Path) -> set[Firm]:
    """Read the firms of the index whose own name is not in Latin letters, and whose English one is."""
    index = json.loads((folder / "dist/json/nsi.min.json").read_text("utf-8"))["nsi"]
    return {firm for path, category in index.items() for item in category["items"] for firm in _firms(path, item)}


def _firms(path: str, item: dict[str, dict[str, str]]) -> Iterator[Firm]:
    tree, key, value = path.split("/")
    telling = tree in _TREES or bool({key, value} & _TRADES)
    tags = item["tags"]
    for field in _SAID_OF:
        native, english = tags.get(field, ""), tags.get(f"{field}:en", "")
        if native and english and _script(native) and not _script(english):
            yield Firm(native, english, telling)


def _script(text: str) -> str:
    return next((script for script in map(script_of, text) if script not in ("", "LATIN")), "")


def found(listed: Sequence[ListedEntity], firms: Sequence[Firm]) -> dict[str, Counter[str]]:
    """List the firms by their English names beside others, ask for them by their own, and count by alphabet."""
    ids = {english: _ID.format(at) for at, english in enumerate(dict.fromkeys(firm.english for firm in firms))}
    added = [ListedEntity(own, "local", Schema.ORGANIZATION, (ListedName(english),)) for english, own in ids.items()]
    screener = ListScreener([*listed, *added], (), limit=20)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for firm in firms:
        hits = screener.screen(ScreeningQuery(firm.native, Schema.ORGANIZATION)).hits
        mine = next((hit for hit in hits if hit.entity_id == ids[firm.english]), None)
        is_found = mine is not None and mine.flagged
        is_first = mine is not None and mine.bits >= hits[0].bits  # so are two who are listed under one name
        for script in (firm.script, "all"):
            counts[script].update(asked=1, found=is_found, first=is_first)
    return counts


def _table(counts: Mapping[str, Counter[str]]) -> Iterator[str]:
    yield "| alphabet | asked | found, as shipped | first |\n| --- | ---: | ---: | ---: |"
    for script, count in sorted(counts.items(), key=lambda row: -row[1]["asked"]):
        asked = count["asked"]
        yield f"| {script.lower()} | {asked} | {count['found'] / asked:.3f} | {count['first'] / asked:.3f} |"


def _flagged(listed: Sequence[ListedEntity], firms: Sequence[Firm]) -> str:
    """Say how many are flagged that are so by their English names, too, and how many by their own alone."""
    screener = ListScreener(listed, ())
    asked = [replace(firm, telling=False) for firm in firms]
    flagged = [firm for firm in dict.fromkeys(asked) if _is_flagged(screener, firm.native)]
    alone = [firm for firm in flagged if not _is_flagged(screener, firm.english)]
    return f"\nOf {len(set(asked))} not listed: {len(flagged)} flagged, {len(alone)} of them not by their English name"


def _is_flagged(screener: ListScreener, name: str) -> bool:
    hits = screener.screen(ScreeningQuery(name, Schema.ORGANIZATION)).hits
    return any(hit.flagged for hit in hits)


if __name__ == "__main__":
    main()
