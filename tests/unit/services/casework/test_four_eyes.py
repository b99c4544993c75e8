"""When a second person has to agree: each occasion by itself, on every kind of hit and decision."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kyc.model.case import DecisionOutcome, HitReview
from kyc.model.report import Recommendation
from kyc.model.screening import HitStatus
from kyc.policy.casework import OCCASIONS
from kyc.services.casework import hits
from kyc.services.casework.four_eyes import occasions
from kyc.services.casework.gathering import CaseView, gather
from kyc.storage.database import Database
from kyc.storage.files.blobs import Blobs
from kyc.storage.sealing.keyring import Keyring
from tests.databases import NOON, TENANT, Clock
from tests.unit.services.casework.desk import ANI, APPROVE, REJECT, RESUBMIT, WHO, taken

SANCTION, PEP = ("sanction",), ("role.pep",)
TRUE, FALSE, UNSURE = HitStatus.TRUE_POSITIVE, HitStatus.FALSE_POSITIVE, HitStatus.INCONCLUSIVE
REASON = {TRUE: "identity_confirmed", FALSE: "birth_date_differs", UNSURE: "too_little_data"}
OVERRIDE, MATCH, CLEARED, POLITICIAN, REJECTION, LATER = OCCASIONS


@pytest.fixture(scope="module")
def lived_view(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseView]:
    """A case with a hit, gathered once: what follows is decided on what was gathered alone."""
    folder = tmp_path_factory.mktemp("occasions")
    shutil.copyfile(sqlite_template, folder / "kyc.db")
    database = Database(f"sqlite:///{folder}/kyc.db", Keyring({1: bytes(32)}), Blobs(f"file://{folder}"), Clock())
    database.ensure_tenant(TENANT)
    case = taken(database)
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        yield gather(unit, case.id)
    database.close()


def judged(
    view: CaseView, occasion: str, topics: tuple[str, ...], status: HitStatus, recommended: Recommendation
) -> CaseView:
    """The case with one hit of some topics, judged, under a policy that names one occasion."""
    assert view.screening
    assert view.verification
    (hit,) = view.screening.hits[:1]
    hit = replace(hit, topics=topics)
    return replace(
        view,
        case=replace(view.case, four_eyes=(occasion,)),
        verification=replace(view.verification, recommendation=recommended),
        screening=replace(view.screening, hits=(hit,)),
        reviews=(
            HitReview(
                view.case.id, hit.entity_id, status, REASON[status], ANI.id, NOON,
                view.applicant_fingerprint, hits.entity_state(hit),
            ),
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("occasion", "topics", "status", "recommended", "outcome", "is_due"),
    [
        (OVERRIDE, SANCTION, FALSE, Recommendation.REJECT, APPROVE, True),
        (OVERRIDE, SANCTION, FALSE, Recommendation.REJECT, REJECT, False),
        (OVERRIDE, SANCTION, FALSE, Recommendation.REVIEW, APPROVE, False),
        (MATCH, SANCTION, TRUE, Recommendation.REVIEW, APPROVE, True),
        (MATCH, SANCTION, TRUE, Recommendation.REVIEW, REJECT, True),
        (MATCH, SANCTION, TRUE, Recommendation.REVIEW, RESUBMIT, False),
        (MATCH, SANCTION, FALSE, Recommendation.REVIEW, REJECT, False),
        (MATCH, SANCTION, UNSURE, Recommendation.REVIEW, REJECT, False),
        (MATCH, PEP, TRUE, Recommendation.REVIEW, REJECT, False),
        (CLEARED, SANCTION, FALSE, Recommendation.REVIEW, APPROVE, True),
        (CLEARED, SANCTION, FALSE, Recommendation.REVIEW, REJECT, False),
        (CLEARED, SANCTION, UNSURE, Recommendation.REVIEW, APPROVE, False),
        (CLEARED, PEP, FALSE, Recommendation.REVIEW, APPROVE, False),
        (POLITICIAN, PEP, TRUE, Recommendation.REVIEW, APPROVE, True),
        (POLITICIAN, PEP, TRUE, Recommendation.REVIEW, REJECT, False),
        (POLITICIAN, PEP, FALSE, Recommendation.REVIEW, APPROVE, False),
        (POLITICIAN, SANCTION, TRUE, Recommendation.REVIEW, APPROVE, False),
        (REJECTION, SANCTION, FALSE, Recommendation.REVIEW, REJECT, True),
        (REJECTION, SANCTION, FALSE, Recommendation.REVIEW, APPROVE, False),
        (LATER, SANCTION, FALSE, Recommendation.REVIEW, APPROVE, False),
    ],
)
def test_when_a_second_person_is_due(
    lived_view: CaseView,
    occasion: str,
    topics: tuple[str, ...],
    status: HitStatus,
    recommended: Recommendation,
    outcome: DecisionOutcome,
    is_due: bool,
) -> None:
    view = judged(lived_view, occasion, topics, status, recommended)
    assert occasions(view, outcome) == ((occasion,) if is_due else ())
    assert occasions(replace(view, case=replace(view.case, four_eyes=())), outcome) == ()


@pytest.mark.parametrize(("outcome", "due"), [(APPROVE, (LATER,)), (REJECT, (LATER,)), (RESUBMIT, ())])
def test_replacing_a_decision_is_an_occasion_of_its_own(
    lived_view: CaseView, outcome: DecisionOutcome, due: tuple[str, ...]
) -> None:
    view = judged(lived_view, LATER, SANCTION, FALSE, Recommendation.REVIEW)
    assert occasions(view, outcome, supersedes=True) == due
