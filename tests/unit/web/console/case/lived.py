"""The fixture applicants as the store keeps them: report, evidence and images, from recorded engine answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from fixtures.applicants import APPLICANTS
from fixtures.casework import golden
from fixtures.make import make
from fixtures.portraits import available
from kyc.engines.replay import Tape, replaying
from kyc.model.evidence import Evidence
from kyc.model.report import Report
from kyc.model.submission import Submission
from kyc.pipeline import read
from kyc.services.onboarding.intake import from_folder
from watchlists.model import ListedEntity
from watchlists.reading import read_list

ROOT = Path(__file__).parents[5]
GOLDEN, LISTS = ROOT / "fixtures" / "golden", ROOT / "fixtures" / "lists"
KEYS = [applicant.key for applicant in APPLICANTS]


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


def _live(folder: Path) -> Lived:
    submission = from_folder(folder, folder.name)
    evidence = read(submission, replaying(Tape.load(GOLDEN / f"{folder.name}.answers.json")))
    return Lived(golden(folder.name), evidence, submission)


def _listed() -> Iterator[tuple[str, ListedEntity]]:
    for key in ("local", "un_sc", "us_ofac_sdn"):
        yield from ((entity.id, entity) for entity in read_list(key, sorted((LISTS / key).iterdir())).entities)
