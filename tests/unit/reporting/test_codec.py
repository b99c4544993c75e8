"""Records to JSON and back: whatever a record holds comes back as it was, and what is no such record is refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum, IntEnum
from fractions import Fraction
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kyc.model.check import Breakdown, CheckResult, EngineUsed, EvidenceRef, Item, OperatingPoint, Outcome
from kyc.model.report import Counterfactual, PolicyRef, ReportOutcome, Subject, TraceStep
from kyc.model.screening import Algorithm, Hit, HitField, ListVersion, ScreeningQuery
from kyc.reporting.codec import EXACT, LATER, parse, plain
from watchlists.dates import PartialDate

RECORDS = (
    Algorithm, Breakdown, Counterfactual, EngineUsed, EvidenceRef, Hit, HitField, Item, ListVersion, OperatingPoint,
    PolicyRef, ReportOutcome, ScreeningQuery, Subject, TraceStep,
)  # fmt: skip
LEAVES: Mapping[Any, st.SearchStrategy[Any]] = {
    str: st.text(max_size=20),
    bool: st.booleans(),
    int: st.integers(-EXACT, EXACT),
    float: st.floats(allow_nan=False, allow_infinity=False),
    NoneType: st.none(),
    datetime: st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)).map(lambda at: at.replace(tzinfo=UTC)),
    PartialDate: st.dates().map(lambda day: PartialDate(day.year, day.month)),
}


def drawn(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a type hint, as records have them."""
    origin, arguments = get_origin(hint), get_args(hint)
    if hint in LEAVES:
        return LEAVES[hint]
    if origin in (Union, UnionType):
        return st.one_of(*map(drawn, arguments))
    if origin is tuple and Ellipsis in arguments:
        return st.lists(drawn(arguments[0]), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*map(drawn, arguments))
    if origin is not None:
        return st.dictionaries(*map(drawn, arguments), max_size=3)
    if issubclass(hint, Enum):
        return st.sampled_from(list(hint))
    return st.builds(hint, **{name: drawn(each) for name, each in get_type_hints(hint).items()})


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_a_record_comes_back_from_its_json_as_it_was(kind: type, data: st.DataObject) -> None:
    record = data.draw(drawn(kind))
    written = json.loads(json.dumps(plain(record), allow_nan=False))
    assert parse(kind, written) == record


@settings(deadline=None, max_examples=25)
@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_a_record_that_lost_a_key_is_refused(kind: type, data: st.DataObject) -> None:
    written = plain(data.draw(drawn(kind)))
    gained = {name for of, name in LATER if of is kind}  # keys that older reports have not
    key = data.draw(st.sampled_from(sorted(written.keys() - gained)))
    del written[key]
    with pytest.raises(KeyError):
        parse(kind, written)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Outcome.CLEAR, "clear"),
        (IntEnum("Rank", {"FIRST": 1}).FIRST, "1"),  # type: ignore[attr-defined]  # an enum is its value, as text
        (Enum("Mark", {"A": "a"}).A, "a"),  # type: ignore[attr-defined]
        (True, True),
        (None, None),
        (0, 0),
        (EXACT, EXACT),
        (EXACT + 1, float(EXACT + 1)),  # no reader of JSON need keep it whole
        (-EXACT - 2, float(-EXACT - 2)),
        (float("inf"), None),
        (float("-inf"), None),
        (float("nan"), None),
        (-0.0, -0.0),
        ("Ṣāliḥ 田", "Ṣāliḥ 田"),
        ("a\ud800b", "a\ufffdb"),
        ("\ud83d\ude00", "😀"),  # the two halves of one character
        (datetime(2026, 11, 22, 7, 0, tzinfo=timezone(timedelta(hours=7))), "2026-11-22T00:00:00Z"),
        (datetime(2026, 11, 22, 7, 0, 0, 5, tzinfo=UTC), "2026-11-22T07:00:00.000005Z"),
        (PartialDate(1960), "1960"),
        ((1, [2.5, ("x",)]), [1, [2.5, ["x"]]]),
        (MappingProxyType({"a\udfff": {1: ()}}), {"a\ufffd": {"1": []}}),
    ],
)
def test_every_value_has_one_way_to_be_written(value: object, written: object) -> None:
    assert plain(value) == written
    assert type(plain(value)) is type(written)
    assert json.dumps(plain(value), allow_nan=False)


@pytest.mark.parametrize("value", [b"bytes", Fraction(1, 2), {1, 2}, object(), datetime(2026, 1, 1).date(), 1j])
def test_what_a_report_cannot_hold_is_refused_by_its_kind_alone(value: object) -> None:
    with pytest.raises(TypeError, match=type(value).__name__) as told:
        plain((value,))
    assert "1/2" not in str(told.value)


@pytest.mark.parametrize(
    ("kind", "value", "read"),
    [
        (int, 3, 3),
        (float, 3, 3),  # JSON knows one kind of number
        (float | None, None, None),
        (str | int | float | bool | None, True, True),
        (tuple[str, ...], [], ()),
        (tuple[int, str], [1, "a"], (1, "a")),
        (tuple[tuple[int, int], ...], [[1, 2], [3, 4]], ((1, 2), (3, 4))),
        (Mapping[str, float], {"a": 1.5}, {"a": 1.5}),
        (Outcome, "fail", Outcome.FAIL),
        (PartialDate | None, "1960-03", PartialDate(1960, 3)),
        (datetime, "2026-11-22T07:00:00Z", datetime(2026, 11, 22, 7, tzinfo=UTC)),
    ],
)
def test_a_value_is_read_by_its_hint(kind: Any, value: object, read: object) -> None:
    assert parse(kind, value) == read
    assert type(parse(kind, value)) is type(read) or isinstance(read, dict)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (int, "3"),
        (int, 3.5),
        (str, None),
        (float, "1"),
        (bool, 1),
        (tuple[str, ...], "ab"),  # a text is no array of letters
        (tuple[str, ...], {"a": 1}),
        (tuple[int, str], [1]),
        (tuple[int, str], [1, "a", "b"]),
        (tuple[int, ...], [1, None]),
        (Mapping[str, float], {"a": "b"}),
        (Mapping[str, float], [["a", 1.0]]),
        (str | int | float | None, {}),
        (Outcome, "perhaps"),
        (Outcome | None, 7),
        (PartialDate, "1960-13"),
        (datetime, "yesterday"),
        (EngineUsed, ["name", "version", None]),
        (EngineUsed, None),
        (CheckResult, {}),
    ],
)
def test_another_shape_is_refused(kind: Any, value: object) -> None:
    with pytest.raises((AttributeError, KeyError, TypeError, ValueError)):
        parse(kind, value)


def test_a_key_that_reports_gained_later_may_be_missing_in_earlier_ones() -> None:
    hit = Hit("local-1", "CONTOH", "local", (), 0.5, 1.0, 0.5, 0.5, False, (), None)
    written = plain(hit)
    assert written.pop("fingerprint") is None
    assert written["list"] == "local"  # the published name of what the record calls its source
    assert parse(Hit, written) == hit
