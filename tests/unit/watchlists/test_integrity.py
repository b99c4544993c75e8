"""Which new versions of a list are doubtful."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from watchlists.integrity import breaches, profile_of, rollback
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
    ("doubted_before", "new", "expected"),
    [
        ((), 99, ["LIST.TRUNCATED"]),  # less than the twentieth that may go
        ((), 105, ["LIST.TRUNCATED"]),  # grown, and who knows by how much more
        (("no end mark",), 100, []),  # a mirror that never writes it
        (("no end mark",), 94, ["LIST.SHRUNK"]),
        (("another",), 100, ["LIST.TRUNCATED"]),
    ],
)
def test_a_file_without_its_end_is_refused_where_the_one_before_had_it(
    doubted_before: tuple[str, ...], new: int, expected: list[str]
) -> None:
    old = replace(before(100), doubts=doubted_before)
    found = breaches(old, (), entities(new), {}, doubts=["no end mark"])
    assert [breach.code for breach in found] == expected
    assert breaches(old, (), entities(100), {}) == ()


def test_a_first_version_without_its_end_is_doubted_and_taken() -> None:
    assert breaches(None, (), entities(3), {}, doubts=["no end mark"]) == ()


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


def version(name: str, digest: str, *, day: int, published_on: str | None = None) -> Snapshot:
    return Snapshot("x", name, digest, 9, NOW.replace(day=day), published_on=published_on)


OLDEST, OLDER, ACTIVE = version("1", "aa", day=1), version("2", "bb", day=2), version("3", "cc", day=3)
LEFT_BEHIND = version("4", "dd", day=4)  # stored, and never active: the process died between


@pytest.mark.parametrize(
    ("before", "digest", "told"),
    [
        (ACTIVE, "ee", None),  # new
        (ACTIVE, "cc", None),  # what is active already
        (ACTIVE, "bb", "2"),
        (ACTIVE, "aa", "1"),
        (ACTIVE, "dd", None),
        (None, "aa", None),  # nothing is active: whatever comes is news
    ],
)
def test_content_that_was_replaced_before_does_not_come_back(
    before: Snapshot | None, digest: str, told: str | None
) -> None:
    found = rollback(before, (OLDEST, OLDER, ACTIVE, LEFT_BEHIND), digest=digest, published_on=None)
    assert [breach.code for breach in found] == (["LIST.ROLLBACK"] if told else [])
    assert all(f"version {told} again, which 3 replaced" in breach.message for breach in found)


@pytest.mark.parametrize(
    ("old", "new", "digest", "is_doubtful"),
    [
        ("2026-11-20", "2026-11-21", "ee", False),
        ("2026-11-20", "2026-11-20", "ee", False),  # a second edition of the same day
        ("2026-11-20", "2026-11-19", "ee", True),
        ("2026-11-20T23:59:59Z", "2026-11-20", "ee", False),  # the day counts
        ("2026-11-20", "2026-11-21", "bb", False),  # a correction may restore what was
        ("2026-11-20", "2026-11-19", "cc", False),  # the very same content is no step back
        ("2026-11-20", None, "bb", True),  # no date: the content decides
        (None, "2026-11-19", "bb", True),
        ("20 Nov 2026", "2026-11-19", "ee", False),  # a date that does not sort says nothing
        ("20 Nov 2026", "2026-11-19", "bb", True),
    ],
)
def test_where_the_publisher_states_dates_they_decide(
    old: str | None, new: str | None, digest: str, is_doubtful: bool
) -> None:
    before = replace(ACTIVE, published_on=old)
    found = rollback(before, (OLDEST, OLDER, before), digest=digest, published_on=new)
    assert bool(found) is is_doubtful


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({":documents": 0.05}, {}, ["LIST.SCHEMA"]),  # just usual
        ({":documents": 0.0499}, {}, []),
        ({"COLUMN": 0.2}, {"COLUMN": 0.1}, []),  # just half of it is left
        ({"COLUMN": 0.2}, {"COLUMN": 0.0999}, ["LIST.SCHEMA"]),
        ({"COLUMN": 0.2}, {"COLUMN": 0.2, "NEW": 0.05}, ["LIST.SCHEMA"]),
        ({"COLUMN": 0.2}, {"COLUMN": 0.2, "NEW": 0.0499}, []),
        ({}, {"NEW": 1.0}, []),  # the version before has no profile to compare with
    ],
)
def test_usual_is_a_twentieth_and_gone_is_less_than_half(
    old: dict[str, float], new: dict[str, float], expected: list[str]
) -> None:
    assert codes(before(30, tuple(old.items())), 30, profile=new) == expected


@pytest.mark.parametrize(("old", "new", "expected"), [(20, 30, []), (30, 20, []), (21, 21, ["LIST.SCHEMA"])])
def test_a_short_list_has_no_usual_layout(old: int, new: int, expected: list[str]) -> None:
    assert [
        code for code in codes(before(old, (("COLUMN", 1.0),)), new, profile={}) if code != "LIST.SHRUNK"
    ] == expected


def test_an_empty_profile_divides_by_nothing() -> None:
    assert set(profile_of((), Tally()).values()) == {0.0}
