import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.checks.face_match import score_of
from kyc.model.check import Outcome
from kyc.model.evidence import ImageFact
from kyc.model.face import Face, FaceImage
from kyc.model.geometry import Box
from tests.unit.checks.samples import GOOD, evidence, item, pair, run


@pytest.mark.parametrize(
    ("fmr", "outcome", "reasons"),
    [
        (0.0, Outcome.CLEAR, ()),
        (1e-3, Outcome.CLEAR, ()),
        (1.1e-3, Outcome.CONSIDER, ("FACE.BORDERLINE",)),
        (1e-2, Outcome.CONSIDER, ("FACE.BORDERLINE",)),
        (0.2, Outcome.FAIL, ("FACE.NO_MATCH",)),
        (None, Outcome.UNABLE, ("FACE.POOR",)),
        (float("nan"), Outcome.UNABLE, ("FACE.POOR",)),
        (-1.0, Outcome.UNABLE, ("FACE.POOR",)),
    ],
)
def test_the_false_match_rate_decides(fmr: float | None, outcome: Outcome, reasons: tuple[str, ...]) -> None:
    result = run("face_match", evidence(faces=pair(fmr)))
    assert (result.outcome, result.reasons) == (outcome, reasons)


def test_the_item_says_what_the_threshold_means() -> None:
    shown = item(run("face_match", evidence(faces=pair(4e-3, fmr_extrapolated=True))), "fmr")
    assert (shown.value, dict(shown.threshold)) == (4e-3, {"clear_fmr": 1e-3, "review_fmr": 1e-2})
    assert shown.operating_point is not None
    assert shown.operating_point.fmr == 1e-3
    assert shown.operating_point.source == "test-2026, extrapolated beyond its data"


def test_the_policy_sets_the_operating_point() -> None:
    assert run("face_match", evidence(faces=pair(5e-4)), clear_fmr=1e-4).outcome is Outcome.CONSIDER


def test_a_copy_of_the_portrait_fails_however_alike() -> None:
    result = run("face_match", evidence(faces=pair(1e-6, reasons=("FACE.SAME_IMAGE",))))
    assert (result.outcome, result.reasons) == (Outcome.FAIL, ("FACE.SAME_IMAGE",))


def test_two_faces_in_a_selfie_ask_for_a_look() -> None:
    result = run("face_match", evidence(faces=pair(1e-6, selfie=FaceImage(None, 2, issues=("FACE.MULTIPLE",)))))
    assert (result.outcome, result.reasons) == (Outcome.CONSIDER, ("FACE.MULTIPLE",))


def test_two_faces_in_a_selfie_of_which_the_larger_differs_are_not_called_another_person() -> None:
    result = run("face_match", evidence(faces=pair(0.2, selfie=FaceImage(None, 2, issues=("FACE.MULTIPLE",)))))
    assert (result.outcome, result.reasons) == (Outcome.UNABLE, ("FACE.MULTIPLE",))


def test_a_second_face_on_a_document_is_told_and_decides_nothing() -> None:
    result = run("face_match", evidence(faces=pair(1e-6, card=FaceImage(None, 2, issues=("FACE.MULTIPLE",)))))
    assert result.outcome is Outcome.CLEAR
    assert item(result, "document.FACE.MULTIPLE").value == 2


@pytest.mark.parametrize("side", ["card", "selfie"])
@pytest.mark.parametrize(
    ("fmr", "outcome"), [(1e-6, Outcome.CONSIDER), (5e-3, Outcome.CONSIDER), (0.4, Outcome.UNABLE)]
)
def test_a_face_that_is_hardly_seen_neither_matches_nor_differs(side: str, fmr: float, outcome: Outcome) -> None:
    poor = FaceImage(None, 1, {"inter_eye_distance": 12.0}, ("FACE.POOR",))
    result = run("face_match", evidence(faces=pair(fmr, **{side: poor})))
    assert result.outcome is outcome
    assert "FACE.POOR" in result.reasons
    assert "FACE.NO_MATCH" not in result.reasons


def test_the_fused_engine_is_named_with_its_calibration() -> None:
    used = run("face_match", evidence(faces=pair(engine="yunet 1, sface 1"))).engine
    assert used is not None
    assert (used.name, used.version) == ("yunet 1, sface 1", "test-2026")


def test_an_unjudged_pair_names_what_the_engines_said() -> None:
    result = run("face_match", evidence(faces=pair(None, selfie=FaceImage(None, 0, issues=("FACE.NONE",)))))
    assert (result.outcome, result.reasons) == (Outcome.UNABLE, ("FACE.NONE",))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"failures": {"faces": "SYS.TIMEOUT"}}, "SYS.TIMEOUT"),
        ({"images": (ImageFact("document", "d", GOOD),)}, "IMG.MISSING"),
        (
            {"images": (ImageFact("document", "d", GOOD), ImageFact("selfie", "e", fault="IMG.TRUNCATED"))},
            "IMG.TRUNCATED",
        ),
    ],
)
def test_without_a_pair_it_says_why(changes: dict[str, object], reason: str) -> None:
    assert run("face_match", evidence(faces=None, **changes)).reasons == (reason,)


def test_both_faces_are_pointed_at() -> None:
    side = FaceImage(Face(Box(1, 2, 3, 4), (), 0.9), 1)
    shown = item(run("face_match", evidence(faces=pair(card=side, selfie=side))), "fmr")
    assert [(ref.blob, ref.kind) for ref in shown.evidence] == [("document", "face"), ("selfie", "face")]


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_lower_false_match_rate_never_scores_lower(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 <= score_of(high) <= score_of(low) <= 1


@pytest.mark.parametrize(("fmr", "score"), [(1.0, 0.0), (1e-3, 0.5), (1e-6, 1.0), (1e-9, 1.0), (0.0, 1.0)])
def test_the_score_counts_powers_of_ten_down_to_one_in_a_million(fmr: float, score: float) -> None:
    assert score_of(fmr) == pytest.approx(score)


@pytest.mark.parametrize("fmr", [1.0, 0.0])
def test_both_ends_of_the_rate_are_judged(fmr: float) -> None:
    assert run("face_match", evidence(faces=pair(fmr))).outcome is not Outcome.UNABLE


@pytest.mark.parametrize(("fmr", "score"), [(1.5, 0.8), (-1e-9, 0.8), (1e-6, None), (None, 0.8)])
def test_a_rate_that_is_none_or_has_no_score_behind_it_judges_nobody(fmr: float | None, score: float | None) -> None:
    assert run("face_match", evidence(faces=pair(fmr, score=score))).outcome is Outcome.UNABLE


def test_what_was_measured_of_a_face_decides_nothing_and_points_at_its_image() -> None:
    eyes = ((30.0, 40.0), (70.0, 40.0), (50.0, 60.0), (35.0, 80.0), (65.0, 80.0))
    seen = FaceImage(Face(Box(0, 0, 100, 120), eyes, 0.99), 1, {"inter_eye_distance": 80.0})
    result = run("face_match", evidence(faces=pair(1e-6, selfie=seen)))
    assert result.outcome is Outcome.CLEAR
    assert item(result, "selfie.inter_eye_distance").value == 80.0
    assert [ref.sha256 for ref in item(result, "fmr").evidence] == ["e" * 64]
