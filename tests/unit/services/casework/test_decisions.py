"""Decisions: what they move, who may make them, and what happens when two people make one at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text, update

from kyc.model.case import Case, CaseKind, CaseState, Decision, DecisionOutcome, DecisionState
from kyc.model.errors import AccessError, InputError, KycError, StateError, StoreError
from kyc.model.screening import HitStatus
from kyc.model.user import User
from kyc.model.verification import VerificationState
from kyc.model.webhook import Event
from kyc.reporting.document import as_json, from_json, verify
from kyc.services.casework import decisions, hits, queue, wording
from kyc.services.casework.case import changed_since, look
from kyc.services.casework.gathering import gather
from kyc.services.casework.hindrances import SENTENCES, hindrances, sentence
from kyc.storage.casework.decisions import DECISIONS
from kyc.storage.database import Database
from kyc.storage.unit import Unit
from tests.databases import TENANT, Clock
from tests.unit.services.casework.desk import (
    ADMINISTRATOR,
    ANI,
    APPROVE,
    AUDITOR,
    BUDI,
    ENTITY,
    OTHER_SENIOR,
    REJECT,
    RESUBMIT,
    SENIOR,
    WHO,
    approve,
    cleared,
    confirmed,
    opened,
    reject,
    taken,
)

CARD = (("document", "IMG.BLUR"),)


def verification_of(unit: Unit, case: Case) -> VerificationState:
    assert case.verification_id
    return unit.verifications.get(case.verification_id).state


def proposed(database: Database) -> tuple[Case, Decision]:
    """A rejection of a sanctioned person, waiting for a second one."""
    case = confirmed(database)
    with database.transaction(TENANT, WHO) as unit:
        return case, reject(unit, case)


def ask(unit: Unit, case: Case, items: wording.Items = CARD, message: str | None = None) -> Decision:
    return decisions.decide(
        unit, ANI, case.id, RESUBMIT, reasons=(), note="", message=message, items=items, version=case.version
    )


class TestApproval:
    def test_it_closes_the_case_and_ends_the_verification(self, database: Database) -> None:
        case = cleared(database)
        with database.transaction(TENANT, WHO) as unit:
            decision = approve(unit, case)
        with database.transaction(TENANT, WHO, read_only=True) as unit:
            closed = unit.cases.get(case.id)
            assert (closed.state, closed.resolution) == (CaseState.CLOSED, "approve")
            assert verification_of(unit, case) is VerificationState.APPROVED
            assert unit.decisions.of(case.id) == (decision,)

    def test_the_report_gets_a_revision_that_says_who_decided_and_is_sealed(self, database: Database) -> None:
        case = cleared(database)
        with database.transaction(TENANT, WHO) as unit:
            decision = approve(unit, case)
        assert case.verification_id
        with database.transaction(TENANT, WHO, read_only=True) as unit:
            first, second = unit.reports.of(case.applicant_id)
            assert unit.verifications.get(case.verification_id).report_id == second.id
        assert (first.revision, second.revision) == (1, 2)
        assert verify(second.document)
        assert decision.report_sha256 == first.document["integrity"]["sha256"]
        outcome = from_json(second.document).outcome
        assert (outcome.recommendation, outcome.decided_by) == ("approve", ANI.id)
        assert second.document["screening"]["hits"][0]["status"] == "false_positive"

    def test_what_the_client_hears_names_nobody_and_no_reason(self, database: Database) -> None:
        case = cleared(database)
        with database.transaction(TENANT, WHO) as unit:
            approve(unit, case)
            events = unit.outbox.list(limit=9).items
            client = as_json(from_json(unit.reports.of(case.applicant_id)[-1].document), "client")
        assert sorted(event.type for event in events) == sorted(HEARD)
        assert client["outcome"]["decided_by"] == "person"
        assert client["outcome"]["reasons"] == []
        assert not [word for event in events for word in SECRET if word in str(event.payload)]

    def test_the_audit_log_has_every_step(self, database: Database) -> None:
        case = cleared(database)
        with database.transaction(TENANT, WHO) as unit:
            approve(unit, case)
        with database.transaction(TENANT, WHO, read_only=True) as unit:
            actions = [event.action for event in unit.audit.list(limit=99).items]
            assert unit.audit.verify().fault is None
        for action in ("case:opened", "case:assigned", "hit:false_positive", "decision:applied", "case:closed"):
            assert action in actions, action


HEARD = ("verification.in_review", "case.opened", "case.closed", "verification.approved")
SECRET = ("SCR", "sanction", ENTITY, ANI.id, "note", "another person")


class TestAskingAgain:
    def test_the_clock_stands_until_the_applicant_answers(self, database: Database, clock: Clock) -> None:
        case = taken(database, "other_face")
        with database.transaction(TENANT, WHO) as unit:
            ask(unit, case)
            waiting = unit.cases.get(case.id)
            assert verification_of(unit, case) is VerificationState.RESUBMISSION_REQUESTED
        assert (waiting.state, waiting.due_at, waiting.assignee) == (CaseState.AWAITING_APPLICANT, None, ANI.id)
        assert waiting.seconds_left
        clock.advance(days=30)
        with database.transaction(TENANT, WHO, read_only=True) as unit:
            assert not queue.find(unit, queue.view("overdue", ANI), limit=9).items

    def test_it_takes_no_second_person_even_where_a_rejection_would(self, database: Database) -> None:
        case = confirmed(database)
        with database.transaction(TENANT, WHO) as unit:
            assert ask(unit, case).state is DecisionState.APPLIED

    @pytest.mark.parametrize(
        "items",
        [
            (),
            (("document", "SCR.SANCTION"),),
            (("document", "FACE.NO_MATCH"),),
            (("shoe", "IMG.BLUR"),),
            (("selfie", "X"),),
        ],
    )
    def test_what_is_asked_for_is_an_image_or_a_field_with_a_reason_of_the_applicants(
        self, database: Database, items: wording.Items
    ) -> None:
        case = taken(database, "other_face")
        with pytest.raises(InputError), database.transaction(TENANT, WHO) as unit:
            ask(unit, case, items)

    def test_what_the_applicant_reads_is_theirs_or_neutral(self) -> None:
        assert wording.message_for(RESUBMIT, (), CARD, "en") == "The image is blurred."
        assert wording.message_for(RESUBMIT, (), CARD, "id") == "Gambar buram."
        for language in ("id", "en"):
            assert "sanc" not in wording.message_for(REJECT, ("SCR.SANCTION", "MAN.FRAUD"), (), language)
            assert wording.message_for(REJECT, ("SCR.SANCTION",), (), language)


class TestFourEyes:
    def test_a_confirmed_sanction_is_decided_by_two(self, database: Database) -> None:
        case, waiting = proposed(database)
        assert waiting.state is DecisionState.PROPOSED
        with database.transaction(TENANT, WHO, read_only=True) as unit:
            assert unit.cases.get(case.id).state is CaseState.PENDING_APPROVAL
            assert verification_of(unit, case) is VerificationState.IN_REVIEW
        with database.transaction(TENANT, WHO) as unit:
            agreed = decisions.agree(unit, SENIOR, waiting.id)
            assert verification_of(unit, case) is VerificationState.REJECTED
            assert unit.cases.get(case.id).state is CaseState.CLOSED
        assert (agreed.state, agreed.maker, agreed.checker) == (DecisionState.APPLIED, ANI.id, SENIOR.id)

    @pytest.mark.parametrize(
        ("checker", "code"),
        [
            (BUDI, "ACCESS.RIGHT"),
            (AUDITOR, "ACCESS.RIGHT"),
            (ADMINISTRATOR, "ACCESS.RIGHT"),
            (replace(SENIOR, id=ANI.id), "ACCESS.OWN_DECISION"),
            (replace(SENIOR, tenant="zenith"), "ACCESS.RIGHT"),
        ],
        ids=["an analyst", "an auditor", "an administrator", "the maker", "a senior of another tenant"],
    )
    def test_who_is_no_second_person(self, database: Database, checker: User, code: str) -> None:
        _, waiting = proposed(database)
        with pytest.raises(AccessError) as error, database.transaction(TENANT, WHO) as unit:
            decisions.agree(unit, checker, waiting.id)
        assert error.value.code == code
        with pytest.raises(AccessError) as error, database.transaction(TENANT, WHO) as unit:
            decisions.return_(unit, checker, waiting.id, "no")
        assert error.value.code == code

    def test_the_database_itself_refuses_a_maker_who_checks(self, database: Database) -> None:
        _, waiting = proposed(database)
        for values in ({"checker": ANI.id}, {"state": "applied"}):
            changed = update(DECISIONS).where(DECISIONS.c.id == waiting.id, DECISIONS.c.tenant == TENANT)
            with pytest.raises(StoreError), database.transaction(TENANT, WHO) as unit:
                unit.scope.connection.execute(changed.values(**values))

    @pytest.mark.parametrize(
        "rewriting",
        [
            "UPDATE decisions SET outcome = 'approve'",
            "UPDATE decisions SET maker = 'usr_somebody'",
            "UPDATE decisions SET needs_four_eyes = false",
            "DELETE FROM decisions",
            "UPDATE case_events SET action = 'noted'",
            "DELETE FROM case_events",
            "DELETE FROM cases",
        ],
    )
    def test_postgresql_lets_the_application_rewrite_nothing(
        self, database: Database, database_url: str, rewriting: str
    ) -> None:
        if not database_url.startswith("postgresql"):
            pytest.skip("SQLite has no rights: whoever has the file has the rows; the audit chain shows it")
        proposed(database)
        with pytest.raises(StoreError), database.transaction(TENANT, WHO) as unit:
            unit.scope.connection.execute(text(rewriting))

    def test_what_comes_back_is_the_makers_again(self, database: Database) -> None:
        case, waiting = proposed(database)
        with database.transaction(TENANT, WHO) as unit:
            decisions.return_(unit, SENIOR, waiting.id, "look at the birth date")
        with database.transaction(TENANT, WHO) as unit:
            back = unit.cases.get(case.id)
            assert (back.state, back.assignee) == (CaseState.ASSIGNED, ANI.id)
            assert [decision.state for decision in unit.decisions.of(case.id)] == [DecisionState.RETURNED]
            assert unit.timeline.of(case.id)[-1].text == "look at the birth date"
            assert reject(unit, back).state is DecisionState.PROPOSED

    def test_what_is_settled_is_not_settled_again(self, database: Database) -> None:
        _, waiting = proposed(database)
        with database.transaction(TENANT, WHO) as unit:
            decisions.agree(unit, SENIOR, waiting.id)
        with pytest.raises(StateError) as error, database.transaction(TENANT, WHO) as unit:
            decisions.return_(unit, OTHER_SENIOR, waiting.id, "too late")
        assert error.value.code == "DECISION.SETTLED"

    def test_approving_what_the_policy_would_reject_takes_two(self, database: Database) -> None:
        case = taken(database, "other_face")
        with database.transaction(TENANT, WHO) as unit:
            assert approve(unit, case).state is DecisionState.PROPOSED

    def test_a_namesake_is_cleared_by_one(self, database: Database) -> None:
        case = cleared(database)
        with database.transaction(TENANT, WHO) as unit:
            assert approve(unit, case).state is DecisionState.APPLIED

    def test_a_canceled_verification_ends_what_waited(self, database: Database) -> None:
        from kyc.services.onboarding.verifications import cancel

        case, waiting = proposed(database)
        assert case.verification_id
        with database.transaction(TENANT, WHO) as unit:
            cancel(unit, case.verification_id)
        with database.transaction(TENANT, WHO, read_only=True) as unit:
            closed = unit.cases.get(case.id)
            assert (closed.state, closed.resolution) == (CaseState.CLOSED, "canceled")
            assert unit.decisions.get(waiting.id).state is DecisionState.RETURNED


class TestClearingByTwo:
    """Where clearing a sanctions hit takes two, one person's word makes no exception, whatever else they ask for."""

    def cleared_by_one(self, database: Database) -> Case:
        case = taken(database, "flagged_namesake")
        with database.transaction(TENANT, WHO) as unit:
            unit.cases.save(case, four_eyes=("sanction_cleared",))
            hits.review(unit, ANI, case.id, ENTITY, HitStatus.FALSE_POSITIVE, "birth_date_differs")
            return unit.cases.get(case.id)

    def is_excepted(self, database: Database, case: Case) -> bool:
        with database.transaction(TENANT, WHO, read_only=True) as unit:
            return unit.exceptions.find(case.applicant_id, ENTITY) is not None

    def test_the_second_persons_agreeing_makes_the_exception(self, database: Database) -> None:
        case = self.cleared_by_one(database)
        with database.transaction(TENANT, WHO) as unit:
            proposal = approve(unit, case)
        assert proposal.state is DecisionState.PROPOSED
        assert not self.is_excepted(database, case)
        with database.transaction(TENANT, WHO) as unit:
            decisions.agree(unit, SENIOR, proposal.id)
        assert self.is_excepted(database, case)

    def test_asking_for_a_better_picture_makes_none(self, database: Database) -> None:
        case = self.cleared_by_one(database)
        with database.transaction(TENANT, WHO) as unit:
            assert ask(unit, case).state is DecisionState.APPLIED
        assert not self.is_excepted(database, case)

    def test_neither_does_a_rejection_or_what_is_sent_back(self, database: Database) -> None:
        case = self.cleared_by_one(database)
        with database.transaction(TENANT, WHO) as unit:
            decisions.return_(unit, SENIOR, approve(unit, case).id, "look again")
            reject(unit, unit.cases.get(case.id))
        assert not self.is_excepted(database, case)


class TestSuperseding:
    def decided(self, database: Database) -> tuple[Case, Decision]:
        case = cleared(database)
        with database.transaction(TENANT, WHO) as unit:
            made = approve(unit, case)
            return unit.cases.get(case.id), made

    def supersede(self, unit: Unit, case: Case, old: Decision, user: User = SENIOR, **facts: Any) -> Decision:
        reasons = ["MAN.FRAUD"]
        return decisions.supersede(
            unit, user, old.id, REJECT, reasons=reasons, note="he lied", version=case.version, **facts
        )

    def test_it_takes_two_and_keeps_both(self, database: Database) -> None:
        case, old = self.decided(database)
        with database.transaction(TENANT, WHO) as unit:
            waiting = self.supersede(unit, case, old)
            assert waiting.state is DecisionState.PROPOSED
            assert queue.find(unit, queue.view("approval", ANI), limit=9).items[0].id == case.id
        with database.transaction(TENANT, WHO) as unit:
            decisions.agree(unit, OTHER_SENIOR, waiting.id)
        with database.transaction(TENANT, WHO, read_only=True) as unit:
            first, second = unit.decisions.of(case.id)
            after = unit.cases.get(case.id)
            assert verification_of(unit, case) is VerificationState.APPROVED, "a terminal state is never reopened"
            assert unit.reports.of(case.applicant_id)[-1].document["outcome"]["recommendation"] == "reject"
        assert (first.state, second.state) == (DecisionState.SUPERSEDED, DecisionState.APPLIED)
        assert (second.supersedes, after.state, after.resolution) == (old.id, CaseState.CLOSED, "reject")

    def test_where_the_policy_asks_for_one_it_holds_at_once(self, database: Database) -> None:
        case, old = self.decided(database)
        with database.transaction(TENANT, WHO) as unit:
            case = unit.cases.save(case, four_eyes=())
            assert self.supersede(unit, case, old).state is DecisionState.APPLIED
            assert unit.decisions.get(old.id).state is DecisionState.SUPERSEDED

    def test_an_analyst_supersedes_nothing(self, database: Database) -> None:
        case, old = self.decided(database)
        with pytest.raises(AccessError), database.transaction(TENANT, WHO) as unit:
            self.supersede(unit, case, old, ANI)

    def test_only_what_stands_is_replaced_and_by_one_at_a_time(self, database: Database) -> None:
        case, old = self.decided(database)
        with database.transaction(TENANT, WHO) as unit:
            self.supersede(unit, case, old)
        with pytest.raises(StateError) as error, database.transaction(TENANT, WHO) as unit:
            self.supersede(unit, unit.cases.get(case.id), old, OTHER_SENIOR)
        assert error.value.code == "CASE.PENDING_APPROVAL"
        with pytest.raises(StateError) as error, database.transaction(TENANT, WHO) as unit:  # noqa: PT012
            waiting = unit.decisions.of(case.id)[-1]
            self.supersede(unit, unit.cases.get(case.id), waiting, OTHER_SENIOR)
        assert error.value.code == "DECISION.NOT_STANDING"


class TestTwoAtOnce:
    def test_the_loser_is_told_and_sees_what_changed(self, database: Database, clock: Clock) -> None:
        case = cleared(database)
        with database.transaction(TENANT, WHO) as unit:
            seen = look(unit, ANI, case.id)
        clock.advance(minutes=1)
        with database.transaction(TENANT, WHO) as unit:
            approve(unit, case)
        with pytest.raises(StoreError) as error, database.transaction(TENANT, WHO) as unit:
            approve(unit, case)
        assert error.value.code == "STORE.CONFLICT"
        with database.transaction(TENANT, WHO) as unit:
            changed = changed_since(look(unit, ANI, case.id), seen.at)
        assert [event.action for event in changed] == ["decided", "closed"]

    def test_one_of_four_wins(self, open_database: Callable[..., Database]) -> None:
        database = open_database(pool_size=8, busy_seconds=20.0)
        database.ensure_tenant(TENANT)
        case = cleared(database)

        def attempt(number: int) -> str:
            try:
                with database.transaction(TENANT, WHO) as unit:
                    return approve(unit, case, token=f"form-{number}").id
            except KycError as error:
                return error.code

        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(attempt, range(4)))
        losers = [answer for answer in answers if not answer.startswith("dec_")]
        assert losers == ["STORE.CONFLICT"] * 3
        with database.transaction(TENANT, WHO, read_only=True) as unit:
            assert len(unit.decisions.of(case.id)) == 1
            assert len(unit.reports.of(case.applicant_id)) == 2

    def test_a_form_sent_twice_decides_once(self, database: Database) -> None:
        case = cleared(database)
        made = []
        for _ in range(2):
            with database.transaction(TENANT, WHO) as unit:
                made.append(approve(unit, case, token="form-1"))
        assert made[0] == made[1]
        with database.transaction(TENANT, WHO, read_only=True) as unit:
            assert len(unit.decisions.of(case.id)) == 1

    def test_one_form_decides_one_case(self, database: Database) -> None:
        one, other = cleared(database), cleared(database)
        with database.transaction(TENANT, WHO) as unit:
            approve(unit, one, token="form-1")
        with pytest.raises(StoreError) as error, database.transaction(TENANT, WHO) as unit:
            approve(unit, other, token="form-1")
        assert error.value.code == "STORE.CONFLICT"


class TestHindrances:
    """What is in the way, each alone, with a sentence in both languages."""

    def codes(self, database: Database, case: Case, user: User = ANI, outcome: DecisionOutcome = APPROVE) -> set[str]:
        with database.transaction(TENANT, WHO, read_only=True) as unit:
            return set(hindrances(gather(unit, case.id), user, outcome))

    def test_nothing(self, database: Database) -> None:
        assert self.codes(database, cleared(database)) == set()

    def test_nobody_has_it(self, database: Database) -> None:
        assert self.codes(database, opened(database, "other_face")) == {"CASE.UNASSIGNED"}

    def test_somebody_else_has_it(self, database: Database) -> None:
        assert self.codes(database, taken(database, "other_face", BUDI)) == {"CASE.NOT_YOURS"}

    def test_somebody_else_has_it_open(self, database: Database) -> None:
        case = taken(database, "other_face")
        with database.transaction(TENANT, WHO) as unit:
            unit.case_locks.take(case, BUDI.id, timedelta(minutes=5))
        assert self.codes(database, case) == {"CASE.LOCKED"}

    @pytest.mark.parametrize("outcome", [APPROVE, REJECT])
    def test_a_hit_is_open(self, database: Database, outcome: DecisionOutcome) -> None:
        assert self.codes(database, taken(database), outcome=outcome) == {"CASE.HITS_OPEN"}

    def test_a_better_picture_may_be_asked_for_while_a_hit_is_open(self, database: Database) -> None:
        assert self.codes(database, taken(database), outcome=RESUBMIT) == set()

    def test_a_confirmed_sanction_is_never_approved(self, database: Database) -> None:
        assert self.codes(database, confirmed(database)) == {"CASE.SANCTION_CONFIRMED"}
        assert self.codes(database, confirmed(database, SENIOR), SENIOR) == {"CASE.SANCTION_CONFIRMED"}

    def test_what_stays_unsure_is_a_seniors(self, database: Database) -> None:
        for user, expected in ((ANI, {"CASE.HIT_INCONCLUSIVE"}), (SENIOR, set())):
            case = taken(database, "sanctioned", user)
            with database.transaction(TENANT, WHO) as unit:
                hits.review(unit, user, case.id, ENTITY, HitStatus.INCONCLUSIVE, "too_little_data")
            assert self.codes(database, case, user) == expected
            assert self.codes(database, case, user, REJECT) == set()

    def test_it_was_escalated(self, database: Database) -> None:
        case = taken(database, "other_face")
        with database.transaction(TENANT, WHO) as unit:
            unit.cases.save(case, escalated=True)
        assert self.codes(database, case) == {"CASE.NEEDS_SENIOR"}

    def test_who_may_not_decide(self, database: Database) -> None:
        for user in (AUDITOR, ADMINISTRATOR, replace(ANI, disabled_at=ANI.created_at)):
            assert "ACCESS.RIGHT" in self.codes(database, taken(database, "other_face", number=len(user.id)), user)

    @pytest.mark.parametrize(
        ("kind", "outcome", "code"),
        [
            (CaseKind.MONITORING, RESUBMIT, "CASE.NOTHING_TO_ASK"),
            (CaseKind.MONITORING, APPROVE, None),
            (CaseKind.MONITORING, REJECT, None),
            (CaseKind.ONBOARDING, RESUBMIT, None),
        ],
    )
    def test_an_alert_is_about_a_person_of_whom_nothing_can_be_asked(
        self, database: Database, kind: CaseKind, outcome: DecisionOutcome, code: str | None
    ) -> None:
        case = cleared(database)
        with database.transaction(TENANT, WHO, read_only=True) as unit:
            view = gather(unit, case.id)
        view = replace(view, case=replace(view.case, kind=kind))
        assert hindrances(view, ANI, outcome) == ((code,) if code else ())

    @pytest.mark.parametrize("state", [each for each in VerificationState if each is not VerificationState.IN_REVIEW])
    def test_a_verification_that_is_not_in_review_is_decided_by_nobody(
        self, database: Database, state: VerificationState
    ) -> None:
        case = cleared(database)
        with database.transaction(TENANT, WHO, read_only=True) as unit:
            view = gather(unit, case.id)
        assert view.verification
        moved = replace(view, verification=replace(view.verification, state=state))
        for elsewhere in (moved, replace(view, verification=None)):
            assert hindrances(elsewhere, ANI, APPROVE) == ("CASE.NOT_IN_REVIEW",)

    def test_every_code_has_a_sentence_in_both_languages(self) -> None:
        for code in SENTENCES:
            assert sentence(code, "en").endswith(".")
            assert sentence(code, "id").endswith(".")
            assert sentence(code, "id") != sentence(code, "en")

    def test_the_refusal_is_in_the_users_language(self, database: Database) -> None:
        case = taken(database)
        with pytest.raises(StateError, match="Masih ada temuan"), database.transaction(TENANT, WHO) as unit:
            approve(unit, case, replace(ANI, language="id"))


@pytest.mark.parametrize(
    ("outcome", "facts", "code"),
    [
        (APPROVE, {"reasons": []}, "DECISION.REASONS"),
        (APPROVE, {"reasons": ["SCR.SANCTION"]}, "DECISION.REASONS"),
        (REJECT, {"reasons": ["MAN.CLEARED"]}, "DECISION.REASONS"),
        (REJECT, {"reasons": ["NO.SUCH_CODE"]}, "DECISION.REASONS"),
        (APPROVE, {"note": " \n"}, "DECISION.NOTE"),
        (APPROVE, {"note": "x" * 4001}, "DECISION.NOTE"),
        (REJECT, {"reasons": ["FACE.NO_MATCH"], "message": "You are on a sanctions list."}, "DECISION.MESSAGE"),
        (REJECT, {"reasons": ["FACE.NO_MATCH"], "message": "Anda masuk daftar teroris"}, "DECISION.MESSAGE"),
        (REJECT, {"reasons": ["FACE.NO_MATCH"], "message": "code SCR.PEP"}, "DECISION.MESSAGE"),
        (APPROVE, {"items": CARD}, "DECISION.ITEMS"),
    ],
)
def test_a_decision_says_neither_too_little_nor_too_much(
    database: Database, outcome: DecisionOutcome, facts: dict[str, Any], code: str
) -> None:
    case = cleared(database)
    told: dict[str, Any] = {"reasons": ["MAN.CLEARED"], "note": "another person"} | facts
    with pytest.raises(InputError) as error, database.transaction(TENANT, WHO) as unit:
        decisions.decide(unit, ANI, case.id, outcome, version=case.version, **told)
    assert error.value.code == code


def test_nothing_of_a_refused_decision_is_left(database: Database) -> None:
    case = cleared(database)
    with pytest.raises(InputError), database.transaction(TENANT, WHO) as unit:
        decisions.decide(unit, ANI, case.id, APPROVE, reasons=["MAN.CLEARED"], note="", version=case.version)
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        assert unit.cases.get(case.id) == case
        assert unit.decisions.of(case.id) == ()
        assert all(
            isinstance(event, Event) and event.type != "case.closed" for event in unit.outbox.list(limit=9).items
        )
