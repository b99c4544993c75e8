"""One score from one embedder or two."""

from __future__ import annotations

import pytest

from kyc.faces.fusion import Fused, fuse
from kyc.model.errors import EngineError


@pytest.mark.parametrize(
    ("scores", "fused"),
    [
        ({"sface": 0.5, "dlib": -0.5}, Fused("fused", 0.25)),
        ({"dlib": -0.5, "sface": 0.5}, Fused("fused", 0.25)),
        ({"sface": 0.5}, Fused("sface", 0.5)),
        ({"dlib": -0.5}, Fused("dlib", -0.5)),
        ({"sface": -0.2, "dlib": -0.9}, Fused("fused", -0.65)),
    ],
)
def test_scores_are_fused_on_a_calibrated_scale(scores: dict[str, float], fused: Fused) -> None:
    assert fuse(scores) == fused


@pytest.mark.parametrize("scores", [{}, {"sface": 0.5, "other": 0.5}, {"sface": 0.5, "dlib": -0.5, "other": 1.0}])
def test_scores_nobody_calibrated_together_are_refused(scores: dict[str, float]) -> None:
    with pytest.raises(EngineError, match="cannot be fused"):
        fuse(scores)
