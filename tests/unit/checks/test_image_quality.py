import pytest

from kyc.model.check import Outcome
from kyc.model.document import ImageQuality
from kyc.model.evidence import ImageFact
from tests.unit.checks.samples import GOOD, evidence, item, ktp, run

SELFIE = ImageFact("selfie", "e" * 64, GOOD)


def picture(*issues: str) -> ImageFact:
    return ImageFact("document", "d" * 64, ImageQuality(1600, 1000, sharpness=12.5, issues=issues))


@pytest.mark.parametrize(
    ("issues", "outcome"),
    [
        ((), Outcome.CLEAR),
        (("IMG.ROTATED",), Outcome.CLEAR),
        (("IMG.BLUR",), Outcome.CONSIDER),
        (("IMG.GREYSCALE", "IMG.GLARE"), Outcome.CONSIDER),
        (("IMG.NO_DOCUMENT",), Outcome.FAIL),
    ],
)
def test_faults_of_a_picture(issues: tuple[str, ...], outcome: Outcome) -> None:
    result = run("image_quality", evidence(images=(picture(*issues), SELFIE)))
    assert (result.outcome, set(result.reasons)) == (outcome, set(issues))


def test_measured_values_are_shown() -> None:
    result = run("image_quality", evidence(images=(picture("IMG.BLUR"), SELFIE)))
    assert item(result, "document.sharpness").value == 12.5


@pytest.mark.parametrize(
    ("fact", "outcome", "reason"),
    [
        (ImageFact("document", "d" * 64, fault="IMG.NOT_IMAGE"), Outcome.FAIL, "IMG.NOT_IMAGE"),
        (ImageFact("document", "d" * 64, fault="SYS.TIMEOUT"), Outcome.UNABLE, "SYS.TIMEOUT"),
        (ImageFact("document", "d" * 64), Outcome.UNABLE, "SYS.NOT_RUN"),
    ],
)
def test_a_file_that_is_no_picture_is_told_from_one_that_was_not_measured(
    fact: ImageFact, outcome: Outcome, reason: str
) -> None:
    result = run("image_quality", evidence(images=(fact, SELFIE)))
    assert (result.outcome, result.reasons) == (outcome, (reason,))


def test_a_missing_selfie_cannot_be_judged() -> None:
    result = run("image_quality", evidence(images=(picture(),)))
    assert (result.outcome, result.reasons) == (Outcome.UNABLE, ("IMG.MISSING",))


def test_a_back_is_judged_when_there_is_one() -> None:
    back = ImageFact("back", "f" * 64, fault="IMG.TRUNCATED")
    assert run("image_quality", evidence(images=(picture(), SELFIE, back))).outcome is Outcome.FAIL


def test_faults_noticed_while_reading_the_card_count() -> None:
    result = run("image_quality", evidence(document=ktp(issues=("IMG.CUTOFF", "NIK.FORMAT"))))
    assert result.reasons == ("IMG.CUTOFF",)
