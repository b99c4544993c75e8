"""What comes to a person opens a case; what a person cleared does not come again while nothing has changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kyc.model.case import Case, CaseState, DecisionOutcome
from kyc.model.report import Report
from kyc.model.screening import HitStatus, ListVersion
from kyc.model.user import Role, User
from kyc.model.verification import Verification, VerificationState
from kyc.reporting.document import from_json
from kyc.screening.screener import ListScreener
from kyc.services.casework import decisions, hits, queue
from kyc.services.onboarding import verifications
from kyc.services.onboarding.applicants import update
from kyc.services.verification import verify
from kyc.services.working.workbench import Workbench
from kyc.storage.database import Database
from tests.databases import NOON, TENANT, Clock
from tests.unit.services.line import WHO, bench_on, resources_of, stored, submitted
from watchlists.dates import DateSpan, PartialDate
from watchlists.model import ListedEntity, ListedName, Schema

ANI = User("usr_ani", TENANT, "ani", "Ani", Role.ANALYST, "en", NOON)
LISTED = ListedEntity("sdn-7", "us_ofac_sdn", Schema.PERSON, (ListedName("Siti Aminah"),))
WORK_HOURS = datetime(2026, 11, 23, 3, tzinfo=UTC)  # Monday, ten o'clock in Jakarta


@pytest.fixture
def clock() -> Clock:
    return Clock(WORK_HOURS)


def lists(entity: ListedEntity = LISTED) -> ListScreener:
    version = ListVersion("us_ofac_sdn", "1", "0" * 64, 1, WORK_HOURS)
    return ListScreener([entity], [version], threshold=0.1)


def worked_on(
    database: Database, clock: Callable[[], datetime], verification: Verification, entity: ListedEntity
) -> Report:
    """Let a worker do it, against a list of one entity."""
    bench: Workbench = bench_on(database, clock)
    assert bench.claim(1) == (verification.id,)
    assert bench.begin(verification.id)
    worker = replace(resources_of(bench, clock), screener=lists(entity), cleared_hits=bench)
    verify(bench.submission(verification.id), worker)
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        latest = unit.reports.latest(verification.id)
    assert latest
    return from_json(latest.document)


def case_of(database: Database, verification: Verification) -> Case:
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        (case,) = unit.cases.of(verification.applicant_id)
    return case


def cleared_and_asked_again(database: Database, clock: Clock) -> Verification:
    """An analyst found the hit to be somebody else, wanted a better picture, and got one."""
    verification = submitted(database)
    worked_on(database, clock, verification, LISTED)
    with database.transaction(TENANT, WHO) as unit:
        case = queue.take_next(unit, ANI)
        assert case
        hits.review(unit, ANI, case.id, LISTED.id, HitStatus.FALSE_POSITIVE, "name_only")
        items, version = (("document", "IMG.BLUR"),), unit.cases.get(case.id).version
        decisions.decide(
            unit, ANI, case.id, DecisionOutcome.RESUBMIT, reasons=(), note="", items=items, version=version
        )
    return verification


def resubmitted(database: Database, verification: Verification) -> Verification:
    with database.transaction(TENANT, WHO) as unit:
        return verifications.resubmit(unit, verification.id)


def test_a_hit_opens_a_case_in_the_queue_that_the_policy_names(database: Database, clock: Clock) -> None:
    verification = submitted(database)
    report = worked_on(database, clock, verification, LISTED)
    case = case_of(database, verification)
    assert stored(database, verification).state is VerificationState.IN_REVIEW
    assert (case.queue, case.priority, case.verification_id) == ("sanctions", 80, verification.id)
    assert case.reasons == report.outcome.reasons
    assert case.score == report.outcome.risk_score
    assert case.due_at == WORK_HOURS + timedelta(hours=4), "four hours of business, all of them on this Monday"
    assert "sanction_true_match" in case.four_eyes


def test_a_cleared_hit_is_not_flagged_again(database: Database, clock: Clock) -> None:
    verification = cleared_and_asked_again(database, clock)
    report = worked_on(database, clock, resubmitted(database, verification), LISTED)
    assert report.screening
    (hit,) = report.screening.hits
    assert (hit.status, hit.flagged) == (HitStatus.FALSE_POSITIVE, True)
    assert "SCR.SANCTION" not in report.outcome.reasons
    assert next(check for check in report.checks if check.check == "sanctions").outcome != "consider"


@pytest.mark.parametrize(
    "entity",
    [
        replace(LISTED, birth_dates=(DateSpan(PartialDate(1970, 1, 1)),)),
        replace(LISTED, names=(*LISTED.names, ListedName("Siti Aminah Rahayu"))),
        replace(LISTED, nationalities=("IDN",)),
    ],
    ids=["a birth date became known", "another name became known", "a nationality became known"],
)
def test_a_hit_whose_entity_changed_is_flagged_again_and_comes_back_to_the_analyst(
    database: Database, clock: Clock, entity: ListedEntity
) -> None:
    verification = cleared_and_asked_again(database, clock)
    waiting = case_of(database, verification)
    clock.advance(days=7)
    report = worked_on(database, clock, resubmitted(database, verification), entity)
    back = case_of(database, verification)
    assert "SCR.SANCTION" in report.outcome.reasons
    assert (waiting.state, back.state) == (CaseState.AWAITING_APPLICANT, CaseState.ASSIGNED)
    assert (back.id, back.assignee) == (waiting.id, ANI.id)
    assert waiting.seconds_left == 4 * 3600
    assert back.due_at == clock() + timedelta(hours=4), "the clock stood for a week"


def test_an_applicant_of_another_name_is_flagged_again(database: Database, clock: Clock) -> None:
    verification = cleared_and_asked_again(database, clock)
    with database.transaction(TENANT, WHO) as unit:
        update(unit, verification.applicant_id, {"birth_date": PartialDate(1990, 2, 1)})
    report = worked_on(database, clock, resubmitted(database, verification), LISTED)
    assert "SCR.SANCTION" in report.outcome.reasons


def test_what_one_applicant_was_cleared_of_says_nothing_of_another(database: Database, clock: Clock) -> None:
    cleared_and_asked_again(database, clock)
    other = submitted(database)
    report = worked_on(database, clock, other, LISTED)
    assert "SCR.SANCTION" in report.outcome.reasons


def test_an_exception_that_ran_out_clears_nothing(database: Database, clock: Clock) -> None:
    verification = cleared_and_asked_again(database, clock)
    clock.advance(days=366)
    report = worked_on(database, clock, resubmitted(database, verification), LISTED)
    assert "SCR.SANCTION" in report.outcome.reasons


def test_a_verification_that_is_called_off_takes_its_case_along(database: Database, clock: Clock) -> None:
    verification = submitted(database)
    worked_on(database, clock, verification, LISTED)
    with database.transaction(TENANT, WHO) as unit:
        verifications.cancel(unit, verification.id)
    case = case_of(database, verification)
    assert (case.state, case.resolution) == (CaseState.CLOSED, "canceled")
