"""The queue: each job to one worker at a time, and to another when a worker dies."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from kyc.model.errors import StoreError
from kyc.model.submission import DeclaredData
from kyc.model.webhook import DeliveryState
from kyc.model.work import Job, JobState
from kyc.storage.database import Database
from tests.databases import OTHER, TENANT, Clock

WHO = "worker:test"


def queue(database: Database, count: int, tenant: str = TENANT, *, delay: timedelta = timedelta()) -> list[str]:
    """Put so many verifications into the queue."""
    with database.transaction(tenant, WHO) as unit:
        applicant = unit.applicants.add(DeclaredData())
        made = [unit.verifications.add(applicant.id) for _ in range(count)]
        for verification in made:
            unit.jobs.add(verification.id, available_at=unit.now() + delay)
    return [verification.id for verification in made]


def claim(database: Database, owner: str, count: int = 10, seconds: float = 60) -> tuple[Job, ...]:
    with database.system() as system:
        return system.jobs.claim(owner, count, seconds)


def test_a_job_is_claimed_once(database: Database) -> None:
    queued = queue(database, 3) + queue(database, 2, OTHER)
    first, second = claim(database, "one", 4), claim(database, "two", 4)
    assert sorted(job.verification_id for job in first + second) == sorted(queued)
    assert (len(first), len(second)) == (4, 1)
    assert {job.attempts for job in first + second} == {1}
    assert claim(database, "three") == ()


def test_those_longest_due_come_first_and_others_wait(database: Database, clock: Clock) -> None:
    late, early = queue(database, 1), queue(database, 1, delay=timedelta(seconds=-5))
    later = queue(database, 1, delay=timedelta(seconds=5))
    assert [job.verification_id for job in claim(database, "one")] == early + late
    clock.advance(seconds=5)
    assert [job.verification_id for job in claim(database, "one")] == later


def test_a_dead_workers_jobs_go_to_another(database: Database, clock: Clock) -> None:
    queue(database, 1)
    (lost,) = claim(database, "dead", seconds=60)
    clock.advance(seconds=59)
    assert claim(database, "alive") == ()
    clock.advance(seconds=1)
    (taken,) = claim(database, "alive")
    assert (taken.verification_id, taken.attempts, taken.lease_owner) == (lost.verification_id, 2, "alive")


def test_a_heartbeat_keeps_the_lease(database: Database, clock: Clock) -> None:
    queue(database, 2)
    claim(database, "slow", seconds=60)
    clock.advance(seconds=50)
    with database.system() as system:
        assert len(system.jobs.heartbeat("slow", 60)) == 2
        assert system.jobs.heartbeat("stranger", 60) == ()
    clock.advance(seconds=50)
    assert claim(database, "alive") == ()


@pytest.mark.parametrize("owner", ["alive", "dead"])
def test_whoever_lost_the_lease_cannot_finish(database: Database, clock: Clock, owner: str) -> None:
    """Not even when the same process claimed the job anew: the earlier claim is over."""
    queue(database, 1)
    (lost,) = claim(database, "dead")
    clock.advance(seconds=61)
    (taken,) = claim(database, owner)
    with pytest.raises(StoreError) as error, database.transaction(TENANT, WHO) as unit:
        unit.jobs.finish(lost)
    assert error.value.code == "STORE.CONFLICT"
    with database.transaction(TENANT, WHO) as unit:
        unit.jobs.finish(taken)
    with pytest.raises(StoreError), database.transaction(TENANT, WHO) as unit:
        unit.jobs.finish(taken)  # only once


def test_retry_fail_cancel_and_queue_again(database: Database, clock: Clock) -> None:
    (queued,) = queue(database, 1)
    (job,) = claim(database, "one")
    with database.transaction(TENANT, WHO) as unit:
        unit.jobs.retry(job, available_at=clock() + timedelta(seconds=10))
    assert claim(database, "one") == ()
    clock.advance(seconds=10)
    (job,) = claim(database, "one")
    assert job.attempts == 2
    with database.transaction(TENANT, WHO) as unit:
        unit.jobs.fail(job)
        assert unit.jobs.get(queued).state is JobState.FAILED
    assert claim(database, "one") == ()
    with database.transaction(TENANT, WHO) as unit:
        unit.jobs.add(queued)
    (job,) = claim(database, "one")
    with database.transaction(TENANT, WHO) as unit:
        unit.jobs.cancel(queued)
    with pytest.raises(StoreError), database.transaction(TENANT, WHO) as unit:
        unit.jobs.finish(job)
    with database.system() as system:
        assert sum(system.jobs.depth().values()) == 0


def test_many_workers_share_the_queue_without_overlap(
    database: Database, open_database: Callable[..., Database]
) -> None:
    queued = queue(database, 24)
    pools = [open_database(busy_seconds=30) for _ in range(4)]

    def work(number: int) -> list[str]:
        mine = []
        while taken := claim(pools[number], f"worker-{number}", 2):
            mine += [job.verification_id for job in taken]
        return mine

    with ThreadPoolExecutor(4) as threads:
        taken = [job for share in threads.map(work, range(4)) for job in share]
    assert sorted(taken) == sorted(queued)


class TestDeliveries:
    """Events on their way to endpoints."""

    @pytest.fixture
    def endpoints(self, database: Database) -> tuple[str, str]:
        with database.transaction(TENANT, WHO) as unit:
            every = unit.webhooks.add("https://one.example", secrets=("a",))
            some = unit.webhooks.add("https://two.example", secrets=("b",), events=("verification.approved",))
        return every.id, some.id

    def test_each_endpoint_gets_what_it_wants(self, database: Database, endpoints: tuple[str, str]) -> None:
        with database.transaction(TENANT, WHO) as unit:
            unit.outbox.publish("verification.created", {})
            unit.outbox.publish("verification.approved", {})
            wanted = [delivery.endpoint_id for delivery in unit.deliveries.list(limit=9).items]
        assert sorted(wanted) == sorted([endpoints[0], *endpoints])

    def test_nothing_is_sent_of_what_was_rolled_back(self, database: Database, endpoints: tuple[str, str]) -> None:
        with pytest.raises(RuntimeError), database.transaction(TENANT, WHO) as unit:  # noqa: PT012
            unit.outbox.publish("verification.created", {})
            raise RuntimeError
        with database.system() as system:
            assert system.deliveries.claim("one", 9, 60) == ()

    def test_an_endpoint_that_hangs_blocks_no_other(self, database: Database, endpoints: tuple[str, str]) -> None:
        with database.transaction(TENANT, WHO) as unit:
            unit.outbox.publish("verification.approved", {})
        with database.system() as system:
            taken = system.deliveries.claim("one", 9, 60, but=[endpoints[0]])
        assert [delivery.endpoint_id for delivery in taken] == [endpoints[1]]

    def test_from_claim_to_delivered(self, database: Database, endpoints: tuple[str, str], clock: Clock) -> None:
        with database.transaction(TENANT, WHO) as unit:
            made = unit.outbox.publish("verification.created", {"id": "ver_1"})
        with database.system() as system:
            (first,) = system.deliveries.claim("one", 9, 60)
        with database.transaction(TENANT, WHO) as unit:
            later = clock() + timedelta(minutes=5)
            unit.deliveries.retry(first, next_at=later, status=500, fault="WEBHOOK.STATUS")
        clock.advance(minutes=5)
        with database.system() as system:
            (second,) = system.deliveries.claim("two", 9, 60)
        with pytest.raises(StoreError), database.transaction(TENANT, WHO) as unit:
            unit.deliveries.delivered(first, status=200)
        with database.transaction(TENANT, WHO) as unit:
            unit.deliveries.delivered(second, status=204)
            done = unit.deliveries.get(second.id)
            assert unit.outbox.get(done.event_id) == made
        assert (done.state, done.status, done.attempts, done.fault) == (DeliveryState.DELIVERED, 204, 2, None)
        assert done.delivered_at == clock()

    def test_a_replay_sends_the_same_event_again(self, database: Database, endpoints: tuple[str, str]) -> None:
        with database.transaction(TENANT, WHO) as unit:
            unit.outbox.publish("verification.created", {})
        with database.system() as system:
            (first,) = system.deliveries.claim("one", 9, 60)
        with database.transaction(TENANT, WHO) as unit:
            unit.deliveries.fail(first, status=410, fault="WEBHOOK.GONE")
            again = unit.deliveries.replay(first.id)
        assert (again.state, again.event_id) == (DeliveryState.PENDING, first.event_id)
        with database.system() as system:
            assert [delivery.id for delivery in system.deliveries.claim("one", 9, 60)] == [first.id]


def test_an_applicants_sequence_only_grows(database: Database) -> None:
    with database.transaction(TENANT, WHO) as unit:
        applicant = unit.applicants.add(DeclaredData())
        verification = unit.verifications.add(applicant.id)
        events = [unit.outbox.publish("a", {}, applicant_id=applicant.id) for _ in range(3)]
        told = unit.outbox.publish("b", {}, applicant_id=applicant.id, sequence=verification.sequence)
        assert [event.sequence for event in events] == [2, 3, 4]
        assert (verification.sequence, told.sequence) == (1, 1)
        assert [event.sequence for event in unit.outbox.since(applicant.id, 2)] == [3, 4]


def test_what_happened_to_one_verification_is_told_whatever_happened_besides(database: Database) -> None:
    with database.transaction(TENANT, WHO) as unit:
        applicant = unit.applicants.add(DeclaredData())
        for number in range(130):
            about = {"verification_id": "ver_2" if number in (5, 120, 129) else "ver_1"}
            unit.outbox.publish("a", about if number else {}, applicant_id=applicant.id)
        told = unit.outbox.since(applicant.id, 0, verification_id="ver_2")
        assert [event.sequence for event in told] == [6, 121, 130]
        assert [event.sequence for event in unit.outbox.since(applicant.id, 6, verification_id="ver_2")] == [121, 130]
        assert len(unit.outbox.since(applicant.id, 0)) == 100
