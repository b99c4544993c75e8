"""Versions of lists in a folder."""

from __future__ import annotations

import gzip
import json
import os
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kyc.storage.files.snapshots import FolderSnapshots
from watchlists.errors import ListError
from watchlists.model import ListedEntity, ListedName, Schema, Snapshot, SnapshotState
from watchlists.records import content_hash, list_hash

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ENTITIES = tuple(
    # U+2028 and U+0085 end a line for some readers, not for a list.
    ListedEntity(f"local-{number}", "local", Schema.PERSON, (ListedName(f"Contoh\u2028{number}\u0085"),))
    for number in range(3)
)


def snapshot(version: str, entities: tuple[ListedEntity, ...] = ENTITIES, *, at: datetime = NOW) -> Snapshot:
    digest = list_hash(map(content_hash, entities))
    return Snapshot(
        "local", version, digest, len(entities), at, profile=((":names", 0.0),), validators=(("a", "b", "c"),)
    )


@pytest.fixture
def store(tmp_path: Path) -> FolderSnapshots:
    return FolderSnapshots(tmp_path / "lists")


def test_an_empty_store_has_nothing(store: FolderSnapshots) -> None:
    assert store.sources() == ()
    assert store.active("local") is None
    assert store.history("local") == ()


def test_a_version_is_not_active_until_it_is_made_so(store: FolderSnapshots) -> None:
    store.put(snapshot("1"), ENTITIES)
    assert store.active("local") is None
    assert [each.state for each in store.history("local")] == [SnapshotState.SUPERSEDED]
    store.activate(snapshot("1"), at=NOW)
    active = store.active("local")
    assert active is not None
    assert active == replace(snapshot("1"), state=SnapshotState.ACTIVE, checked_at=NOW)
    assert store.entities(active) == ENTITIES
    assert store.sources() == ("local",)


def test_history_is_in_the_order_of_fetching(store: FolderSnapshots) -> None:
    fewer = ENTITIES[:2]
    store.put(snapshot("b", fewer, at=NOW), fewer)
    store.put(snapshot("a", at=NOW + timedelta(days=1)), ENTITIES)
    store.activate(snapshot("a"), at=NOW)
    assert [(each.version, each.state.value) for each in store.history("local")] == [
        ("b", "superseded"),
        ("a", "active"),
    ]


def test_a_version_never_changes(store: FolderSnapshots, tmp_path: Path) -> None:
    store.put(snapshot("1"), ENTITIES)
    files = {path: path.read_bytes() for path in tmp_path.rglob("*.*") if path.is_file()}
    store.put(replace(snapshot("1"), fetched_at=NOW + timedelta(days=9)), ENTITIES)
    assert {path: path.read_bytes() for path in files} == files
    with pytest.raises(ListError, match="exists with other content"):
        store.put(snapshot("1", ENTITIES[:1]), ENTITIES[:1])


def test_two_versions_of_one_content_share_their_records(store: FolderSnapshots, tmp_path: Path) -> None:
    store.put(snapshot("1"), ENTITIES)
    store.put(snapshot("2"), ENTITIES)
    assert len(list(tmp_path.rglob("*.gz"))) == 1
    assert len(store.history("local")) == 2


def test_a_check_moves_the_moment_alone(store: FolderSnapshots) -> None:
    store.put(snapshot("1"), ENTITIES)
    store.activate(snapshot("1"), at=NOW)
    store.checked("local", at=NOW + timedelta(days=2))
    active = store.active("local")
    assert active is not None
    assert (active.version, active.fetched_at, active.known_at) == ("1", NOW, NOW + timedelta(days=2))


def test_what_a_server_said_last_is_asked_for_next(store: FolderSnapshots) -> None:
    """A server may call the same content by another name; a check that hears nothing new keeps what is known."""
    store.put(snapshot("1"), ENTITIES)
    store.activate(snapshot("1"), at=NOW)
    assert validators(store) == (("a", "b", "c"),)
    store.checked("local", at=NOW, validators=(("a", "ETag", "2"),))
    assert validators(store) == (("a", "ETag", "2"),)
    store.checked("local", at=NOW)
    assert validators(store) == (("a", "ETag", "2"),)
    store.activate(replace(snapshot("1"), validators=(("a", "ETag", "3"),)), at=NOW)
    assert validators(store) == (("a", "ETag", "3"),)


def validators(store: FolderSnapshots) -> tuple[tuple[str, str, str], ...]:
    active = store.active("local")
    assert active is not None
    return active.validators


def test_a_pointer_of_an_earlier_version_is_read(store: FolderSnapshots, tmp_path: Path) -> None:
    store.put(snapshot("1"), ENTITIES)
    pointer = {"version": "1", "activated_at": NOW.isoformat(), "checked_at": NOW.isoformat()}
    (tmp_path / "lists" / "local" / "active.json").write_text(json.dumps(pointer))
    assert validators(store) == (("a", "b", "c"),)


@pytest.mark.parametrize("version", ["", "../1", "a/b", ".hidden", "a b", "x" * 81])
def test_a_version_that_is_no_file_name_is_refused(store: FolderSnapshots, version: str) -> None:
    with pytest.raises(ListError):
        store.put(snapshot(version), ENTITIES)


def test_only_the_owner_can_read(store: FolderSnapshots, tmp_path: Path) -> None:
    store.put(snapshot("1"), ENTITIES)
    store.activate(snapshot("1"), at=NOW)
    for path in (tmp_path / "lists").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


@pytest.mark.parametrize("damage", ["gone", "cut", "other", "noise"])
def test_damaged_records_are_noticed(store: FolderSnapshots, tmp_path: Path, damage: str) -> None:
    store.put(snapshot("1"), ENTITIES)
    (records,) = tmp_path.rglob("*.gz")
    content = records.read_bytes()
    lines = gzip.decompress(content).decode().split("\n")
    match damage:
        case "gone":
            records.unlink()
        case "cut":
            records.write_bytes(content[: len(content) // 2])
        case "other":
            records.write_bytes(gzip.compress("\n".join(lines[1:]).encode()))
        case "noise":
            records.write_bytes(b"noise")
    with pytest.raises(ListError) as caught:
        store.entities(snapshot("1"))
    assert caught.value.code == "LIST.DAMAGED"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"version": "gone", "checked_at": "2026-11-22T12:00:00+00:00"}'])
def test_a_damaged_pointer_is_noticed(store: FolderSnapshots, tmp_path: Path, content: str) -> None:
    store.put(snapshot("1"), ENTITIES)
    (tmp_path / "lists" / "local" / "active.json").write_text(content)
    with pytest.raises(ListError):
        store.active("local")


def test_a_damaged_version_is_noticed(store: FolderSnapshots, tmp_path: Path) -> None:
    store.put(snapshot("1"), ENTITIES)
    manifest = tmp_path / "lists" / "local" / "versions" / "1.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "fetched_at": "yesterday"}))
    with pytest.raises(ListError):
        store.history("local")


def test_a_crash_while_writing_leaves_the_old_version(store: FolderSnapshots, monkeypatch: pytest.MonkeyPatch) -> None:
    store.put(snapshot("1"), ENTITIES)
    store.activate(snapshot("1"), at=NOW)
    fewer = ENTITIES[:1]

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ListError, match="No space left"):
        store.put(snapshot("2", fewer), fewer)
    with pytest.raises(ListError, match="No space left"):
        store.activate(snapshot("2", fewer), at=NOW)
    monkeypatch.undo()
    active = store.active("local")
    assert active is not None
    assert active.version == "1"
    assert store.entities(active) == ENTITIES
    assert [each.version for each in store.history("local")] == ["1"]


def test_putting_again_mends_damaged_records(store: FolderSnapshots, tmp_path: Path) -> None:
    store.put(snapshot("1"), ENTITIES)
    (records,) = tmp_path.rglob("*.gz")
    records.write_bytes(b"noise")
    store.put(snapshot("1"), ENTITIES)
    assert store.entities(snapshot("1")) == ENTITIES


@pytest.mark.parametrize("later", ["activate", "checked"])
def test_a_check_never_takes_back_what_another_made_active_meanwhile(
    store: FolderSnapshots, monkeypatch: pytest.MonkeyPatch, later: str
) -> None:
    """Between a check's reading of the pointer and its writing, another process comes with a newer version."""
    for version in "12":
        store.put(snapshot(version), ENTITIES)
    store.activate(snapshot("1"), at=NOW)
    point, other = FolderSnapshots._point, FolderSnapshots(store._root)
    come = {
        "activate": lambda: other.activate(snapshot("2"), at=NOW),
        "checked": lambda: other.checked("local", at=NOW + timedelta(hours=2), validators=(("x", "y", "z"),)),
    }
    beside = threading.Thread(target=come[later])

    def slowly(self: FolderSnapshots, source: str, pointer: dict[str, object]) -> None:
        if self is store:
            beside.start()
            beside.join(0.2)  # long enough to be through, unless it has to wait, which it has
        point(self, source, pointer)

    monkeypatch.setattr(FolderSnapshots, "_point", slowly)
    store.checked("local", at=NOW + timedelta(hours=1))
    beside.join()
    active = store.active("local")
    assert active is not None
    assert (active.version, active.checked_at, active.validators) == (
        ("2", NOW, (("a", "b", "c"),)) if later == "activate" else ("1", NOW + timedelta(hours=2), (("x", "y", "z"),))
    )
