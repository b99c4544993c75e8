"""Whole reports of the fixture applicants, from recorded engine answers, against the ones a person has looked at.

`pytest tests/golden --update-golden` asks the real engines again and writes both anew; then look at the diff.
Everything but the engines runs for real: drawing, decoding, finding the card, fields, faces, lists, policy.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from fixtures.applicants import APPLICANTS
from fixtures.make import make
from fixtures.portraits import available
from kyc.engines.build import build_engines
from kyc.engines.protocols import Engines
from kyc.engines.replay import Tape, recording, replaying
from kyc.model.context import Screener
from kyc.policy import builtin
from kyc.policy.policy import load_policy
from kyc.reporting.document import as_json
from kyc.services.assembly import known_checks, screener_of
from kyc.services.backtesting.files import pasts, reports_in
from kyc.services.backtesting.past import Past
from kyc.services.backtesting.rejudging import Bench, judge_again
from kyc.services.lists.watchlists import import_list
from kyc.services.onboarding.intake import from_folder
from kyc.services.verification import Resources, verify
from kyc.settings import Settings
from kyc.storage.files.folder import FolderStore
from kyc.storage.files.snapshots import FolderSnapshots

GOLDEN = Path(__file__).parents[2] / "fixtures" / "golden"
LISTS = Path(__file__).parents[2] / "fixtures" / "lists"
KEYS = [applicant.key for applicant in APPLICANTS]
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
# A report says these of its own making; they differ between any two runs.
VOLATILE = {"duration_ms", "integrity", "fetched_at", "sha256"}


@pytest.fixture(scope="session")
def applicants(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """The applicants' folders, drawn with the portraits that every installation has."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("KYC_PORTRAITS", raising=False)
        folders = make(tmp_path_factory.mktemp("applicants"), available(None))
    return {folder.name: folder for folder in folders}


@pytest.fixture(scope="session")
def screener(tmp_path_factory: pytest.TempPathFactory) -> Screener | None:
    """A screener over the invented lists."""
    settings = Settings(home=tmp_path_factory.mktemp("home"))
    store = FolderSnapshots(settings.home / "lists")
    for key in ("local", "un_sc", "us_ofac_sdn"):
        import_list(store, key, sorted((LISTS / key).iterdir()), now=NOW, version="fixture")
    return screener_of(settings)


def resources(engines: Engines, screener: Screener | None, root: Path) -> Resources:
    ids = count(1)
    return Resources(
        engines=engines,
        policy=load_policy(builtin(), checks=known_checks()),
        screener=screener,
        store=FolderStore(root),
        clock=lambda: NOW,
        new_id=lambda: f"report-{next(ids)}",
        digest_key=b"fixture".ljust(32),
    )


def report_of(key: str, folder: Path, kit: Resources) -> dict[str, Any]:
    verify(from_folder(folder, key), kit)
    stored = kit.store.report(key)
    assert stored is not None
    report: dict[str, Any] = lasting(dict(stored))
    return report


def lasting(value: Any) -> Any:
    """A report without what differs between any two runs."""
    if isinstance(value, dict):
        return {key: lasting(inner) for key, inner in value.items() if key not in VOLATILE}
    return [lasting(inner) for inner in value] if isinstance(value, list) else value


def alike(value: Any) -> Any:
    """Let numbers that come from pixels differ in their last digits, as they do between processors."""
    if isinstance(value, dict):
        return {key: alike(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [alike(inner) for inner in value]
    return pytest.approx(value, rel=0.02, abs=0.02) if isinstance(value, float) else value


@pytest.mark.parametrize("key", KEYS)
def test_the_report_is_the_one_that_was_looked_at(
    key: str,
    applicants: Mapping[str, Path],
    screener: Screener | None,
    tmp_path: Path,
    update_golden: bool,
) -> None:
    answers, golden = GOLDEN / f"{key}.answers.json", GOLDEN / f"{key}.report.json"
    if update_golden:
        tape = Tape()
        report = report_of(
            key, applicants[key], resources(recording(build_engines(Settings()), tape), screener, tmp_path)
        )
        tape.save(answers)
        golden.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n")
        pytest.skip("golden report written: look at the diff")
    report = report_of(key, applicants[key], resources(replaying(Tape.load(answers)), screener, tmp_path))
    assert report == alike(json.loads(golden.read_text()))


@pytest.mark.parametrize("key", KEYS)
def test_judged_again_from_what_is_stored_the_report_is_the_same(
    key: str, applicants: Mapping[str, Path], screener: Screener | None, tmp_path: Path
) -> None:
    """Whole, with trace, screening and counterfactuals: the lists are not asked again."""
    kit = resources(replaying(Tape.load(GOLDEN / f"{key}.answers.json")), screener, tmp_path)
    report = report_of(key, applicants[key], kit)
    (past,) = pasts(reports_in([tmp_path]))
    assert isinstance(past, Past)
    assert lasting(as_json(judge_again(past.report, past.evidence, Bench(kit.policy)))) == report


@pytest.mark.parametrize("applicant", APPLICANTS, ids=KEYS)
def test_the_golden_report_says_what_the_fixture_promises(applicant: Any) -> None:
    outcome = json.loads((GOLDEN / f"{applicant.key}.report.json").read_text())["outcome"]
    assert outcome["recommendation"] == applicant.recommendation
    assert set(applicant.reasons) <= set(outcome["reasons"])
