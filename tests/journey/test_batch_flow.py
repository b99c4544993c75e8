"""A batch as flows, one run for each applicant or one for many: the plain line's rows, and nobody's name in Prefect."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kyc.services.batches.storing import Intake, verify_into
from kyc.services.batches.work import Row, folders_in, ground_of, verify_folder
from kyc.services.verification import Resources
from kyc.settings import Settings
from kyc.storage.database import Database
from kyc.storage.files.folder import FolderStore
from tests.databases import TENANT, Clock
from tests.fakes import FakeReader
from tests.journey.canary import CANARY_NAME, CANARY_NIK, disguises, everything_kept
from tests.journey.test_flow import picture, resources
from tests.unit.flows.test_worker import AT_ONCE, Rounds
from tests.unit.services.line import bench_on, resources_of

pytestmark = pytest.mark.flow


@pytest.fixture
def batch(tmp_path: Path) -> Path:
    for number in range(3):
        folder = tmp_path / "batch" / f"{CANARY_NAME} {number}"
        folder.mkdir(parents=True)
        (folder / "document.png").write_bytes(picture(100 + number))
        (folder / "declared.json").write_text(f'{{"name": "{CANARY_NAME}", "document_number": "{CANARY_NIK}"}}')
    (tmp_path / "batch" / "empty").mkdir()
    return tmp_path / "batch"


def flowed(batch: Path, kit: Resources, home: Path, *, size: int) -> list[Row]:
    from flows.folders import verify_folders

    ground = ground_of(Settings(home=home), kit)
    return [replace(row, seconds=0) for row in verify_folders(folders_in(batch), ground, kit, size=size, again=False)]


@pytest.mark.parametrize("size", [1, 20])
def test_the_rows_are_those_of_the_plain_line(tmp_path: Path, batch: Path, size: int, prefect_database: Path) -> None:
    home = tmp_path / "home"
    plain = resources(tmp_path / "line")
    ground = ground_of(Settings(home=home), plain)
    expected = [replace(verify_folder(folder, ground, plain), seconds=0) for folder in folders_in(batch)]
    assert flowed(batch, resources(tmp_path / "flow"), home, size=size) == expected
    assert [row.fault for row in expected] == [None, None, None, "INPUT.NO_DOCUMENT"]
    assert prefect_database.exists()


@pytest.mark.parametrize("size", [1, 20])
def test_one_who_breaks_the_program_stops_no_other_and_stays_unknown_to_prefect(
    tmp_path: Path, batch: Path, size: int, prefect_database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put, broken = FolderStore.put_evidence, list[object]()

    def break_once(store: FolderStore, evidence: object) -> None:
        if not broken:
            broken.append(evidence)
            raise ValueError(f"cannot write {CANARY_NAME} {CANARY_NIK}")
        put(store, evidence)  # type: ignore[arg-type]

    monkeypatch.setattr(FolderStore, "put_evidence", break_once)
    kit = resources(tmp_path / "flow", FakeReader())
    rows = flowed(batch, kit, tmp_path / "home", size=size)
    assert [row.fault for row in rows] == ["SYS.CRASH", None, None, "INPUT.NO_DOCUMENT"]
    again = flowed(batch, kit, tmp_path / "home", size=size)
    assert [row.fault for row in again] == [None, None, None, "INPUT.NO_DOCUMENT"]
    kept = everything_kept(prefect_database)
    assert str(rows[1].submission_id).encode() in kept, "the canary test looks at the database that was written"
    for canary in (CANARY_NAME, CANARY_NIK):
        assert not any(disguise in kept for disguise in disguises(canary))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_batch_into_the_encrypted_store_runs_as_flows_and_tells_prefect_ids_only(
    tmp_path: Path, batch: Path, database: Database, clock: Clock, prefect_database: Path
) -> None:
    from prefect.settings import PREFECT_API_URL

    from flows.worker import by_flow, work

    consent = '{"purpose": "onboarding", "text_version": "1", "given_at": "2026-11-01T09:00:00+07:00"}'
    for folder in folders_in(batch):
        said = f'{{"name": "{CANARY_NAME}", "document_number": "{CANARY_NIK}", "consent": {consent}}}'
        (folder / "declared.json").write_text(said)
    kit, way = resources_of(bench_on(database, clock), clock), by_flow(str(PREFECT_API_URL.value()))
    ground = ground_of(Settings(home=tmp_path / "home"), kit)

    def worker(_seconds: float) -> None:
        work(lambda: kit, way, Rounds(), AT_ONCE)

    rows = list(verify_into(database, folders_in(batch), ground, Intake(TENANT), wait=worker, seconds=lambda: 0.0))
    assert [row.fault for row in rows] == [None, None, None, "INPUT.NO_DOCUMENT"]
    kept = everything_kept(prefect_database)
    assert str(rows[1].submission_id).encode() in kept, "the canary test looks at the database that was written"
    for canary in (CANARY_NAME, CANARY_NIK):
        assert not any(disguise in kept for disguise in disguises(canary))
