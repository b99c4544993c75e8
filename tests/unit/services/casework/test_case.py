"""A case looked at and worked on: who sees what, notes, files, locks, and what an erasure leaves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from kyc.model.case import CaseState, DecisionState
from kyc.model.errors import AccessError, InputError, KycError, StateError, StoreError
from kyc.model.submission import SubmittedImage
from kyc.model.user import User
from kyc.model.verification import VerificationState
from kyc.services.casework import case as cases
from kyc.services.casework import decisions
from kyc.services.casework.gathering import CaseView
from kyc.services.onboarding import privacy
from kyc.storage.database import Database
from kyc.storage.sweeping import sweep
from kyc.storage.unit import Unit
from tests.databases import TENANT, Clock
from tests.unit.services.casework.desk import (
    ADMINISTRATOR,
    ANI,
    AUDITOR,
    BUDI,
    ENTITY,
    SENIOR,
    STRANGER,
    WHO,
    approve,
    cleared,
    confirmed,
    opened,
    reject,
    taken,
)

PDF = b"%PDF-1.7\n%%EOF"


def seen(database: Database, user: User, case_id: str) -> CaseView:
    with database.transaction(TENANT, WHO) as unit:
        return cases.look(unit, user, case_id)


def actions(database: Database, object_id: str) -> list[str]:
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        return [event.action for event in unit.audit.list(limit=99, object_id=object_id).items]


class TestLooking:
    @pytest.mark.parametrize("user", [ANI, SENIOR, AUDITOR], ids=["analyst", "senior", "auditor"])
    def test_who_may_see_personal_data_sees_all_and_the_log_has_it(self, database: Database, user: User) -> None:
        case = cleared(database)
        view = seen(database, user, case.id)
        assert view.applicant.declared
        assert view.report
        assert view.screening
        assert view.reviews
        assert actions(database, case.id)[0] == "case:read"

    def test_an_administrator_sees_states_and_codes_only(self, database: Database) -> None:
        case = cleared(database)
        with database.transaction(TENANT, WHO) as unit:
            cases.note(unit, ANI, case.id, "a secret")
            cases.attach(unit, ANI, case.id, "letter.pdf", PDF)
            approve(unit, case)
        view = seen(database, ADMINISTRATOR, case.id)
        nothing = (view.applicant.declared, view.applicant.external_id, view.report, view.evidence, view.screening)
        assert nothing == (None,) * 5
        assert (view.images, view.reviews, view.attachments) == ((), (), ())
        assert {event.text for event in view.timeline} == {None}
        assert [(decision.note, decision.message) for decision in view.decisions] == [("", None)]
        assert [event.action for event in view.timeline][-3:] == ["attached", "decided", "closed"]
        assert not view.is_personal
        assert "case:read" not in actions(database, case.id)

    def test_nobody_of_another_tenant_or_without_a_right(self, database: Database) -> None:
        case = opened(database)
        with pytest.raises(AccessError), database.transaction(TENANT, WHO) as unit:
            cases.look(unit, STRANGER, case.id)

    def test_other_cases_about_the_same_person_are_shown(self, database: Database) -> None:
        case = opened(database)
        assert seen(database, ANI, case.id).earlier == ()

    def test_a_case_has_a_number_a_label_and_an_id(self, database: Database) -> None:
        case = opened(database)
        with database.transaction(TENANT, WHO, read_only=True) as unit:
            assert {cases.by_label(unit, label).id for label in ("KYC-1", "kyc-1", "1", case.id)} == {case.id}

    @pytest.mark.parametrize("label", ["KYC-2", "", "KYC-", "KYC-KYC-1", "9999999999", "KYC-" + "9" * 5000])
    def test_a_label_of_no_case_is_unknown_however_long(self, database: Database, label: str) -> None:
        opened(database)
        with pytest.raises(StoreError) as error, database.transaction(TENANT, WHO, read_only=True) as unit:
            cases.by_label(unit, label)
        assert error.value.code == "STORE.UNKNOWN"

    def test_an_image_that_was_handed_in_is_read_and_noted(self, database: Database) -> None:
        case = opened(database)
        with pytest.raises(StoreError) as error, database.transaction(TENANT, WHO) as unit:
            cases.image(unit, ANI, case.id, "document")
        assert error.value.code == "STORE.UNKNOWN", "the fixture handed in none"
        with pytest.raises(AccessError), database.transaction(TENANT, WHO) as unit:
            cases.image(unit, ADMINISTRATOR, case.id, "document")


class TestNotesAndFiles:
    def test_a_note_is_in_the_timeline_and_its_text_nowhere_in_the_log(self, database: Database) -> None:
        case = taken(database)
        text = "<script>alert(1)</script> =1+1 \u202e …"
        with database.transaction(TENANT, WHO) as unit:
            cases.note(unit, BUDI, case.id, text)
        last = seen(database, ANI, case.id).timeline[-1]
        assert (last.action, last.actor, last.text) == ("noted", BUDI.id, text)
        with database.transaction(TENANT, WHO, read_only=True) as unit:
            assert "script" not in repr(unit.audit.list(limit=99).items)

    def test_a_file_comes_back_byte_for_byte(self, database: Database, tmp_path: Path) -> None:
        case = taken(database)
        with database.transaction(TENANT, WHO) as unit:
            made = cases.attach(unit, ANI, case.id, "../court\u202eorder.exe", PDF)
        with database.transaction(TENANT, WHO) as unit:
            known, content = cases.attachment(unit, AUDITOR, case.id, made.id)
        assert (known.name, known.media_type, known.size, content) == ("courtorder.pdf", "application/pdf", 14, PDF)
        assert not any(PDF in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
        assert "attachment:read" in actions(database, case.id)

    def test_a_file_of_another_case_is_an_unknown_one(self, database: Database) -> None:
        one, other = taken(database, number=1), taken(database, number=2)
        with database.transaction(TENANT, WHO) as unit:
            made = cases.attach(unit, ANI, one.id, "a.pdf", PDF)
        with pytest.raises(StoreError) as error, database.transaction(TENANT, WHO) as unit:
            cases.attachment(unit, ANI, other.id, made.id)
        assert error.value.code == "STORE.UNKNOWN"

    def test_a_file_whose_row_was_rolled_back_is_gone_and_a_named_one_is_never_swept(
        self, database: Database, tmp_path: Path
    ) -> None:
        case = taken(database)
        with pytest.raises(ZeroDivisionError), database.transaction(TENANT, WHO) as unit:  # noqa: PT012
            cases.attach(unit, ANI, case.id, "a.pdf", PDF)
            _ = 1 // 0
        assert not [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()]
        with database.transaction(TENANT, WHO) as unit:
            kept = cases.attach(unit, ANI, case.id, "a.pdf", PDF)
            unit.documents.add(case.applicant_id, SubmittedImage("document", b"image"), media_type="image/png")
        assert sweep(database, WHO) == 0
        with database.transaction(TENANT, WHO) as unit:
            assert cases.attachment(unit, ANI, case.id, kept.id)[1] == PDF


REFUSED: dict[str, tuple[Callable[[Unit, str], object], type[KycError], str]] = {
    "an empty note": (lambda unit, case: cases.note(unit, ANI, case, " \n"), InputError, "CASE.NOTE"),
    "a book": (lambda unit, case: cases.note(unit, ANI, case, "x" * 20_001), InputError, "CASE.NOTE"),
    "an auditor's note": (lambda unit, case: cases.note(unit, AUDITOR, case, "x"), AccessError, "ACCESS.RIGHT"),
    "a program": (lambda unit, case: cases.attach(unit, ANI, case, "a.pdf", b"MZ\x90\0"), InputError, "FILE.KIND"),
    "an auditor's file": (lambda unit, case: cases.attach(unit, AUDITOR, case, "a", PDF), AccessError, "ACCESS.RIGHT"),
    "an administrator's look at a file": (
        lambda unit, case: cases.attachment(unit, ADMINISTRATOR, case, "att_1"), AccessError, "ACCESS.RIGHT",
    ),
    "an auditor's lock": (lambda unit, case: cases.lock(unit, AUDITOR, case), AccessError, "ACCESS.RIGHT"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refused(database: Database, name: str) -> None:
    refused, error_type, code = REFUSED[name]
    case = taken(database)
    with pytest.raises(error_type) as error, database.transaction(TENANT, WHO) as unit:
        refused(unit, case.id)
    assert error.value.code == code


def test_nothing_is_laid_to_a_closed_case_but_a_note(database: Database) -> None:
    case = cleared(database)
    with database.transaction(TENANT, WHO) as unit:
        approve(unit, case)
        cases.note(unit, BUDI, case.id, "for the file")
    with pytest.raises(StateError), database.transaction(TENANT, WHO) as unit:
        cases.attach(unit, ANI, case.id, "late.pdf", PDF)


def test_a_lock_tells_who_is_there_and_runs_out(database: Database, clock: Clock) -> None:
    case = taken(database)
    with database.transaction(TENANT, WHO) as unit:
        mine = cases.lock(unit, ANI, case.id)
        assert cases.lock(unit, BUDI, case.id) == mine
    clock.advance(minutes=3)
    with database.transaction(TENANT, WHO) as unit:
        longer = cases.lock(unit, ANI, case.id)
    assert (longer.since, longer.expires_at) == (mine.since, clock() + timedelta(minutes=5))
    clock.advance(minutes=6)
    with database.transaction(TENANT, WHO) as unit:
        assert cases.lock(unit, BUDI, case.id).holder == BUDI.id
        cases.unlock(unit, ANI, case.id)
        assert unit.case_locks.of(case.id), "nobody gives back what is somebody else's"
        cases.unlock(unit, BUDI, case.id)
        assert unit.case_locks.of(case.id) is None


class TestErasing:
    def test_what_was_written_goes_and_what_was_decided_stays(self, database: Database, tmp_path: Path) -> None:
        case = cleared(database)
        with database.transaction(TENANT, WHO) as unit:
            cases.note(unit, ANI, case.id, "a note")
            cases.attach(unit, ANI, case.id, "a.pdf", PDF)
            approve(unit, case)
        with database.transaction(TENANT, WHO) as unit:
            destroyed = dict(privacy.erase(unit, case.applicant_id).destroyed)
        assert {kind: destroyed[kind] for kind in ("notes", "attachments", "reviews", "decisions", "exceptions")} == {
            "notes": 1, "attachments": 1, "reviews": 1, "decisions": 1, "exceptions": 1,
        }  # fmt: skip
        view = seen(database, ANI, case.id)
        (decision,) = view.decisions
        assert (decision.outcome, decision.maker, decision.reasons) == ("approve", ANI.id, ("MAN.CLEARED",))
        assert (decision.note, decision.message) == ("", None)
        assert {event.text for event in view.timeline} == {None}
        assert (view.report, view.screening, view.attachments, view.evidence) == (None, None, (), None)
        assert view.reviews[0].note is None
        assert not [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()]

    def test_open_work_ends_with_its_applicant(self, database: Database) -> None:
        case = confirmed(database)
        with database.transaction(TENANT, WHO) as unit:
            waiting = reject(unit, case)
        with database.transaction(TENANT, WHO) as unit:
            privacy.erase(unit, case.applicant_id)
        with database.transaction(TENANT, WHO, read_only=True) as unit:
            closed = unit.cases.get(case.id)
            assert (closed.state, closed.resolution) == (CaseState.CLOSED, "erased")
            assert unit.decisions.get(waiting.id).state is DecisionState.RETURNED
            assert unit.verifications.get(case.verification_id or "").state is VerificationState.CANCELED
        with pytest.raises(StateError), database.transaction(TENANT, WHO) as unit:
            decisions.agree(unit, SENIOR, waiting.id)

    def test_who_waits_for_an_answer_is_told_that_none_will_come(self, database: Database) -> None:
        case = opened(database)
        with database.transaction(TENANT, WHO, read_only=True) as unit:
            before = max(each.sequence for each in unit.outbox.since(case.applicant_id, 0))
        for _ in range(2):  # erasing again says nothing again
            with database.transaction(TENANT, WHO) as unit:
                privacy.erase(unit, case.applicant_id)
                told = unit.outbox.since(case.applicant_id, before)
            assert [(each.type, each.payload["state"]) for each in told] == [
                ("case.closed", "closed"),
                ("verification.canceled", "canceled"),
            ]
        assert actions(database, case.verification_id or "").count("verification:canceled") == 1
        assert actions(database, case.id).count("case:closed") == 1

    def test_a_hold_refuses_and_nobody_is_told_anything(self, database: Database) -> None:
        case = opened(database)
        with database.transaction(TENANT, WHO) as unit:
            unit.holds.place(case.applicant_id, "an inquiry")
            before = unit.outbox.list(limit=99)
        with pytest.raises(StateError), database.transaction(TENANT, WHO) as unit:
            privacy.erase(unit, case.applicant_id)
        with database.transaction(TENANT, WHO, read_only=True) as unit:
            assert unit.outbox.list(limit=99) == before
            assert unit.cases.get(case.id).state is case.state

    def test_what_an_applicant_is_given_of_their_data_tells_nothing_of_the_case(self, database: Database) -> None:
        case = confirmed(database)
        with database.transaction(TENANT, WHO) as unit:
            cases.note(unit, ANI, case.id, "frozen, reported to PPATK")
            reject(unit, case)
            export = privacy.export(unit, case.applicant_id)
        reports = [privacy.report_json(report) for report in export.reports]
        assert set(export.__slots__) == {
            "applicant", "consents", "images", "reports", "retention", "at",
        }  # fmt: skip
        assert not [word for word in ("PPATK", "SCR", ENTITY, "KYC-", ANI.id) if word in repr(reports)]
