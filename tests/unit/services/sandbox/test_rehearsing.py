"""A sandbox's applicants go through the same queue to the same states; a live tenant's never end by their name."""

from __future__ import annotations

from datetime import timedelta

import pytest

from flows.attempts import attempt, plainly
from kyc.model.errors import InputError, StoreError
from kyc.model.submission import DeclaredData
from kyc.model.verification import Verification, VerificationState
from kyc.reporting.document import verify as is_whole
from kyc.services.onboarding import verifications
from kyc.services.sandbox import clock as sandbox_clock
from kyc.services.verification import Resources
from kyc.storage.database import Database
from tests.databases import NOON, TENANT, Clock
from tests.unit.services.line import CONSENT, WHO, bench_on, picture, queued, resources_of

SANDBOX = "rehearsals"
S = VerificationState
DAY = timedelta(days=1)


def applying(database: Database, key: str, tenant: str = SANDBOX) -> Verification:
    """An applicant who names a scenario, waiting for a worker."""
    with database.transaction(tenant, WHO) as unit:
        applicant = unit.applicants.add(DeclaredData(external_id=f"sandbox:{key}"))
        unit.consents.add(applicant.id, CONSENT)
        return queued(unit, applicant.id, picture())


def now_of(database: Database, verification: Verification) -> Verification:
    with database.transaction(verification.tenant, WHO, read_only=True) as unit:
        return unit.verifications.get(verification.id)


def never(verification_id: str, _resources: Resources) -> object:
    raise AssertionError(f"{verification_id} was worked on for real")


@pytest.fixture(autouse=True)
def sandbox(database: Database) -> None:
    database.ensure_tenant(SANDBOX, is_sandbox=True)


@pytest.fixture
def resources(database: Database, clock: Clock) -> Resources:
    return resources_of(bench_on(database, clock), clock)


def once(resources: Resources, run: object = never) -> int:
    """Work off what is due."""
    claimed = resources.store.claim(9)  # type: ignore[attr-defined]
    for each in claimed:
        attempt(each, run, resources)  # type: ignore[arg-type]
    return len(claimed)


@pytest.mark.parametrize(
    ("key", "state"),
    [
        ("approve", S.APPROVED),
        ("review", S.IN_REVIEW),
        ("reject", S.IN_REVIEW),
        ("resubmit", S.RESUBMISSION_REQUESTED),
        ("SCR.SANCTION", S.IN_REVIEW),
        ("DOC.EXPIRED", S.RESUBMISSION_REQUESTED),
    ],
)
def test_a_scenario_ends_in_its_state_with_a_sealed_report(
    database: Database, resources: Resources, key: str, state: VerificationState
) -> None:
    verification = applying(database, key)
    once(resources)
    done = now_of(database, verification)
    with database.transaction(SANDBOX, WHO, read_only=True) as unit:
        report = unit.reports.latest(verification.id)
        told = [event.type for event in unit.outbox.since(verification.applicant_id, 0)]
    assert report is not None
    assert is_whole(report.document)
    assert (done.state, told[:2]) == (state, ["verification.processing", f"verification.{state}"])


def test_a_live_tenants_applicant_who_names_a_scenario_is_worked_on_for_real(
    database: Database, resources: Resources
) -> None:
    verification = applying(database, "approve", TENANT)
    once(resources, plainly)
    done = now_of(database, verification)
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        report = unit.reports.latest(verification.id)
    assert report is not None
    assert done.state is not S.APPROVED
    assert not any(limit.startswith("sandbox") for limit in report.document["limits"])


def test_a_sandbox_applicant_without_a_scenario_is_worked_on_for_real(database: Database, resources: Resources) -> None:
    verification = applying(database, "approve")
    with database.transaction(SANDBOX, WHO) as unit:
        found = unit.applicants.get(verification.applicant_id)
        unit.applicants.save(found, DeclaredData(external_id="customer-1"))
    once(resources, plainly)
    assert now_of(database, verification).state is not S.APPROVED


def test_a_failing_engine_is_tried_again_and_ends_in_error(
    database: Database, resources: Resources, clock: Clock
) -> None:
    failing, flaky = applying(database, "error"), applying(database, "flaky")
    for _ in range(3):
        once(resources)
        clock.advance(minutes=1)
    assert [now_of(database, each).state for each in (failing, flaky)] == [S.ERROR, S.APPROVED]


def test_what_is_slow_is_put_off_and_holds_up_nobody(database: Database, resources: Resources, clock: Clock) -> None:
    slow = applying(database, "slow")
    assert once(resources) == 1
    assert now_of(database, slow).state is S.PROCESSING
    assert once(resources) == 0
    clock.advance(seconds=11)
    once(resources)
    assert now_of(database, slow).state is S.APPROVED


def test_a_scenario_that_is_not_there_is_refused_when_a_verification_is_asked_for(database: Database) -> None:
    stuck = applying(database, "aprove")
    with pytest.raises(InputError, match="no such scenario"), database.transaction(SANDBOX, WHO) as unit:
        verifications.create(unit, stuck.applicant_id)


def test_one_that_was_renamed_since_ends_in_error(database: Database, resources: Resources, clock: Clock) -> None:
    renamed = applying(database, "aprove")
    for _ in range(3):
        once(resources)
        clock.advance(minutes=1)
    assert now_of(database, renamed).state is S.ERROR


def test_a_report_is_written_by_the_sandboxs_clock(database: Database, resources: Resources) -> None:
    verification = applying(database, "expires")
    with database.transaction(SANDBOX, WHO) as unit:
        moved = sandbox_clock.advance(unit, 31 * DAY)
    once(resources)
    with database.transaction(SANDBOX, WHO, read_only=True) as unit:
        report = unit.reports.latest(verification.id)
    assert report is not None
    assert moved.now == NOON + 31 * DAY
    assert report.document["outcome"]["reasons"] == ["DOC.EXPIRED"]
    assert report.document["created_at"].startswith("2026-12-23")


def test_moving_the_clock_lets_expire_what_waits_for_input(database: Database, resources: Resources) -> None:
    verification = applying(database, "resubmit")
    once(resources)
    with database.transaction(SANDBOX, WHO) as unit:
        before = sandbox_clock.advance(unit, 29 * DAY)
        after = sandbox_clock.advance(unit, 2 * DAY)
    assert (before.expired, after.expired) == (0, 1)
    assert now_of(database, verification).state is S.EXPIRED


def test_moving_the_clock_brings_forward_what_waits(database: Database, resources: Resources) -> None:
    stuck = applying(database, "stuck")
    once(resources)
    with database.transaction(SANDBOX, WHO) as unit:
        assert sandbox_clock.advance(unit, DAY).hastened == 1
    once(resources)
    assert now_of(database, stuck).state is S.APPROVED


@pytest.mark.parametrize("ask", [sandbox_clock.read, lambda unit: sandbox_clock.advance(unit, DAY)])
def test_a_live_tenant_has_no_clock_to_move(database: Database, ask: object) -> None:
    with pytest.raises(StoreError) as refused, database.transaction(TENANT, WHO) as unit:
        ask(unit)  # type: ignore[operator]
    assert refused.value.code == "STORE.UNKNOWN"


def test_a_clock_is_not_moved_out_of_all_time(database: Database) -> None:
    with pytest.raises(InputError), database.transaction(SANDBOX, WHO) as unit:
        sandbox_clock.advance(unit, 4000 * DAY)
