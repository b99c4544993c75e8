from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from kyc.model.document import DocumentReading, FieldReading, FieldStatus, ImageQuality, MrzReading
from kyc.model.errors import InputError, StoreError
from kyc.model.evidence import Evidence, ImageFact
from kyc.model.face import FaceImage, FacePair
from kyc.model.submission import Consent, DeclaredData, Submission, SubmittedImage
from kyc.storage.files.folder import FolderStore, write_first, write_whole
from watchlists.dates import PartialDate

CONSENT = Consent("onboarding", "2026-01", datetime(2026, 11, 1, 8, 30, tzinfo=UTC))
SUBMISSION = Submission(
    id="a-1",
    document=SubmittedImage("document", b"\x89PNG front"),
    selfie=SubmittedImage("selfie", b"\xff\xd8 selfie"),
    declared=DeclaredData(name="SITI RAHAYU", birth_date=PartialDate(1990, 5, 4), consent=CONSENT),
)
EVIDENCE = Evidence(
    submission_id="a-1",
    declared=SUBMISSION.declared,
    images=(
        ImageFact("document", "00", ImageQuality(1200, 757, sharpness=812.5)),
        ImageFact("selfie", "01", fault="X"),
    ),
    document=DocumentReading(
        "icao_td3",
        ImageQuality(1200, 757),
        fields={"surname": FieldReading("RAHAYU", "RAHAYU", 0.9, "rapidocr", FieldStatus.READ)},
        mrz=MrzReading("TD3", ("P<", "X"), {}),
        quad=((0, 0), (9, 0), (9, 9), (0, 9)),
    ),
    faces=FacePair(FaceImage(None, 0), FaceImage(None, 0), None, None, False, {"sface": None}, ("FACE.NONE",)),
    failures={"faces": "SYS.TIMEOUT"},
)


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "store")


def test_a_submission_comes_back_byte_for_byte(store: FolderStore) -> None:
    store.put_submission(SUBMISSION)
    assert store.submission("a-1") == SUBMISSION


def test_evidence_comes_back_as_it_was(store: FolderStore) -> None:
    store.put_submission(SUBMISSION)
    assert store.evidence("a-1") is None
    store.put_evidence(EVIDENCE)
    assert store.evidence("a-1") == EVIDENCE


def test_a_report_comes_back_as_it_was(store: FolderStore) -> None:
    store.put_submission(SUBMISSION)
    assert store.report("a-1") is None
    store.put_report("a-1", {"outcome": {"risk_score": 3}, "name": "Ä"})
    assert store.report("a-1") == {"outcome": {"risk_score": 3}, "name": "Ä"}


def test_nobody_else_may_look_inside(store: FolderStore, tmp_path: Path) -> None:
    store.put_submission(SUBMISSION)
    root = tmp_path / "store"
    assert root.stat().st_mode & 0o777 == 0o700
    assert all(path.stat().st_mode & 0o077 == 0 for path in root.rglob("*"))
    assert "NOT encrypted" in (root / "UNENCRYPTED.txt").read_text()


@pytest.mark.parametrize("hostile", ["", "../etc", "a/b", "a\x00", ".hidden", "x" * 65])
def test_an_id_that_could_leave_the_folder_is_refused(store: FolderStore, hostile: str) -> None:
    with pytest.raises(InputError):
        store.submission(hostile)


def test_an_unknown_submission_is_said_to_be_unknown(store: FolderStore) -> None:
    with pytest.raises(StoreError, match="No submission b-2"):
        store.submission("b-2")


@pytest.mark.parametrize("damage", [b"", b"{", b"{}", b"\xff\xfe"])
def test_damage_is_told_without_the_content(store: FolderStore, tmp_path: Path, damage: bytes) -> None:
    store.put_submission(SUBMISSION)
    (tmp_path / "store" / "a-1" / "submission.json").write_bytes(damage)
    with pytest.raises(StoreError, match="Submission is damaged") as caught:
        store.submission("a-1")
    assert caught.value.__cause__ is None


def test_a_write_that_fails_leaves_the_old_file_and_no_draft(tmp_path: Path) -> None:
    path = tmp_path / "kept.json"
    write_whole(path, b"old")
    with pytest.raises(StoreError, match="cannot be written"):
        write_whole(tmp_path / "missing" / "kept.json", b"new")
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["kept.json"]


def test_a_first_write_leaves_alone_what_is_there_and_leaves_no_draft(tmp_path: Path) -> None:
    path = tmp_path / "key"
    write_first(path, b"first")
    write_first(path, b"second")
    assert path.read_bytes() == b"first"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["key"]
