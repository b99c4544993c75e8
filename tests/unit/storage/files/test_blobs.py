"""Images on disk: there when acknowledged, and never shown when damaged."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kyc.model.errors import InputError, StoreError
from kyc.model.submission import DeclaredData, SubmittedImage
from kyc.storage.database import Database
from kyc.storage.files.blobs import Blobs
from kyc.storage.sweeping import sweep
from tests.databases import TENANT, Clock
from tests.unit.storage.records import IMAGE, Filled, fill

WHO = "client:test"


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(f"file://{tmp_path}/blobs")


def test_what_was_put_is_got(blobs: Blobs, tmp_path: Path) -> None:
    blobs.put("acme", "app_1", "images", "doc_1", b"sealed")
    assert blobs.get("acme", "app_1", "images", "doc_1") == b"sealed"
    assert [key for key, _written in blobs.every("acme")] == [("app_1", "images", "doc_1")]
    folders = [path for path in (tmp_path / "blobs").rglob("*") if path.is_dir()]
    assert {path.stat().st_mode & 0o777 for path in folders} == {0o700}


def test_it_is_on_disk_before_put_returns(blobs: Blobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{handle}").readlink()).removeprefix(f"{tmp_path}/blobs"))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    blobs.put("acme", "app_1", "images", "doc_1", b"sealed")
    path = "/acme/app_1/images"
    assert synced == ["", "/acme", "/acme/app_1", f"{path}/doc_1", path]


@pytest.mark.parametrize("part", ["..", ".", "a/b", "", "a\0b", "ä", "-a", "a" * 65])
def test_no_id_climbs_out_of_the_folder(blobs: Blobs, part: str) -> None:
    for parts in ((part, "a", "k", "i"), ("t", part, "k", "i"), ("t", "a", part, "i"), ("t", "a", "k", part)):
        with pytest.raises(InputError):
            blobs.put(*parts, b"")


@pytest.mark.parametrize("url", ["http://x", "memory:///", "file://", "file:///", "x", "gs://b"])
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(InputError) as error:
        Blobs(url)
    assert error.value.code == "INPUT.BLOBS"


def test_deleting_what_is_not_there_is_no_fault(blobs: Blobs) -> None:
    blobs.delete("acme", "app_1", "images", "doc_1")
    assert blobs.delete_all("acme", "app_1") == 0


def test_deleting_all_of_one_leaves_the_others(blobs: Blobs) -> None:
    for applicant in ("app_1", "app_11"):
        blobs.put("acme", applicant, "images", "doc_1", b"sealed")
    assert blobs.delete_all("acme", "app_1") == 1
    assert blobs.get("acme", "app_11", "images", "doc_1") == b"sealed"


@pytest.fixture
def ids(database: Database) -> Filled:
    with database.transaction(TENANT, WHO) as unit:
        return fill(unit)


@pytest.mark.parametrize(
    "harm",
    [
        lambda path: path.write_bytes(path.read_bytes()[:-1]),
        lambda path: path.write_bytes(path.read_bytes() + b"\0"),
        lambda path: path.write_bytes(bytes(len(path.read_bytes()))),
        lambda path: path.write_bytes(b""),
        lambda path: path.unlink(),
    ],
    ids=["cut", "longer", "zeroes", "empty", "gone"],
)
def test_a_damaged_image_is_told_and_not_shown(
    database: Database, ids: Filled, tmp_path: Path, harm: Callable[[Path], object]
) -> None:
    harm(tmp_path / "blobs" / TENANT / ids.applicant / "images" / ids.document)
    with pytest.raises(StoreError) as error, database.transaction(TENANT, WHO, read_only=True) as unit:
        unit.documents.image(ids.document)
    assert error.value.code == "STORE.DAMAGED"


def test_an_image_swapped_with_another_is_told(database: Database, ids: Filled, tmp_path: Path) -> None:
    with database.transaction(TENANT, WHO) as unit:
        other = unit.documents.add(ids.applicant, SubmittedImage("selfie", b"selfie"), media_type="image/png")
    folder = tmp_path / "blobs" / TENANT / ids.applicant / "images"
    (folder / other.id).write_bytes((folder / ids.document).read_bytes())
    with pytest.raises(StoreError) as error, database.transaction(TENANT, WHO, read_only=True) as unit:
        unit.documents.image(other.id)
    assert error.value.code == "STORE.DAMAGED"


def test_a_full_disk_stores_nothing(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with database.transaction(TENANT, WHO) as unit:
        applicant = unit.applicants.add(DeclaredData())
    with pytest.raises(StoreError) as error, database.transaction(TENANT, WHO) as unit:  # noqa: PT012
        monkeypatch.setattr(os, "fsync", full)
        unit.documents.add(applicant.id, SubmittedImage("document", b"image"), media_type="image/png")
    monkeypatch.undo()
    assert error.value.code == "STORE.FULL"
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        assert unit.documents.of(applicant.id) == ()


def test_sweeping_removes_old_orphans_and_nothing_else(
    database: Database, ids: Filled, clock: Clock, tmp_path: Path
) -> None:
    database.blobs.put(TENANT, ids.applicant, "images", "doc_orphan", b"sealed")
    clock.now = datetime.now(UTC)
    assert sweep(database, "system:test") == 0  # it might still get its row
    clock.advance(hours=2)
    assert sweep(database, "system:test") == 1
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        assert unit.documents.image(ids.document).content == IMAGE
