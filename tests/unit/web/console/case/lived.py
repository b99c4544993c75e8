"""The fixture applicants as the store keeps them: report, evidence and images, from recorded engine answers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from fixtures.applicants import APPLICANTS
from fixtures.make import make
from fixtures.portraits import available
from kyc.engines.replay import Tape, replaying
from kyc.model.evidence import Evidence
from kyc.model.report import Report
from kyc.model.submission import Submission
from kyc.pipeline import read
from kyc.reporting.document import from_json
from kyc.services.onboarding.intake import from_folder
from watchlists.model import ListedEntity
from watchlists.reading import read_list

ROOT = Path(__file__).parents[5]
GOLDEN, LISTS = ROOT / "fixtures" / "golden", ROOT / "fixtures" / "lists"
KEYS = [applicant.key for applicant in APPLICANTS]
# What a golden report leaves out, since it differs between any two runs.
VOLATILE = {"duration_ms": 0.0, "integrity": None, "fetched_at": "2026-11-22T08:00:00Z", "sha256": "0" * 64}
RECORDS = {"schema", "check", "blob", "entries", "version"}


@dataclass(frozen=True)
class Lived:
    """One applicant after the line."""

    report: Report
    evidence: Evidence
    submission: Submission


@dataclass(frozen=True)
class World:
    """All of them, and the entities they were screened against."""

    applicants: Mapping[str, Lived]
    entities: Mapping[str, ListedEntity]


@cache
def world() -> World:
    """Read the cards of the ten once a session; drawing them takes longest. The reports are the golden ones."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.delenv("KYC_PORTRAITS", raising=False)
        folders = make(Path(folder), available(None))
        return World({path.name: _live(path) for path in folders}, dict(_listed()))


def report_of(key: str) -> Report:
    """A golden report, with what differs between any two runs filled in."""
    return from_json(_filled(json.loads((GOLDEN / f"{key}.report.json").read_text())))


def _live(folder: Path) -> Lived:
    submission = from_folder(folder, folder.name)
    evidence = read(submission, replaying(Tape.load(GOLDEN / f"{folder.name}.answers.json")))
    return Lived(report_of(folder.name), evidence, submission)


def _listed() -> Iterator[tuple[str, ListedEntity]]:
    for key in ("local", "un_sc", "us_ofac_sdn"):
        yield from ((entity.id, entity) for entity in read_list(key, sorted((LISTS / key).iterdir())).entities)


def _filled(value: Any) -> Any:
    if isinstance(value, list):
        return [_filled(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    inside = {key: _filled(inner) for key, inner in value.items()}
    # A mapping of thresholds or inputs is no record: nothing was left out of it.
    return {**VOLATILE, **inside} if RECORDS & inside.keys() else inside
