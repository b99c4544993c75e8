"""Whatever people do with a case, in whatever order: what must always hold, holds."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from kyc.model.case import TRANSITIONS, Case, CaseState, Decision, DecisionOutcome, DecisionState, move
from kyc.model.errors import KycError, StateError
from kyc.model.screening import HitStatus
from kyc.model.user import User
from kyc.model.verification import TERMINAL, VerificationState
from kyc.services.casework import case as cases
from kyc.services.casework import decisions, hits, queue
from kyc.services.casework.changes import change
from kyc.services.casework.opening import open_case
from kyc.services.onboarding import verifications
from kyc.storage.database import Database
from kyc.storage.files.blobs import Blobs
from kyc.storage.sealing.keyring import Keyring
from kyc.storage.unit import Unit
from tests.databases import TENANT, Clock
from tests.unit.services.casework.desk import (
    ADMINISTRATOR,
    ANI,
    AUDITOR,
    BUDI,
    ENTITY,
    OTHER_SENIOR,
    SENIOR,
    WHO,
    opened,
)

PEOPLE = st.sampled_from((ANI, ANI, ANI, SENIOR, SENIOR, BUDI, OTHER_SENIOR, AUDITOR, ADMINISTRATOR))
OUTCOMES = st.sampled_from(DecisionOutcome)
ANSWERS = st.sampled_from(
    [
        (HitStatus.FALSE_POSITIVE, "name_only"),
        (HitStatus.TRUE_POSITIVE, "identity_confirmed"),
        (HitStatus.INCONCLUSIVE, "too_little_data"),
        (HitStatus.OPEN, "withdrawn"),
    ]
)
WORDS: dict[DecisionOutcome, dict[str, Any]] = {
    DecisionOutcome.APPROVE: {"reasons": ["MAN.CLEARED"], "note": "n"},
    DecisionOutcome.REJECT: {"reasons": ["MAN.NOT_CLEARED"], "note": "n"},
    DecisionOutcome.RESUBMIT: {"reasons": [], "note": "", "items": (("document", "IMG.BLUR"),)},
}
S = VerificationState


class Life(RuleBasedStateMachine):
    """One case, a few people, an applicant and a worker; refusals are part of life, faults are not."""

    template: Path

    @initialize(story=st.sampled_from(["sanctioned", "other_face", "flagged_namesake", "nik_contradiction"]))
    def begin(self, story: str) -> None:
        self.home = Path(tempfile.mkdtemp())
        shutil.copyfile(self.template, self.home / "kyc.db")
        self.clock = Clock()
        url, blobs = f"sqlite:///{self.home}/kyc.db", Blobs(f"file://{self.home}/blobs")
        self.database = Database(url, Keyring({1: b"k" * 32}), blobs, self.clock)
        self.database.ensure_tenant(TENANT)
        self.case_id = opened(self.database, story).id
        self.versions: list[int] = [0]
        self.settled: dict[str, Decision] = {}

    def teardown(self) -> None:
        if hasattr(self, "database"):
            self.database.close()
            shutil.rmtree(self.home)

    def attempt(self, work: Callable[[Unit], object]) -> None:
        with suppress(KycError), self.database.transaction(TENANT, WHO) as unit:
            work(unit)

    @rule(user=PEOPLE, assignee=PEOPLE)
    def assign(self, user: User, assignee: User) -> None:
        self.attempt(lambda unit: queue.assign(unit, user, [self.case_id], assignee))

    @rule(user=PEOPLE)
    def take(self, user: User) -> None:
        self.attempt(lambda unit: queue.take_next(unit, user))

    @rule(user=PEOPLE, what=st.sampled_from(["release", "snooze", "escalate", "lock", "unlock"]))
    def handle(self, user: User, what: str) -> None:
        later = self.clock() + timedelta(hours=1)
        doing: dict[str, Callable[[Unit], object]] = {
            "release": lambda unit: queue.release(unit, user, self.case_id),
            "snooze": lambda unit: queue.snooze(unit, user, self.case_id, later),
            "escalate": lambda unit: queue.escalate(unit, user, self.case_id, "look"),
            "lock": lambda unit: cases.lock(unit, user, self.case_id),
            "unlock": lambda unit: cases.unlock(unit, user, self.case_id),
        }
        self.attempt(doing[what])

    @rule(hours=st.integers(1, 48))
    def time_passes(self, hours: int) -> None:
        self.clock.advance(hours=hours)
        self.attempt(queue.wake)

    @rule(user=PEOPLE, answer=ANSWERS)
    def review(self, user: User, answer: tuple[HitStatus, str]) -> None:
        self.attempt(lambda unit: hits.review(unit, user, self.case_id, ENTITY, *answer))

    @rule(user=PEOPLE, outcome=OUTCOMES, is_stale=st.sampled_from([False, False, False, True]))
    def decide(self, user: User, outcome: DecisionOutcome, is_stale: bool) -> None:
        def work(unit: Unit) -> object:
            version = unit.cases.get(self.case_id).version - is_stale
            return decisions.decide(unit, user, self.case_id, outcome, version=version, **WORDS[outcome])

        self.attempt(work)

    @rule(user=st.sampled_from((ANI, SENIOR)), answer=ANSWERS, outcome=OUTCOMES)
    def work_it_through(self, user: User, answer: tuple[HitStatus, str], outcome: DecisionOutcome) -> None:
        """What most days are made of; chance alone would seldom get this far."""
        self.assign(SENIOR, user)
        self.review(user, answer)
        self.decide(user, outcome, False)

    @rule(user=st.sampled_from((SENIOR, OTHER_SENIOR)), agrees=st.booleans())
    def check(self, user: User, agrees: bool) -> None:
        def work(unit: Unit) -> object:
            waiting = decisions.waiting_on(unit, self.case_id).id
            return decisions.agree(unit, user, waiting) if agrees else decisions.return_(unit, user, waiting, "no")

        self.attempt(work)

    @rule(user=PEOPLE, outcome=OUTCOMES)
    def supersede(self, user: User, outcome: DecisionOutcome) -> None:
        def work(unit: Unit) -> object:
            made = unit.decisions.of(self.case_id)[-1:]
            version, words = unit.cases.get(self.case_id).version, WORDS[outcome]
            told = {name: words[name] for name in ("reasons", "note")}
            return [decisions.supersede(unit, user, old.id, outcome, version=version, **told) for old in made]

        self.attempt(work)

    @rule(state=st.sampled_from([S.IN_REVIEW, S.APPROVED, S.RESUBMISSION_REQUESTED]))
    def the_applicant_answers_and_a_worker_looks(self, state: VerificationState) -> None:
        def work(unit: Unit) -> None:
            case = unit.cases.get(self.case_id)
            assert case.verification_id
            waiting = unit.verifications.get(case.verification_id)
            if waiting.state is not S.RESUBMISSION_REQUESTED:
                return
            begun = change(unit, change(unit, waiting, S.AWAITING_INPUT), S.PROCESSING)
            done = change(unit, begun, state)
            if done.state is S.IN_REVIEW:
                facts: dict[str, Any] = {"applicant_id": case.applicant_id, "verification_id": done.id}
                open_case(unit, kind=case.kind, reasons=("FACE.BORDERLINE",), score=40, **facts)

        self.attempt(work)

    @rule()
    def the_client_calls_it_off(self) -> None:
        def work(unit: Unit) -> None:
            verification_id = unit.cases.get(self.case_id).verification_id
            assert verification_id
            verifications.cancel(unit, verification_id)

        if self.clock().hour == 3:  # seldom: it ends everything
            self.attempt(work)

    @invariant()
    def what_must_hold(self) -> None:
        if not hasattr(self, "case_id"):
            return
        with self.database.transaction(TENANT, WHO, read_only=True) as unit:
            case, made = unit.cases.get(self.case_id), unit.decisions.of(self.case_id)
            assert case.verification_id
            state = unit.verifications.get(case.verification_id).state
            assert len(unit.cases.of(case.applicant_id)) == 1, "what comes back is the same case"
            assert unit.audit.verify().fault is None
            revisions = [report.revision for report in unit.reports.of(case.applicant_id)]
        self.versions.append(case.version)
        assert all(one <= other for one, other in pairwise(self.versions))
        self._of_case(case, state)
        self._of_decisions(case, made)
        final = [each for each in made if each.state in (DecisionState.APPLIED, DecisionState.SUPERSEDED)]
        assert revisions == list(range(1, len(final) + 2)), "every decision that took effect made one revision"

    def _of_case(self, case: Case, state: VerificationState) -> None:
        is_closed = case.state is CaseState.CLOSED
        assert is_closed is (case.closed_at is not None) is (case.resolution is not None)
        assert is_closed is (state in TERMINAL)
        waits = case.state is CaseState.AWAITING_APPLICANT
        assert waits is (state is S.RESUBMISSION_REQUESTED)
        assert waits is (case.seconds_left is not None)
        assert is_closed or waits is (case.due_at is None)
        assert (case.wake_at is not None) is (case.state is CaseState.SNOOZED)
        if case.state is CaseState.OPEN:
            assert case.assignee is None
        if case.state in (CaseState.ASSIGNED, CaseState.PENDING_APPROVAL):
            assert case.assignee is not None

    def _of_decisions(self, case: Case, made: tuple[Decision, ...]) -> None:
        proposed = [each for each in made if each.state is DecisionState.PROPOSED]
        assert len(proposed) <= 1
        if case.state is CaseState.PENDING_APPROVAL:
            assert proposed
        standing = [each for each in made if each.state is DecisionState.APPLIED and each.outcome != "resubmit"]
        assert len(standing) <= 1
        for each in made:
            assert each.checker != each.maker
            if each.needs_four_eyes and each.state in (DecisionState.APPLIED, DecisionState.SUPERSEDED):
                assert each.checker in (SENIOR.id, OTHER_SENIOR.id)
            before = self.settled.setdefault(each.id, each)
            assert replace(before, state=each.state, checker=each.checker, checked_at=each.checked_at) == each
        assert len(made) >= len(self.settled), "nothing is ever deleted"


def test_whatever_people_do(sqlite_template: Path) -> None:
    Life.template = sqlite_template
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
    run_state_machine_as_test(
        Life, settings=settings(max_examples=20, stateful_step_count=25, deadline=None, suppress_health_check=slow)
    )


@pytest.mark.parametrize("state", CaseState)
@pytest.mark.parametrize("to", CaseState)
def test_the_table_of_states_is_what_moves(state: CaseState, to: CaseState) -> None:
    if to in TRANSITIONS[state]:
        move(state, to)
    else:
        with pytest.raises(StateError) as error:
            move(state, to)
        assert error.value.code == "CASE.ILLEGAL"


def test_a_closed_case_goes_nowhere() -> None:
    assert TRANSITIONS[CaseState.CLOSED] == frozenset()
