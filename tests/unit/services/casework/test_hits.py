"""Reviews of hits, the exceptions they make, and how long those hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from kyc.model.applicant import Standing
from kyc.model.case import HIT_REASONS, Case, CaseKind, DecisionOutcome
from kyc.model.errors import AccessError, InputError, KycError, StateError, StoreError
from kyc.model.evidence import Evidence
from kyc.model.screening import HitStatus, Screening
from kyc.model.submission import DeclaredData
from kyc.model.verification import VerificationState
from kyc.reporting.document import as_json, from_json, seal
from kyc.screening.exceptions import query_fingerprint
from kyc.services.casework import decisions, hits, queue
from kyc.services.casework.gathering import CaseView, gather
from kyc.services.casework.opening import open_case
from kyc.services.onboarding import verifications
from kyc.storage.database import Database
from kyc.storage.unit import Unit
from tests.databases import NOON, TENANT, Clock
from tests.unit.services.casework.desk import (
    ADMINISTRATOR,
    ANI,
    APPROVE,
    AUDITOR,
    BUDI,
    ENTITY,
    REJECT,
    SENIOR,
    WHO,
    approve,
    cleared,
    confirmed,
    opened,
    taken,
)

FALSE, TRUE, UNSURE, OPEN = (
    HitStatus.FALSE_POSITIVE,
    HitStatus.TRUE_POSITIVE,
    HitStatus.INCONCLUSIVE,
    HitStatus.OPEN,
)


def view_of(database: Database, case: Case) -> CaseView:
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        return gather(unit, case.id)


def approved(database: Database) -> Case:
    """The case of somebody who was let in."""
    case = cleared(database)
    with database.transaction(TENANT, WHO) as unit:
        approve(unit, case)
    return case


def rewritten(unit: Unit, case: Case, **changes: Any) -> None:
    """Another report comes: the applicant asked about or the entity found is not what it was."""
    assert case.verification_id
    latest = unit.reports.latest(case.verification_id)
    assert latest
    report = from_json(latest.document)
    assert report.screening
    screening = replace(
        report.screening,
        query=replace(report.screening.query, **changes.get("query", {})),
        hits=tuple(replace(hit, **changes.get("hit", {})) for hit in report.screening.hits),
    )
    newer = replace(report, id=unit.scope.new_id("rep"), revision=report.revision + 1, screening=screening)
    unit.reports.add(case.applicant_id, as_json(seal(newer)))


def test_a_false_positive_makes_the_exception_that_was_shown_before(database: Database) -> None:
    case = taken(database, "flagged_namesake")
    with database.transaction(TENANT, WHO) as unit:
        shown = hits.preview_exception(unit, ANI, case.id, ENTITY, "birth_date_differs")
        assert unit.exceptions.find(case.applicant_id, ENTITY) is None, "a preview makes nothing"
        hits.review(unit, ANI, case.id, ENTITY, FALSE, "birth_date_differs")
        assert unit.exceptions.find(case.applicant_id, ENTITY) == shown
    assert shown.expires_at == NOON + timedelta(days=365)
    assert shown.author == ANI.id


@pytest.mark.parametrize(
    ("status", "reason"), [(TRUE, "identity_confirmed"), (UNSURE, "too_little_data"), (OPEN, "withdrawn")]
)
def test_anything_else_makes_none_and_ends_the_one_there_was(
    database: Database, status: HitStatus, reason: str
) -> None:
    case = cleared(database)
    with database.transaction(TENANT, WHO) as unit:
        assert unit.exceptions.find(case.applicant_id, ENTITY)
        hits.review(unit, ANI, case.id, ENTITY, status, reason)
        assert unit.exceptions.find(case.applicant_id, ENTITY) is None
    (hit,) = hits.decisive(view_of(database, case))
    assert hit.status is status


def test_an_exception_that_another_case_ended_does_not_come_back_by_approving(database: Database) -> None:
    case = cleared(database)
    with database.transaction(TENANT, WHO) as unit:
        unit.exceptions.remove(case.applicant_id, ENTITY)  # who works on another attempt found that it is the applicant
        approve(unit, case)
        assert unit.exceptions.find(case.applicant_id, ENTITY) is None


def test_a_later_review_takes_the_place_of_the_one_before_which_stays_in_the_timeline(database: Database) -> None:
    case = confirmed(database)
    with database.transaction(TENANT, WHO) as unit:
        hits.review(unit, ANI, case.id, ENTITY, FALSE, "deceased", note="died in 1999")
        (review,) = unit.reviews.of(case.id)
        told = [event for event in unit.timeline.of(case.id) if event.action == "hit_reviewed"]
    assert (review.status, review.note) == (FALSE, "died in 1999")
    assert [event.detail for event in told] == [
        f"{ENTITY} true_positive identity_confirmed", f"{ENTITY} false_positive deceased",
    ]  # fmt: skip
    assert [event.text for event in told] == [None, "died in 1999"]


@pytest.mark.parametrize(
    "changes",
    [
        {"query": {"name": "SOMEBODY ELSE"}},
        {"query": {"countries": ("MYS",)}},
        {"query": {"id_numbers": ("9999",)}},
        {"hit": {"fingerprint": "f" * 64}},
    ],
    ids=["another name", "another country", "another number", "another state of the entity"],
)
def test_a_change_on_either_side_opens_the_hit_again(database: Database, changes: dict[str, Any]) -> None:
    case = cleared(database)
    (before,) = hits.decisive(view_of(database, case))
    with database.transaction(TENANT, WHO) as unit:
        rewritten(unit, case, **changes)
    (after,) = hits.decisive(view_of(database, case))
    assert (before.status, before.is_stale) == (FALSE, False)
    assert (after.status, after.is_stale) == (OPEN, True)
    with pytest.raises(StateError) as error, database.transaction(TENANT, WHO) as unit:
        decisions.decide(
            unit, ANI, case.id, REJECT, reasons=["FACE.NO_MATCH"], note="n", version=unit.cases.get(case.id).version
        )
    assert error.value.code == "CASE.HITS_OPEN"


def test_what_a_hit_scores_is_not_what_it_is(database: Database) -> None:
    case = cleared(database)
    with database.transaction(TENANT, WHO) as unit:
        rewritten(unit, case, hit={"score": 0.99, "programmes": ("NEW",)})
    (hit,) = hits.decisive(view_of(database, case))
    assert hit.status is FALSE


def below_the_threshold(database: Database) -> Case:
    """A case whose only hit nobody has to look at."""
    case = taken(database, "flagged_namesake")
    with database.transaction(TENANT, WHO) as unit:
        rewritten(unit, case, hit={"flagged": False, "fingerprint": None})
    return case


@pytest.mark.parametrize(
    ("status", "reason", "outcome", "code"),
    [
        (TRUE, "identity_confirmed", APPROVE, "CASE.SANCTION_CONFIRMED"),
        (UNSURE, "too_little_data", APPROVE, "CASE.HIT_INCONCLUSIVE"),
        (TRUE, "identity_confirmed", REJECT, None),
        (FALSE, "birth_date_differs", APPROVE, None),
        (OPEN, "withdrawn", APPROVE, None),
        (None, "", APPROVE, None),
    ],
)
def test_what_a_person_says_of_a_hit_counts_below_the_threshold_too(
    database: Database, status: HitStatus | None, reason: str, outcome: DecisionOutcome, code: str | None
) -> None:
    case = below_the_threshold(database)
    if status:
        with database.transaction(TENANT, WHO) as unit:
            hits.review(unit, ANI, case.id, ENTITY, status, reason)
    view = view_of(database, case)
    assert decisions.hindrances(view, ANI, outcome) == ((code,) if code else ())
    assert decisions.needs_four_eyes(view, outcome) is (status is TRUE)


def test_a_suspicion_below_the_threshold_is_looked_at_again_when_a_side_changes(database: Database) -> None:
    case = below_the_threshold(database)
    with database.transaction(TENANT, WHO) as unit:
        hits.review(unit, ANI, case.id, ENTITY, TRUE, "identity_confirmed")
        rewritten(unit, case, query={"name": "SOMEBODY ELSE"})
    assert "CASE.HITS_OPEN" in decisions.hindrances(view_of(database, case), ANI, APPROVE)


def test_an_entity_of_which_no_state_is_known_is_never_excepted(database: Database, clock: Clock) -> None:
    case = taken(database, "flagged_namesake")
    with database.transaction(TENANT, WHO) as unit:
        rewritten(unit, case, hit={"fingerprint": None})
        hits.review(unit, ANI, case.id, ENTITY, FALSE, "name_only")
        made = unit.exceptions.find(case.applicant_id, ENTITY)
    assert made
    assert not made.holds(made.applicant_fingerprint, "", clock())
    (hit,) = hits.decisive(view_of(database, case))
    assert hit.status is FALSE, "within its own case the review counts"


def test_an_exception_runs_out(database: Database) -> None:
    case = taken(database, "flagged_namesake")
    soon = NOON + timedelta(days=1)
    with database.transaction(TENANT, WHO) as unit:
        hits.review(unit, ANI, case.id, ENTITY, FALSE, "name_only", expires_at=soon)
        made = unit.exceptions.find(case.applicant_id, ENTITY)
    assert made
    sides = (made.applicant_fingerprint, made.entity_fingerprint)
    assert made.holds(*sides, soon - timedelta(seconds=1))
    assert not made.holds(*sides, soon)


class TestAlerts:
    def test_an_alert_brings_its_own_hits(self, database: Database) -> None:
        onboarding = opened(database, "other_face")
        found = view_of(database, taken(database, "sanctioned", number=5)).screening
        assert found
        case = self.alerted(database, onboarding, found)
        view = view_of(database, case)
        assert view.screening == found
        assert [hit.status for hit in hits.decisive(view)] == [OPEN]

    def test_an_alert_is_decided_and_the_verification_stays_as_it_was(self, database: Database) -> None:
        onboarding = opened(database, "other_face")
        found = view_of(database, taken(database, "sanctioned", number=5)).screening
        assert found
        case = self.alerted(database, onboarding, found)
        with database.transaction(TENANT, WHO) as unit:
            queue.assign(unit, ANI, [case.id], ANI)
            hits.review(unit, ANI, case.id, ENTITY, FALSE, "gender_differs")
            version = unit.cases.get(case.id).version
            made = decisions.decide(
                unit, ANI, case.id, APPROVE, reasons=["MAN.CLEARED"], note="a namesake", version=version
            )
        with database.transaction(TENANT, WHO, read_only=True) as unit:
            assert unit.cases.get(case.id).resolution == "approve"
            assert unit.cases.get(onboarding.id).state == "open"
            assert len(unit.reports.of(case.applicant_id)) == 1
        assert made.state == "applied"

    def test_a_confirmed_alert_changes_how_the_applicant_stands_and_nothing_that_ended(
        self, database: Database
    ) -> None:
        onboarding = approved(database)
        found = view_of(database, taken(database, "sanctioned", number=5)).screening
        assert found
        case = self.alerted(database, onboarding, found)
        self.decided(database, case, TRUE, "identity_confirmed", REJECT, "SCR.SANCTION")
        with database.transaction(TENANT, WHO, read_only=True) as unit:
            assert onboarding.verification_id
            assert unit.applicants.get(case.applicant_id).standing is Standing.REJECTED
            assert unit.verifications.get(onboarding.verification_id).state is VerificationState.APPROVED
            told = [event for event in unit.outbox.list(limit=99).items if event.type == "applicant.standing_changed"]
            actions = [event.action for event in unit.timeline.of(case.id)]
            noted = [each.after for each in unit.audit.list(limit=99).items if each.action == "applicant:concluded"]
        assert [event.payload for event in told] == [
            {"applicant_id": case.applicant_id, "standing": "rejected", "case_id": case.id}
        ]
        assert actions[-1] == "stands_rejected"
        assert noted == ["state:rejected", "state:approved"]

    def test_an_alert_that_is_somebody_else_leaves_the_applicant_as_they_stood(self, database: Database) -> None:
        onboarding = approved(database)
        found = view_of(database, taken(database, "sanctioned", number=5)).screening
        assert found
        case = self.alerted(database, onboarding, found)
        self.decided(database, case, FALSE, "gender_differs", APPROVE, "MAN.CLEARED")
        with database.transaction(TENANT, WHO, read_only=True) as unit:
            assert unit.applicants.get(case.applicant_id).standing is Standing.APPROVED
            types = [event.type for event in unit.outbox.list(limit=99).items]
        assert "applicant.standing_changed" not in types

    def test_an_alert_counts_for_the_applicants_order_and_not_for_the_verifications(self, database: Database) -> None:
        onboarding = approved(database)
        found = view_of(database, taken(database, "sanctioned", number=5)).screening
        assert found
        assert onboarding.verification_id
        with database.transaction(TENANT, WHO, read_only=True) as unit:
            before = unit.verifications.get(onboarding.verification_id)
            followed = verifications.events(unit, before.id, after=0)
        self.alerted(database, onboarding, found)
        with database.transaction(TENANT, WHO, read_only=True) as unit:
            assert unit.verifications.get(before.id) == before
            assert verifications.events(unit, before.id, after=0) == followed
            newest = max(unit.outbox.list(limit=99).items, key=lambda event: event.sequence)
        assert {event.type.split(".")[0] for event in followed} == {"verification"}
        assert (newest.type, newest.sequence > before.sequence) == ("case.opened", True)

    def decided(
        self, database: Database, case: Case, status: HitStatus, why: str, outcome: DecisionOutcome, reason: str
    ) -> None:
        with database.transaction(TENANT, WHO) as unit:
            queue.assign(unit, ANI, [case.id], ANI)
            hits.review(unit, ANI, case.id, ENTITY, status, why)
            version = unit.cases.get(case.id).version
            made = decisions.decide(unit, ANI, case.id, outcome, reasons=[reason], note="looked at", version=version)
            if made.state == "proposed":
                decisions.agree(unit, SENIOR, made.id)

    def test_what_is_cleared_in_an_alert_holds_for_the_question_that_raised_it(self, database: Database) -> None:
        onboarding = opened(database, "other_face")
        found = view_of(database, taken(database, "sanctioned", number=5)).screening
        assert found
        case = self.alerted(database, onboarding, found)
        with database.transaction(TENANT, WHO) as unit:
            assert case.verification_id
            read = Evidence(case.verification_id, DeclaredData(name="SITI AMINAH"))
            unit.evidence.put(case.verification_id, case.applicant_id, read)
            queue.assign(unit, ANI, [case.id], ANI)
            hits.review(unit, ANI, case.id, ENTITY, FALSE, "gender_differs")
            made = unit.exceptions.find(case.applicant_id, ENTITY)
        assert made
        assert made.holds(query_fingerprint(found.query), found.hits[0].fingerprint or "", NOON)

    def alerted(self, database: Database, about: Case, found: Screening) -> Case:
        with database.transaction(TENANT, WHO) as unit:
            return open_case(
                unit,
                applicant_id=about.applicant_id,
                verification_id=about.verification_id,
                kind=CaseKind.MONITORING,
                reasons=("SCR.SANCTION",),
                score=80,
                queue="alerts",
                screening=found,
            )


REFUSED: dict[str, tuple[dict[str, Any], type[KycError], str]] = {
    "somebody else's case": ({"user": BUDI}, StateError, "CASE.NOT_YOURS"),
    "an auditor": ({"user": AUDITOR}, AccessError, "ACCESS.RIGHT"),
    "an administrator": ({"user": ADMINISTRATOR}, AccessError, "ACCESS.RIGHT"),
    "a hit of another case": ({"entity_id": "sdn-1"}, InputError, "HIT.UNKNOWN"),
    "a reason of another answer": ({"reason": "identity_confirmed"}, InputError, "HIT.REASON"),
    "no word about another reason": ({"reason": "other", "note": " "}, InputError, "HIT.NOTE"),
    "an exception of yesterday": ({"expires_at": NOON}, InputError, "HIT.EXPIRY"),
    "an exception for ever": ({"expires_at": NOON + timedelta(days=3000)}, InputError, "HIT.EXPIRY"),
    "a page that is out of date": ({"version": 1}, StoreError, "STORE.CONFLICT"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(database: Database, name: str) -> None:
    facts, error_type, code = REFUSED[name]
    case = taken(database, "flagged_namesake")
    asked: dict[str, Any] = {"user": ANI, "entity_id": ENTITY, "status": FALSE, "reason": "name_only"} | facts
    user, entity_id = asked.pop("user"), asked.pop("entity_id")
    with pytest.raises(error_type) as error, database.transaction(TENANT, WHO) as unit:
        hits.review(unit, user, case.id, entity_id, **asked)
    assert error.value.code == code
    assert view_of(database, case).reviews == ()


def test_nobody_reviews_what_nobody_works_on(database: Database) -> None:
    case = opened(database, "sanctioned")
    with pytest.raises(StateError) as error, database.transaction(TENANT, WHO) as unit:
        hits.review(unit, ANI, case.id, ENTITY, FALSE, "name_only")
    assert error.value.code == "CASE.ILLEGAL"


def test_every_answer_has_reasons() -> None:
    assert set(HIT_REASONS) == set(HitStatus)
