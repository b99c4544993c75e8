"""A batch: each applicant once, whatever stops it in the middle, and one who cannot be verified stops nobody else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kyc.model.errors import StoreError
from kyc.model.report import Recommendation
from kyc.policy import builtin
from kyc.policy.policy import load_policy
from kyc.services.assembly import known_checks
from kyc.services.batches.work import Row, folders_in, ground_of, verify_folder
from kyc.services.lists.watchlists import import_list
from kyc.services.verification import Resources
from kyc.settings import Settings
from kyc.storage.files.folder import FolderStore
from kyc.storage.files.snapshots import FolderSnapshots
from tests.fakes import FakeReader, fake_engines
from tests.unit.services.line import picture

NOW = datetime(2026, 11, 22, tzinfo=UTC)
LISTS = Path(__file__).parents[4] / "fixtures" / "lists"


@pytest.fixture
def reader() -> FakeReader:
    return FakeReader()


@pytest.fixture
def kit(tmp_path: Path, reader: FakeReader) -> Resources:
    return Resources(
        engines=fake_engines(reader),
        policy=load_policy(builtin(), checks=known_checks()),
        screener=None,
        store=FolderStore(tmp_path / "home" / "submissions"),
        clock=lambda: NOW,
        new_id=lambda: "report",
        digest_key=b"k" * 32,
    )


@pytest.fixture
def batch(tmp_path: Path) -> Path:
    for name in ("ani", "budi", "citra"):
        folder = tmp_path / "batch" / name
        folder.mkdir(parents=True)
        (folder / "document.png").write_bytes(picture())
        (folder / "selfie.png").write_bytes(picture(60))
    (tmp_path / "batch" / ".git").mkdir()
    return tmp_path / "batch"


@pytest.fixture
def run(tmp_path: Path, batch: Path, kit: Resources) -> Callable[..., list[Row]]:
    def running(resources: Resources = kit, *, again: bool = False, **chosen: object) -> list[Row]:
        settings = Settings(home=tmp_path / "home", **chosen)  # type: ignore[arg-type]
        ground = ground_of(settings, resources)
        return [verify_folder(folder, ground, resources, again=again) for folder in folders_in(batch)]

    return running


def done_now(rows: list[Row]) -> list[str]:
    return [row.name for row in rows if row.fault is None and not row.is_earlier]


def test_nobody_is_verified_twice(run: Callable[..., list[Row]]) -> None:
    first, second = run(), run()
    assert done_now(first) == ["ani", "budi", "citra"]
    assert done_now(second) == []
    assert [replace(row, seconds=None) for row in first] == second
    assert len({row.submission_id for row in first}) == 3


def test_a_batch_that_stopped_goes_on_where_it_stopped(
    run: Callable[..., list[Row]], kit: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if killed between the evidence and the report of the second applicant."""
    put, left = kit.store.put_report, [None]

    def killed(*arguments: object) -> None:
        if not left:
            raise KeyboardInterrupt
        left.pop()
        put(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(FolderStore, "put_report", lambda _self, *arguments: killed(*arguments))
    with pytest.raises(KeyboardInterrupt):
        run()
    monkeypatch.undo()
    assert done_now(run()) == ["budi", "citra"]


def a_new_picture(batch: Path) -> None:
    (batch / "budi" / "selfie.png").write_bytes(picture(90))


def other_words(batch: Path) -> None:
    (batch / "budi" / "declared.json").write_text('{"name": "BUDI CONTOH"}')


def another_name(batch: Path) -> None:
    (batch / "budi").rename(batch / "bayu")  # the folder's name is the applicant's external id


@pytest.mark.parametrize("change", [a_new_picture, other_words, another_name])
def test_whose_inputs_changed_is_verified_anew(
    run: Callable[..., list[Row]], batch: Path, change: Callable[[Path], None]
) -> None:
    run()
    change(batch)
    assert len(done_now(run())) == 1


def test_when_the_ground_changes_everybody_is_verified_anew(
    run: Callable[..., list[Row]], kit: Resources, tmp_path: Path
) -> None:
    run()
    stricter = load_policy(builtin().replace(b"version:", b"# another\nversion:", 1), checks=known_checks())
    assert len(done_now(run(replace(kit, policy=stricter)))) == 3
    assert len(done_now(run(readers="tesseract"))) == 3
    import_list(FolderSnapshots(tmp_path / "home" / "lists"), "un_sc", list((LISTS / "un_sc").iterdir()), now=NOW)
    assert len(done_now(run())) == 3
    assert len(done_now(run())) == 0
    assert len(done_now(run(again=True))) == 3


def test_a_report_that_is_damaged_is_written_anew(run: Callable[..., list[Row]], tmp_path: Path) -> None:
    first = run()
    (tmp_path / "home" / "submissions" / str(first[0].submission_id) / "report.json").write_text("{")
    assert done_now(run()) == ["ani"]


def test_what_is_wrong_with_one_is_told_and_stops_no_other(
    run: Callable[..., list[Row]], batch: Path, reader: FakeReader
) -> None:
    (batch / "ani" / "declared.json").write_text("{")
    (batch / "budi" / "document.png").write_bytes(b"%PDF")
    ani, budi, citra = run()
    assert (ani.fault, ani.recommendation) == ("INPUT.DECLARED", None)
    assert "IMG.NOT_IMAGE" in budi.reasons
    assert citra.recommendation in set(Recommendation)
    assert reader.asked


def test_a_fault_of_the_program_is_told_without_its_text(
    run: Callable[..., list[Row]], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("SITI")

    monkeypatch.setattr("kyc.services.batches.work.verify", broken)
    assert {row.fault for row in run()} == {"SYS.CRASH"}
    assert all("a fault of the program (" in (row.message or "") for row in run())
    assert "SITI" not in caplog.text


def test_a_full_disk_ends_the_run(run: Callable[..., list[Row]], monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise StoreError("STORE.UNWRITABLE", "report.json cannot be written: No space left on device.")

    monkeypatch.setattr(FolderStore, "put_report", full)
    with pytest.raises(StoreError):
        run()
