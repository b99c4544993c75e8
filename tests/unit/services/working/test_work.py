"""Claimed, begun, finished: once, by whoever holds the lease, and never lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from kyc.model.errors import StateError, StoreError
from kyc.model.report import Recommendation
from kyc.model.verification import Verification, VerificationState
from kyc.model.work import JobState
from kyc.reporting.document import from_json
from kyc.reporting.document import verify as is_whole
from kyc.services.casework.changes import change
from kyc.services.verification import verify
from kyc.services.working.work import Terms, state_after, try_again
from kyc.services.working.workbench import Workbench
from kyc.storage.database import Database
from tests.databases import TENANT, Clock
from tests.unit.reporting.samples import clear
from tests.unit.services.line import WHO, bench_on, resources_of, stored, submitted

S = VerificationState


def run(bench: Workbench, verification: Verification, clock: Callable[[], datetime]) -> None:
    assert bench.claim(1) == (verification.id,)
    assert bench.begin(verification.id)
    verify(bench.submission(verification.id), resources_of(bench, clock))


def events_of(database: Database, verification: Verification) -> list[str]:
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        return [event.type for event in unit.outbox.since(verification.applicant_id, 0)]


def test_a_finished_verification_has_everything_at_once(database: Database, clock: Clock) -> None:
    verification = submitted(database)
    run(bench_on(database, clock), verification, clock)
    done = stored(database, verification)
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        report = unit.reports.latest(verification.id)
        assert report is not None
        assert unit.evidence.get(verification.id) is not None
        assert unit.jobs.get(verification.id).state is JobState.DONE
        actions = [entry.action for entry in unit.audit.list(limit=9, object_id=verification.id).items]
    assert is_whole(report.document)
    assert report.document["subject"]["applicant_id"] == verification.applicant_id
    assert (done.state, done.report_id) == (state_after(from_json(report.document), may_reject=False), report.id)
    assert done.recommendation is not None
    assert events_of(database, verification) == ["verification.processing", f"verification.{done.state}"]
    assert actions == [f"verification:{done.state}", "verification:processing"]


def test_the_digest_of_the_declared_data_is_the_applicants_own(database: Database, clock: Clock) -> None:
    bench, both = bench_on(database, clock), []
    for _ in range(2):
        both.append(submitted(database))
        run(bench, both[-1], clock)
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        digests = {unit.reports.of(each.applicant_id)[0].document["subject"]["declared_digest"] for each in both}
    assert len(digests) == 2


def test_two_workers_never_have_the_same_verification(database: Database, clock: Clock) -> None:
    waiting = {submitted(database).id for _ in range(5)}
    one, other = bench_on(database, clock), bench_on(database, clock)
    first, second = one.claim(3), other.claim(3)
    assert len(first) == 3
    assert {*first, *second} == waiting
    assert one.claim(1) == ()


def test_a_dead_workers_lease_expires_and_another_gives_the_same_report(database: Database, clock: Clock) -> None:
    dead, heir = bench_on(database, clock), bench_on(database, clock)
    verification = submitted(database)
    dead.claim(1)
    dead.begin(verification.id)
    twin = submitted(database)
    run(heir, twin, clock)
    clock.advance(seconds=59)
    assert heir.claim(1) == ()
    clock.advance(seconds=2)
    run(heir, verification, clock)
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        reports = [unit.reports.latest(each.id) for each in (verification, twin)]
        begun = [entry.actor for entry in unit.audit.list(limit=9, object_id=verification.id).items]
    conclusions = [(report.document["outcome"], report.document["trace"]) for report in reports if report]
    assert conclusions[0] == conclusions[1]
    assert begun == [heir.owner, heir.owner, dead.owner]


def test_whoever_lost_the_lease_cannot_finish(database: Database, clock: Clock) -> None:
    verification = submitted(database)
    slow, heir = bench_on(database, clock), bench_on(database, clock)
    slow.claim(1)
    slow.begin(verification.id)
    clock.advance(seconds=61)
    run(heir, verification, clock)
    done = stored(database, verification)
    with pytest.raises(StoreError) as refusal:
        verify(slow.submission(verification.id), resources_of(slow, clock))
    assert refusal.value.code == "STORE.CONFLICT"
    assert stored(database, verification) == done
    assert len(events_of(database, verification)) == 2


def test_a_heartbeat_keeps_the_lease(database: Database, clock: Clock) -> None:
    verification = submitted(database)
    slow, other = bench_on(database, clock), bench_on(database, clock)
    slow.claim(1)
    for _ in range(3):
        clock.advance(seconds=40)
        slow.heartbeat()
    assert other.claim(1) == ()
    slow.begin(verification.id)
    verify(slow.submission(verification.id), resources_of(slow, clock))
    assert stored(database, verification).report_id


def test_what_kills_its_worker_ends_in_error_and_charges_nobody_else(database: Database, clock: Clock) -> None:
    deadly, innocent = submitted(database), submitted(database)
    for _ in range(3):
        bench = bench_on(database, clock)
        assert set(bench.claim(10)) == {deadly.id, innocent.id}
        assert bench.begin(deadly.id)  # and dies
        clock.advance(seconds=61)
    bench = bench_on(database, clock)
    bench.claim(10)
    assert not bench.begin(deadly.id)
    assert bench.begin(innocent.id)
    assert stored(database, deadly).state is S.ERROR
    assert stored(database, innocent).attempts == 1
    assert events_of(database, deadly)[-1] == "verification.error"
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        assert unit.jobs.get(deadly.id).state is JobState.FAILED
        assert unit.audit.list(limit=1, object_id=deadly.id).items[0].action == "verification:error"


def test_a_failed_attempt_is_repeated_after_a_pause_and_in_the_end_given_up(database: Database, clock: Clock) -> None:
    verification = submitted(database)
    bench = bench_on(database, clock, Terms(attempts=2))
    bench.claim(1)
    bench.begin(verification.id)
    bench.fail(verification.id, "SYS.CRASH")
    assert bench.claim(1) == ()
    clock.advance(minutes=1)
    assert bench.claim(1) == (verification.id,)
    bench.begin(verification.id)
    bench.fail(verification.id, "SYS.CRASH")
    clock.advance(hours=1)
    assert bench.claim(1) == ()
    assert stored(database, verification).state is S.ERROR


def test_what_ended_in_error_may_be_sent_again(database: Database, clock: Clock) -> None:
    verification = submitted(database)
    bench = bench_on(database, clock, Terms(attempts=1))
    bench.claim(1)
    bench.begin(verification.id)
    bench.fail(verification.id, "SYS.CRASH")
    with database.transaction(TENANT, WHO) as unit:
        assert try_again(unit, verification.id).attempts == 0
    run(bench, verification, clock)
    assert stored(database, verification).report_id


def test_a_damaged_image_ends_in_error_at_once(database: Database, clock: Clock) -> None:
    verification = submitted(database)
    database.blobs.delete(TENANT, verification.applicant_id, "images", verification.images[0])
    bench = bench_on(database, clock)
    bench.claim(1)
    with pytest.raises(StoreError) as damage:
        bench.begin(verification.id)
    bench.fail(verification.id, damage.value.code, is_final=True)
    assert damage.value.code == "STORE.DAMAGED"
    assert stored(database, verification).state is S.ERROR


def test_nobody_is_charged_for_an_orchestrator_that_is_down(database: Database, clock: Clock) -> None:
    verification = submitted(database)
    bench = bench_on(database, clock, Terms(attempts=1))
    for _ in range(5):
        bench.claim(1)
        assert bench.begin(verification.id)
        bench.put_back(verification.id, later=timedelta(seconds=5))
        clock.advance(seconds=5)
    run(bench, verification, clock)
    assert stored(database, verification).report_id


def test_what_was_claimed_and_not_begun_is_given_back_at_once(database: Database, clock: Clock) -> None:
    waiting = {submitted(database).id for _ in range(3)}
    leaving, other = bench_on(database, clock), bench_on(database, clock)
    leaving.claim(3)
    leaving.release()
    assert set(other.claim(3)) == waiting


def test_a_canceled_verification_is_not_begun_and_cannot_be_finished(database: Database, clock: Clock) -> None:
    verification = submitted(database)
    bench = bench_on(database, clock)
    bench.claim(1)
    bench.begin(verification.id)
    with database.transaction(TENANT, WHO) as unit:
        change(unit, unit.verifications.get(verification.id), S.CANCELED)
        unit.jobs.cancel(verification.id)
    with pytest.raises(StoreError):
        verify(bench.submission(verification.id), resources_of(bench, clock))
    assert stored(database, verification).state is S.CANCELED


def test_a_withdrawn_consent_stops_the_work(database: Database, clock: Clock) -> None:
    verification = submitted(database)
    with database.transaction(TENANT, WHO) as unit:
        (consent,) = unit.consents.active(verification.applicant_id)
        unit.consents.withdraw(consent.id)
    bench = bench_on(database, clock)
    bench.claim(1)
    assert not bench.begin(verification.id)
    assert stored(database, verification).state is S.CANCELED


def test_new_images_give_a_new_revision_and_count_their_attempts_anew(database: Database, clock: Clock) -> None:
    verification = submitted(database)
    bench = bench_on(database, clock)
    run(bench, verification, clock)
    asked = stored(database, verification)
    assert asked.state is S.RESUBMISSION_REQUESTED, "a blank card is to be photographed again"
    assert asked.attempts == 0
    with database.transaction(TENANT, WHO) as unit:
        change(unit, asked, S.AWAITING_INPUT)
        unit.jobs.add(verification.id)
    run(bench, verification, clock)
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        latest = unit.reports.latest(verification.id)
    assert latest is not None
    assert latest.revision == 2


@pytest.mark.parametrize(
    ("recommendation", "may_reject", "state"),
    [
        (Recommendation.APPROVE, False, S.APPROVED),
        (Recommendation.REVIEW, True, S.IN_REVIEW),
        (Recommendation.RESUBMIT, True, S.RESUBMISSION_REQUESTED),
        (Recommendation.REJECT, False, S.IN_REVIEW),
        (Recommendation.REJECT, True, S.REJECTED),
    ],
)
def test_a_recommendation_decides_the_state(
    recommendation: Recommendation, may_reject: bool, state: VerificationState
) -> None:
    written = clear()
    concluded = replace(written, outcome=replace(written.outcome, recommendation=recommendation))
    assert state_after(concluded, may_reject=may_reject) is state


def test_only_what_ended_in_error_is_sent_again(database: Database) -> None:
    verification = submitted(database)
    with pytest.raises(StateError), database.transaction(TENANT, WHO) as unit:
        try_again(unit, verification.id)
