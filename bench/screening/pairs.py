"""Labelled pairs: the lines `kyc screen --pairs` takes, with a `label` (true, false, 1, 0) in each."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from kyc.model.screening import ScreeningQuery
from kyc.screening.wire import entity_of, query_of
from watchlists.model import ListedEntity


@dataclass(frozen=True, slots=True, repr=False)
class Pair:
    """A query, a listed entity, and whether they mean one."""

    query: ScreeningQuery
    entity: ListedEntity
    label: bool

    def __repr__(self) -> str:
        return f"Pair(…, {self.label})"


def read_pairs(path: Path) -> list[Pair]:
    """Read a file of pairs; a line without a label is an error."""
    return [_pair(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _pair(line: str) -> Pair:
    record = json.loads(line)
    entity = entity_of(record["candidate"])
    return Pair(query_of(record["query"], schema=entity.schema), entity, bool(record["label"]))
