"""What a score means: from a table, never below its data, never more than it can bear."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.faces.calibration import FLOOR, Calibration, Curve, parse_calibration, shipped_calibration
from kyc.model.errors import EngineError

GENTLE = Curve("gentle", "made up", ((0.2, 0.1), (0.3, 0.01), (0.4, 0.001)))
HARSH = Curve("harsh", "made up", ((0.1, 0.1), (0.35, 0.01)))
scores = st.floats(-2, 1, allow_nan=False)


@pytest.mark.parametrize(
    ("score", "fmr"),
    [
        (0.2, 0.1),  # an anchor
        (0.3, 0.01),
        (0.4, 0.001),
        (0.25, 0.1**1.5),  # half way between two, in powers of ten
        (0.15, 0.1**0.5),  # below the first anchor the first two go on
        (0.05, 1.0),  # and end at one
        (0.45, 0.1**3.5),  # above the last the last two go on
        (0.99, FLOOR),  # and end at the floor
    ],
)
def test_fmr_is_interpolated_in_powers_of_ten(score: float, fmr: float) -> None:
    assert GENTLE.fmr(score) == pytest.approx(fmr)


def test_the_worst_condition_speaks() -> None:
    estimate = Calibration("v", {"sface": (GENTLE, HARSH)}).estimate("sface", 0.35)
    assert estimate.fmr == pytest.approx(0.01)
    assert not estimate.extrapolated


def test_a_score_beyond_the_data_of_the_worst_condition_is_extrapolated() -> None:
    table = Calibration("v", {"sface": (GENTLE, HARSH)})
    assert table.estimate("sface", 0.39).extrapolated  # gentle has data there, but harsh is the worse one
    assert not table.estimate("sface", 0.1).extrapolated


@pytest.mark.parametrize(
    "anchors",
    [
        ((0.1, 0.1),),
        ((0.1, 0.1), (0.1, 0.01)),
        ((0.2, 0.1), (0.1, 0.01)),
        ((0.1, 0.01), (0.2, 0.1)),
        ((0.1, 0.1), (0.2, 0.0)),
    ],
)
def test_a_curve_that_does_not_fall_is_refused(anchors: tuple[tuple[float, float], ...]) -> None:
    with pytest.raises(ValueError, match="rising in score and falling in FMR"):
        Curve("broken", "made up", anchors)


def test_an_embedder_nobody_calibrated_is_an_engine_error() -> None:
    with pytest.raises(EngineError) as caught:
        shipped_calibration().estimate("mobilefacenet", 0.5)
    assert caught.value.code == "SYS.ENGINE_ERROR"


def test_a_table_is_read_as_it_was_written() -> None:
    table = {
        "version": "t1",
        "curves": {"dlib": [{"condition": "c", "source": "s", "anchors": [[-0.6, 0.01], [-0.5, 0.001]]}]},
    }
    read = parse_calibration(json.dumps(table))
    assert read == Calibration("t1", {"dlib": (Curve("c", "s", ((-0.6, 0.01), (-0.5, 0.001))),)})


@pytest.mark.parametrize("scale", ["sface", "dlib", "fused"])
@given(one=scores, other=scores)
def test_a_higher_score_never_has_a_higher_fmr(scale: str, one: float, other: float) -> None:
    low, high = sorted((one, other))
    table = shipped_calibration()
    assert table.estimate(scale, high).fmr <= table.estimate(scale, low).fmr


@pytest.mark.parametrize("scale", ["sface", "dlib", "fused"])
@given(score=scores)
def test_the_shipped_table_states_a_share(scale: str, score: float) -> None:
    assert FLOOR <= shipped_calibration().estimate(scale, score).fmr <= 1


@pytest.mark.parametrize(
    ("scale", "score", "least"),
    [
        ("sface", 0.3621, 1e-3),  # press photographs: research
        ("sface", 0.3953, 1e-4),  # cards: research
        ("dlib", -0.5993, 1e-3),  # press photographs: research
        ("dlib", -0.6, 1e-2),  # face_recognition's own tolerance lets every tenth pair of small grey faces pass
    ],
)
def test_no_score_is_promised_less_than_was_measured(scale: str, score: float, least: float) -> None:
    assert shipped_calibration().estimate(scale, score).fmr >= least
