"""Reports that lie in files: what `kyc verify --out` wrote, or the command line's own folder of submissions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from kyc.model.errors import InputError, StoreError
from kyc.model.evidence import Evidence
from kyc.model.report import BY_POLICY
from kyc.reporting.document import from_json
from kyc.services.backtesting.past import Past, Unjudged, Why
from kyc.storage.codec import parse

REPORT, EVIDENCE = "report.json", "evidence.json"


def reports_in(paths: Sequence[Path]) -> tuple[Path, ...]:
    """The report files that are meant: those named, and all within the folders named, by name.

    Raises:
        InputError: INPUT.UNREADABLE when there is no such file, INPUT.EMPTY when a folder holds none.
    """
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise InputError("INPUT.UNREADABLE", f"{path}: there is no such file or folder")
        inside = sorted(path.rglob(REPORT)) if path.is_dir() else [path]
        if not inside:
            raise InputError("INPUT.EMPTY", f"{path}: expected {REPORT} in it or in folders below it, found none")
        found += inside
    return tuple(dict.fromkeys(found))


def pasts(files: Sequence[Path]) -> Iterator[Past | Unjudged]:
    """Yield what each file holds; the evidence is taken from beside it, where the folder keeps that."""
    for file in files:
        try:
            yield _past(file)
        except (OSError, ValueError, RecursionError, AttributeError, StoreError):
            message = "expected the internal JSON of one report, and evidence as it was kept"
            yield Unjudged(str(file), Why.DAMAGED, message=message)


def _past(file: Path) -> Past | Unjudged:
    report = from_json(json.loads(file.read_bytes()))
    if report.outcome.decided_by != BY_POLICY:
        return Unjudged(report.verification_id, Why.DECIDED)
    beside = file.with_name(EVIDENCE)
    evidence = parse(Evidence, beside.read_bytes()) if beside.exists() else None
    return Past(report.verification_id, report, evidence)
