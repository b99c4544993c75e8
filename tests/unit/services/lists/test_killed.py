"""A program that is killed while it makes a list active: the old version stands or the new one, nothing between."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kyc.services.lists.active import active_entities
from kyc.services.lists.watchlists import import_list
from kyc.storage.files.snapshots import FolderSnapshots
from tests.unit.services.rescreening.book import HEADER, LISTED

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
MORE = LISTED | {"3": "Pramudya Kartanegara,,1975-05-05"}
# Whatever reaches the disk goes through one of these.
STEPS = ((os, "open"), (os, "fsync"), (Path, "replace"), (Path, "mkdir"))


class Killed(BaseException):
    """What kill -9 does to a program: nothing after it happens."""


class Executioner:
    """Kills at a step, before it is done or just after, and counts them otherwise."""

    def __init__(self, at: int, *, is_after: bool) -> None:
        self.left, self._is_after = at, is_after

    def over(self, step: Callable[..., Any]) -> Callable[..., Any]:
        def stepping(*given: Any, **more: Any) -> Any:
            self.left -= 1
            if self.left == 0 and not self._is_after:
                raise Killed
            done = step(*given, **more)
            if self.left == 0:
                raise Killed
            return done

        return stepping


def taken(store: FolderSnapshots, folder: Path, rows: dict[str, str], version: str) -> None:
    path = folder / f"{version}.csv"
    path.write_text(HEADER + "".join(f"{at},Person,{row},,,,,\n" for at, row in rows.items()))
    import_list(store, "local", [path], now=NOW, version=version, accept="a test's list")


def standing(store: FolderSnapshots) -> tuple[str, int]:
    """The active version, and how many entities can be read of it."""
    active = store.active("local")
    assert active is not None
    entities, _ = active_entities(store, ["local"])
    return active.version, len(entities)


@pytest.mark.parametrize("is_after", [False, True])
def test_whenever_it_is_killed_one_version_stands_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_after: bool
) -> None:
    seen, at = set[tuple[str, int]](), 0
    while True:
        at += 1
        home = tmp_path / str(at)
        home.mkdir()
        store, executioner = FolderSnapshots(home / "lists"), Executioner(at, is_after=is_after)
        taken(store, home, LISTED, "1")
        try:
            with monkeypatch.context() as patched:
                for owner, name in STEPS:
                    patched.setattr(owner, name, executioner.over(getattr(owner, name)))
                taken(store, home, MORE, "2")
        except Killed:
            seen.add(standing(store))
            taken(store, home, MORE, "2")  # called again, it does what was left
            assert standing(store) == ("2", 3)
        else:
            break
    assert executioner.left > 0
    assert at > len(STEPS) * 2, "there were steps to be killed at"
    assert seen == {("1", 2), ("2", 3)} if is_after else {("1", 2)} <= seen
