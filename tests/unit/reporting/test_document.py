"""The report as JSON: its shape, its seal and the way back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from kyc.model.check import CheckResult, Item, Outcome
from kyc.model.errors import StoreError
from kyc.model.report import Report
from kyc.reporting.document import Projection, as_json, from_json, schema, seal, verify
from tests.unit.reporting import samples

PROJECTIONS: tuple[Projection, ...] = ("internal", "client", "applicant")
VALIDATOR = Draft202012Validator(schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)


def on_disk(document: dict[str, Any]) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(json.dumps(document, allow_nan=False))
    return read


def test_the_published_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("projection", PROJECTIONS)
@pytest.mark.parametrize("make", samples.REPORTS.values(), ids=samples.REPORTS)
def test_every_projection_keeps_the_published_schema(make: Callable[[], Report], projection: Projection) -> None:
    for report in (make(), seal(make())):
        VALIDATOR.validate(on_disk(as_json(report, projection)))


@pytest.mark.parametrize("key", ["schema", "id", "outcome", "checks", "screening", "limits", "integrity"])
def test_the_schema_misses_a_missing_key(key: str) -> None:
    document = as_json(samples.review())
    del document[key]
    assert not VALIDATOR.is_valid(document)


def test_the_schema_refuses_a_key_it_does_not_know() -> None:
    assert not VALIDATOR.is_valid({**as_json(samples.review()), "surprise": 1})


def test_the_keys_are_those_promised() -> None:
    document = as_json(samples.review())
    assert list(document) == [
        "schema", "id", "verification_id", "revision", "created_at", "subject", "outcome", "policy", "checks",
        "screening", "trace", "counterfactuals", "limits", "integrity",
    ]  # fmt: skip
    assert set(document["checks"][0]) == {
        "check", "outcome", "score", "reasons", "breakdown", "engine", "inputs", "duration_ms",
    }  # fmt: skip
    assert document["screening"]["hits"][0]["list"] == "local"


def test_a_list_tells_its_age_on_the_day_of_the_report() -> None:
    lists = as_json(samples.review())["screening"]["lists"]
    assert lists[0]["age"] == 31 * 3600 + 30 * 60 + 15


def test_instants_are_written_in_utc() -> None:
    jakarta = datetime(2026, 11, 22, 16, 30, tzinfo=timezone(timedelta(hours=7)))
    assert as_json(replace(samples.clear(), created_at=jakarta))["created_at"] == "2026-11-22T09:30:00Z"


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_is_none_becomes_null(number: float) -> None:
    item = Item("sharpness", Outcome.CLEAR, number)
    document = as_json(replace(samples.clear(), checks=(samples.check("image_quality", items=(item,)),)))
    assert document["checks"][0]["breakdown"][0]["items"][0]["value"] is None


def test_half_a_character_does_not_break_the_file() -> None:
    document = as_json(seal(replace(samples.clear(), limits=("half \ud83d a smile",))))
    assert json.dumps(document, ensure_ascii=False).encode()
    assert verify(document)


@pytest.mark.parametrize("make", samples.REPORTS.values(), ids=samples.REPORTS)
def test_a_stored_report_reads_back_as_it_was(make: Callable[[], Report]) -> None:
    report = seal(make())
    assert from_json(on_disk(as_json(report))) == report


def test_the_screening_of_a_check_is_read_back_on_the_report_alone() -> None:
    base = samples.review()
    copies = tuple(replace(check, screening=base.screening) for check in base.checks)
    assert from_json(on_disk(as_json(replace(base, checks=copies)))) == base


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    st.datetimes(timezones=st.just(UTC)),
)
def test_any_value_survives_the_way_to_disk_and_back(text: str, value: str | float | None, at: datetime) -> None:
    item = Item(text, Outcome.CONSIDER, value, {"review": 0.5})
    check = CheckResult(
        "image_quality", Outcome.CONSIDER, 0.5, ("IMG.BLUR",), samples.check("x", items=(item,)).breakdown
    )
    report = seal(replace(samples.clear(), created_at=at, checks=(check,), limits=(text,)))
    document = on_disk(as_json(report))
    assert verify(document)
    assert as_json(from_json(document)) == document
    assert from_json(document).created_at == at


@pytest.mark.parametrize(
    "spoil",
    [
        lambda document: document.update(schema="report/2"),
        lambda document: document.pop("checks"),
        lambda document: document.update(checks=None),
        lambda document: document.update(checks=["face_match"]),
        lambda document: document["outcome"].update(recommendation="maybe"),
        lambda document: document["checks"][0].update(score=None),
        lambda document: document.update(created_at="yesterday"),
        lambda document: document["policy"].update(version=1),
    ],
)
def test_a_damaged_report_is_refused_in_one_sentence(spoil: Callable[[dict[str, Any]], object]) -> None:
    document = on_disk(as_json(samples.review()))
    spoil(document)
    with pytest.raises(StoreError) as caught:
        from_json(document)
    assert caught.value.code == "STORE.DAMAGED"
    assert "WULANDARI" not in str(caught.value)


@pytest.mark.parametrize("projection", ["client", "applicant"])
def test_a_lesser_projection_does_not_pass_for_a_report(projection: Projection) -> None:
    with pytest.raises(StoreError):
        from_json(as_json(samples.clear(), projection))


@pytest.mark.parametrize("projection", ["internal", "client"])
def test_a_seal_breaks_with_any_change(projection: Projection) -> None:
    document = on_disk(as_json(seal(samples.clear()), projection))
    assert verify(document)
    for key in document.keys() - {"integrity"}:
        assert not verify({**document, key: "changed"}), key
        assert not verify({name: value for name, value in document.items() if name != key}), key


def test_sealing_again_changes_nothing() -> None:
    once = seal(samples.review())
    assert seal(once) == once


@pytest.mark.parametrize("integrity", [None, {}, "sealed", {"canonical": "by hand", "sha256": "00"}])
def test_what_is_not_sealed_does_not_verify(integrity: object) -> None:
    assert not verify({**as_json(samples.clear()), "integrity": integrity})


def test_what_has_no_canonical_form_does_not_verify() -> None:
    assert not verify({**as_json(seal(samples.clear())), "limits": [float("nan")]})


def test_a_seal_does_not_depend_on_the_order_of_keys() -> None:
    document = as_json(seal(samples.review()))
    assert verify(dict(reversed(document.items())))
