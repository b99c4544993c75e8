"""Labelled pairs: the lines `kyc screen --pairs` takes, with a `label`, or a public collection's table.

A table has the columns of rigour's and nomenklatura's collections: schema, name1, name2, is_match, category.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from kyc.model.screening import ScreeningQuery
from kyc.screening.wire import entity_of, query_of
from watchlists.model import ListedEntity

BOTH_HALVES = "all"


@dataclass(frozen=True, slots=True, repr=False)
class Pair:
    """A query, a listed entity, whether they mean one, and what kind of pair it is."""

    query: ScreeningQuery
    entity: ListedEntity
    label: bool
    category: str = ""

    def __repr__(self) -> str:
        return f"Pair(…, {self.label})"

    @property
    def half(self) -> str:
        """Which half it is in, by its second name alone, so that pairs with one name are not parted."""
        folded = " ".join(self.entity.names[0].text.lower().split())
        return "unseen" if crc32(folded.encode()) & 1 else "dev"


def read_pairs(path: Path, half: str = BOTH_HALVES) -> list[Pair]:
    """Read a file, or every `.csv` and `.jsonl` of a folder; a pair without a label is an error."""
    files = sorted(path.glob("*.csv")) + sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    pairs = [pair for file in files for pair in (_table(file) if file.suffix == ".csv" else _lines(file))]
    return [pair for pair in pairs if half in (BOTH_HALVES, pair.half)]


def _lines(path: Path) -> Iterator[Pair]:
    records = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    for record in records:
        yield _pair(record["query"], record["candidate"], bool(record["label"]), record.get("category") or path.stem)


def _table(path: Path) -> Iterator[Pair]:
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            candidate = {"schema": row["schema"], "names": [row["name2"]]}
            category = row.get("case_group") or path.stem
            yield _pair({"name": row["name1"]}, candidate, row["is_match"].strip().lower() == "true", category)


def _pair(query: object, candidate: object, label: bool, category: str) -> Pair:
    entity = entity_of(candidate)
    return Pair(query_of(query, schema=entity.schema), entity, label, category)
