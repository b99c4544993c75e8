"""Which new versions of a list are doubtful."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from watchlists.integrity import breaches, profile_of
from watchlists.model import ListedDocument, ListedEntity, ListedName, NameKind, Schema, Snapshot
from watchlists.source import Tally

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def entities(count: int) -> tuple[ListedEntity, ...]:
    return tuple(ListedEntity(f"x-{number}", "x", Schema.PERSON, (ListedName("Contoh"),)) for number in range(count))


def before(count: int, profile: tuple[tuple[str, float], ...] = ()) -> Snapshot:
    return Snapshot("x", "1", "0", count, NOW, profile=profile)


def codes(
    old: Snapshot | None, new: int, *, canaries: tuple[str, ...] = (), profile: dict[str, float] | None = None
) -> list[str]:
    return [breach.code for breach in breaches(old, canaries, entities(new), profile or {})]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (100, 95, []),
        (100, 94, ["LIST.SHRUNK"]),
        (100, 1000, []),
        (21, 19, ["LIST.SHRUNK"]),
        (20, 1, []),  # a short list of one's own
        (20, 0, ["LIST.EMPTY"]),
        (1000, 0, ["LIST.EMPTY"]),
        (None, 0, ["LIST.EMPTY"]),
        (None, 3, []),
    ],
)
def test_a_list_may_shrink_by_a_twentieth(old: int | None, new: int, expected: list[str]) -> None:
    assert codes(before(old) if old is not None else None, new) == expected


def test_a_lost_canary_is_noticed() -> None:
    assert codes(before(30), 30, canaries=("x-0", "x-29")) == []
    assert codes(before(30), 30, canaries=("x-0", "x-30")) == ["LIST.CANARY"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({":birth_dates": 0.9}, {":birth_dates": 0.5}, []),
        ({":birth_dates": 0.9}, {":birth_dates": 0.4}, ["LIST.SCHEMA"]),
        ({":birth_dates": 0.9}, {}, ["LIST.SCHEMA"]),
        ({":birth_dates": 0.01}, {}, []),
        ({"COLUMN": 1.0}, {"RENAMED": 1.0}, ["LIST.SCHEMA", "LIST.SCHEMA"]),
        ({"COLUMN": 1.0}, {"COLUMN": 1.0, "RARE": 0.01}, []),
        ({}, {"COLUMN": 1.0}, []),  # a version from before profiles were kept
    ],
)
def test_a_changed_layout_is_noticed(old: dict[str, float], new: dict[str, float], expected: list[str]) -> None:
    assert codes(before(30, tuple(old.items())), 30, profile=new) == expected
    assert codes(before(20, tuple(old.items())), 20, profile=new) == []


def test_a_profile_gives_shares_of_ours_and_theirs() -> None:
    bare = entities(3)
    rich = ListedEntity(
        "x-9",
        "x",
        Schema.PERSON,
        (ListedName("Contoh"), ListedName("C.", NameKind.ALIAS)),
        documents=(ListedDocument("passport", "1"),),
    )
    tally = Tally(records=4)
    tally.columns.update(["TAG", "TAG"])
    profile = profile_of([*bare, rich], tally)
    assert profile[":names"] == profile[":documents"] == 0.25
    assert profile["TAG"] == 0.5
    assert profile[":birth_dates"] == 0.0
