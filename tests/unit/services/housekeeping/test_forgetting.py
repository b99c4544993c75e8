"""What nobody needs any more is forgotten; what somebody may still have to hear of never is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from kyc.model.errors import StoreError
from kyc.model.rescreening import RunMode, RunState, Tally
from kyc.model.submission import DeclaredData
from kyc.model.verification import VerificationState
from kyc.model.webhook import Delivery
from kyc.services.housekeeping import forgetting
from kyc.services.housekeeping.forgetting import forget_history, forget_replies, forget_sessions
from kyc.services.housekeeping.house import House
from kyc.services.webhooks import endpoints
from kyc.storage.database import Database
from kyc.storage.unit import Unit
from tests.databases import OTHER, TENANT, Clock
from tests.unit.services.housekeeping.keeping import WHO, filled, house_of
from tests.unit.storage.records import Filled


@pytest.fixture
def house(database: Database, clock: Clock, tmp_path: Path) -> House:
    return house_of(database, clock, tmp_path)


@pytest.fixture
def ids(database: Database) -> Filled:
    return filled(database)


def test_replies_are_forgotten_when_nobody_may_repeat_the_request(
    database: Database, house: House, clock: Clock, ids: Filled
) -> None:
    assert forget_replies(house) == {"replies": 0}
    clock.advance(hours=48)
    assert forget_replies(house) == {"replies": 2}
    assert ids.applicant


def test_sessions_are_forgotten_when_their_time_is_over(
    database: Database, house: House, clock: Clock, ids: Filled
) -> None:
    assert forget_sessions(house) == {"sessions": 0, "failures": 0}
    clock.advance(days=1, seconds=1)
    assert forget_sessions(house) == {"sessions": 1, "failures": 1}
    assert ids.user


class TestEvents:
    DAYS = 90  # as KYC_KEEP_EVENTS_DAYS says where nothing is set

    @pytest.fixture
    def endpoint(self, database: Database) -> str:
        with database.transaction(TENANT, WHO) as unit:
            return unit.webhooks.add("https://example.id/hook", secrets=("whsec_x",)).id

    def told(self, database: Database, **more: str) -> str:
        with database.transaction(TENANT, WHO) as unit:
            return unit.outbox.publish("verification.approved", {}, **more).id  # type: ignore[arg-type]

    def settled(self, database: Database, how: Callable[[Unit, Delivery], object]) -> None:
        with database.system() as system:
            (delivery,) = system.deliveries.claim("one", 9, 60)
        with database.transaction(TENANT, WHO) as unit:
            how(unit, delivery)

    def left(self, database: Database) -> tuple[int, int]:
        with database.transaction(TENANT, WHO, read_only=True) as unit:
            return len(unit.outbox.list(limit=99).items), len(unit.deliveries.list(limit=99).items)

    @pytest.mark.parametrize(
        ("fate", "is_kept"),
        [
            (lambda unit, sent: unit.deliveries.delivered(sent, status=200), False),
            (lambda unit, sent: unit.deliveries.fail(sent, status=410, fault="WEBHOOK.GONE"), False),
            (lambda unit, sent: unit.deliveries.retry(sent, next_at=unit.now(), status=500, fault="x"), True),
            (lambda unit, sent: None, True),  # whoever sends it died, and nobody came since
        ],
        ids=["delivered", "given up", "to be tried again", "being sent"],
    )
    def test_what_is_on_its_way_is_never_forgotten(
        self,
        database: Database,
        house: House,
        clock: Clock,
        endpoint: str,
        fate: Callable[[Unit, Delivery], object],
        is_kept: bool,
    ) -> None:
        self.told(database)
        self.settled(database, fate)
        clock.advance(days=self.DAYS)
        assert forget_history(house)["events"] == 0  # on the last day it can still be sent once more
        clock.advance(seconds=1)
        counts = forget_history(house)
        assert (counts["events"], counts["deliveries"]) == ((0, 0) if is_kept else (1, 1))
        assert self.left(database) == ((1, 1) if is_kept else (0, 0))

    def test_one_that_is_sent_once_more_is_kept_as_long_again(
        self, database: Database, house: House, clock: Clock, endpoint: str
    ) -> None:
        self.told(database)
        self.settled(database, lambda unit, sent: unit.deliveries.delivered(sent, status=200))
        clock.advance(days=self.DAYS)
        with database.transaction(TENANT, WHO) as unit:
            sent = unit.deliveries.list(limit=1).items[0]
            endpoints.replay(unit, sent.id)
        clock.advance(days=1)
        assert forget_history(house)["events"] == 0
        self.settled(database, lambda unit, sent: unit.deliveries.delivered(sent, status=200))
        clock.advance(days=self.DAYS - 2)
        assert forget_history(house)["events"] == 0
        clock.advance(days=2)
        assert forget_history(house)["events"] == 1
        with pytest.raises(StoreError, match="Nothing by this id"), database.transaction(TENANT, WHO) as unit:
            endpoints.replay(unit, sent.id)

    def test_of_two_receivers_the_slower_one_counts(
        self, database: Database, house: House, clock: Clock, endpoint: str
    ) -> None:
        with database.transaction(TENANT, WHO) as unit:
            unit.webhooks.add("https://example.id/second", secrets=("whsec_y",))
        self.told(database)
        with database.system() as system:
            first, _ = system.deliveries.claim("one", 9, 60)
        with database.transaction(TENANT, WHO) as unit:
            unit.deliveries.delivered(first, status=200)
        clock.advance(days=self.DAYS + 1)
        assert forget_history(house)["events"] == 0
        assert self.left(database) == (1, 2)

    def test_events_of_a_verification_that_goes_on_are_there_for_who_follows_it(
        self, database: Database, house: House, clock: Clock
    ) -> None:
        with database.transaction(TENANT, WHO) as unit:
            applicant = unit.applicants.add(DeclaredData())
            verification = unit.verifications.add(applicant.id)
        self.told(database, applicant_id=applicant.id)
        clock.advance(days=self.DAYS + 1)
        assert forget_history(house)["events"] == 0
        with database.transaction(TENANT, WHO) as unit:
            unit.verifications.move(verification, VerificationState.CANCELED)
        assert forget_history(house)["events"] == 1

    def test_every_tenant_is_served_page_after_page(
        self, database: Database, house: House, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(forgetting, "_PAGE", 2)
        for tenant, number in ((TENANT, 5), (OTHER, 2)):
            with database.transaction(tenant, WHO) as unit:
                for _ in range(number):
                    unit.outbox.publish("verification.approved", {})
        clock.advance(days=self.DAYS + 1)
        self.told(database)
        assert forget_history(house)["events"] == 7
        assert self.left(database) == (1, 0)


class TestRuns:
    def run(self, database: Database, run_id: str, *, is_done: bool = True) -> None:
        counts = {"entities": 1, "customers": 1, "candidates": 1, "chunks": 1, "seconds_planning": 0.0}
        with database.transaction(TENANT, WHO) as unit:
            applicant = unit.applicants.add(DeclaredData())
            unit.runs.start(run_id, mode=RunMode.FULL, lists=[], before=[], algorithm="bits", reason=None, **counts)
            unit.chunks.add(run_id, 1, RunMode.FULL, [(applicant.id,)])
        if not is_done:
            return
        with database.system() as system:
            chunk = system.chunks.claim(TENANT, run_id, "one", 60)
        assert chunk is not None
        with database.transaction(TENANT, WHO) as unit:
            unit.chunks.finish(chunk, Tally(1), 0.1)
            unit.runs.finish(run_id)

    def left(self, database: Database) -> list[str]:
        with database.transaction(TENANT, WHO, read_only=True) as unit:
            return [run.id for run in unit.runs.newest(limit=9)]

    def test_old_runs_go_with_their_chunks_and_what_the_next_builds_on_stays(
        self, database: Database, house: House, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(forgetting, "_RUNS", 2)
        for number in range(5):
            self.run(database, f"run_{number}")
        clock.advance(days=400)
        assert forget_history(house)["runs"] == 0
        clock.advance(seconds=1)
        assert forget_history(house) == {"events": 0, "deliveries": 0, "runs": 3, "chunks": 3}
        assert self.left(database) == ["run_4", "run_3"]
        with database.transaction(TENANT, WHO, read_only=True) as unit:
            last = unit.runs.last_done()
            assert last is not None
            assert unit.chunks.standing(last.id).done == 1

    def test_a_run_that_goes_on_is_never_old(self, database: Database, house: House, clock: Clock) -> None:
        self.run(database, "run_0", is_done=False)
        clock.advance(days=4000)
        assert forget_history(house)["runs"] == 0
        with database.transaction(TENANT, WHO, read_only=True) as unit:
            going = unit.runs.running()
        assert going is not None
        assert going.state is RunState.RUNNING


def test_what_is_kept_how_long_is_the_operators_choice(
    database: Database, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KYC_KEEP_EVENTS_DAYS", "7")
    with database.transaction(TENANT, WHO) as unit:
        unit.outbox.publish("verification.approved", {})
    clock.now += timedelta(days=7, seconds=1)
    assert forget_history(house_of(database, clock, tmp_path))["events"] == 1
