"""Two faces, a rate, and what it means."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kyc.model.check import Outcome
from kyc.web.console.case.views.face import face_view, gauge_of, place
from tests.unit.web.console.case.lived import KEYS, World, world

POLICY = {"clear_fmr": 0.001, "review_fmr": 0.01}


@pytest.fixture(scope="module")
def lived() -> World:
    return world()


@pytest.mark.parametrize("key", KEYS)
def test_every_golden_applicant_has_a_face_page(lived: World, key: str) -> None:
    person = lived.applicants[key]
    for report in (person.report, None):
        for evidence in (person.evidence, None):
            view = face_view(report, evidence)
            assert view.gauge is None or 0 <= view.gauge.at <= 100


def test_the_gauge_is_parted_by_the_policys_thresholds() -> None:
    gauge = gauge_of(1e-4, POLICY)
    assert gauge is not None
    assert [stretch.kind for stretch in gauge.stretches] == ["bad", "look", "good"]
    assert [limit.name for limit in gauge.limits] == ["review_fmr", "clear_fmr"]
    assert gauge.limits[0].at < gauge.limits[1].at < gauge.at
    assert sum(stretch.width for stretch in gauge.stretches) == pytest.approx(100)


@pytest.mark.parametrize("fmr", [None, float("inf"), float("nan")])
def test_no_rate_no_gauge(fmr: float | None) -> None:
    assert gauge_of(fmr, POLICY) is None


def test_without_two_thresholds_nothing_is_coloured() -> None:
    gauge = gauge_of(1e-3, {})
    assert gauge is not None
    assert gauge.stretches == ()


def test_a_rarer_rate_stands_further_right() -> None:
    rates = [1.0, 0.1, 1e-3, 1e-5, 1e-6, 1e-9]
    assert [place(rate) for rate in rates] == sorted(place(rate) for rate in rates)


def test_other_faces_fail(lived: World) -> None:
    person = lived.applicants["other_face"]
    view = face_view(person.report, person.evidence)
    assert view.outcome is Outcome.FAIL
    assert view.can_overlay


def test_an_unreadable_selfie_cannot_be_laid_over(lived: World) -> None:
    person = lived.applicants["unreadable_selfie"]
    view = face_view(person.report, person.evidence)
    assert not view.can_overlay
    assert view.gauge is None


def test_the_limit_of_liveness_is_repeated(lived: World) -> None:
    person = lived.applicants["clear_ktp"]
    assert "living person" in (face_view(person.report, person.evidence).liveness_limit or "")


def test_a_report_alone_still_gives_the_gauge(lived: World) -> None:
    view = face_view(lived.applicants["clear_ktp"].report, None)
    assert view.gauge is not None
    assert not view.can_overlay


def test_faces_without_a_check_still_show(lived: World) -> None:
    person = lived.applicants["clear_ktp"]
    view = face_view(replace(person.report, checks=()), person.evidence)
    assert view.outcome is None
    assert view.gauge is not None
