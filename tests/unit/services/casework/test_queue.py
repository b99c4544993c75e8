"""The queue: in which order cases come, how they are found, and that no two people are handed the same one."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.casework import seed
from kyc.model.case import Case, CaseKind, CaseState, DecisionOutcome
from kyc.model.errors import AccessError, InputError, KycError, StateError
from kyc.model.queue import OPEN_STATES, Filters
from kyc.model.user import User
from kyc.services.casework import decisions, queue
from kyc.services.casework.opening import open_case
from kyc.storage.casework.finding import rank
from kyc.storage.database import Database
from kyc.storage.unit import Unit
from tests.databases import NOON, OTHER, TENANT, Clock
from tests.unit.services.casework.desk import (
    ADMINISTRATOR,
    ANI,
    AUDITOR,
    BUDI,
    SENIOR,
    STRANGER,
    WHO,
    approve,
    cleared,
    opened,
    taken,
)


def found(database: Database, filters: Filters, limit: int = 50) -> list[int]:
    """The numbers of the cases that a question finds, in their order."""
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        return [case.number for case in queue.find(unit, filters, limit=limit).items]


def alert(unit: Unit, applicant_id: str, **facts: Any) -> Case:
    values: dict[str, Any] = {"reasons": ("SCR.PEP",), "score": 30, "queue": "alerts"} | facts
    return open_case(unit, applicant_id=applicant_id, verification_id=None, kind=CaseKind.MONITORING, **values)


def test_what_is_urgent_comes_first_then_what_is_due_then_what_is_older(database: Database, clock: Clock) -> None:
    calm = opened(database, "nik_contradiction", 1)  # priority 58, due in 24 hours of business
    urgent = opened(database, "sanctioned", 2)  # priority 80
    clock.advance(hours=30)
    later = opened(database, "flagged_namesake", 3)  # priority 80, due later
    assert found(database, Filters()) == [urgent.number, later.number, calm.number]


def test_closed_cases_come_last_and_the_latest_of_them_first(database: Database, clock: Clock) -> None:
    first = cleared(database)
    with database.transaction(TENANT, WHO) as unit:
        approve(unit, first)
    clock.advance(hours=1)
    second = cleared(database)
    with database.transaction(TENANT, WHO) as unit:
        approve(unit, second)
    waiting = opened(database, "other_face")
    assert found(database, Filters(states=tuple(CaseState))) == [waiting.number, second.number, first.number]


@given(st.data())
def test_ranks_sort_as_priority_due_time_and_number_do(data: st.DataObject) -> None:
    def any_case() -> Case:
        due = data.draw(st.none() | st.integers(0, 10**6).map(lambda after: NOON + timedelta(seconds=after)))
        priority, number = data.draw(st.integers(0, 100)), data.draw(st.integers(1, 10**9))
        return replace(SAMPLE, priority=priority, number=number, due_at=due)

    def order(case: Case) -> tuple[int, float, int]:
        return -case.priority, case.due_at.timestamp() if case.due_at else float("inf"), case.number

    one, other = any_case(), any_case()
    assert (rank(one) < rank(other)) is (order(one) < order(other))
    assert len(rank(one)) == len(rank(replace(one, closed_at=NOON)))
    assert rank(one) < rank(replace(other, closed_at=NOON))


SAMPLE = Case(
    "cas_1", TENANT, 1, CaseKind.ONBOARDING, "app_1", "ver_1", CaseState.OPEN, "default", 0, (), 0, NOON, NOON
)  # fmt: skip


def test_every_case_is_found_on_exactly_one_page(database: Database) -> None:
    seed(database, TENANT, 23, now=NOON)
    pages, mark = [], None
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        while True:
            page = queue.find(unit, Filters(), limit=5, after=mark)
            pages += [case.number for case in page.items]
            mark = page.next
            if mark is None:
                break
    assert sorted(pages) == list(range(1, 24))


FILTERS: dict[str, tuple[Filters, set[int]]] = {
    "queue": (Filters(queue="sanctions"), {1, 2}),
    "kind": (Filters(kind=CaseKind.MONITORING), {5}),
    "reason": (Filters(reason="FACE.NO_MATCH"), {4}),
    "no part of a reason": (Filters(reason="FACE"), set()),
    "wildcards mean themselves": (Filters(reason="FACE%"), set()),
    "least score": (Filters(least_score=58), {2, 3}),
    "most score": (Filters(most_score=36), {4, 5}),
    "assignee": (Filters(assignee=BUDI.id), {3}),
    "unassigned": (Filters(is_unassigned=True), {1, 2, 4, 5}),
    "state": (Filters(states=(CaseState.ASSIGNED,)), {3}),
    "nothing": (Filters(states=()), set()),
    "a number": (Filters(text="KYC-4"), {4}),
    "a bare number": (Filters(text=" 4 "), {4}),
    "an unknown number": (Filters(text="KYC-77"), set()),
    "an external id": (Filters(text="fixture-00002"), {3}),
    "nobody's name": (Filters(text="'; DROP TABLE cases --"), set()),
}


@pytest.mark.parametrize("name", FILTERS)
def test_filters(database: Database, name: str) -> None:
    filters, expected = FILTERS[name]
    seeded = seed(database, TENANT, 4, now=NOON)
    with database.transaction(TENANT, WHO) as unit:
        alert(unit, unit.cases.get(seeded.cases[0]).applicant_id)
        queue.assign(unit, SENIOR, [seeded.cases[2]], BUDI)
    assert set(found(database, filters)) == expected


def test_a_case_is_found_by_the_whole_number_of_a_person_and_by_its_mask(database: Database) -> None:
    case = opened(database, "sanctioned", 7)
    opened(database, "sanctioned", 8)
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        declared = unit.applicants.get(case.applicant_id).declared
    assert declared
    assert declared.document_number
    nik = declared.document_number
    for text in (nik, f"{nik[:6]}******{nik[-4:]}", case.applicant_id):
        assert found(database, Filters(text=text)) == [case.number], text
    assert found(database, Filters(text=f"{nik[:6]}******")) == []


def test_overdue_is_what_is_open_and_late(database: Database, clock: Clock) -> None:
    late, done = opened(database, "sanctioned", 1), cleared(database)
    clock.advance(days=3)
    with database.transaction(TENANT, WHO) as unit:
        approve(unit, done)
    assert found(database, Filters(is_overdue=True, states=tuple(CaseState))) == [late.number]


def test_views_count_what_they_show(database: Database) -> None:
    seed(database, TENANT, 8, now=NOON)
    taken(database, "other_face", ANI, 9)
    with database.transaction(TENANT, WHO) as unit:
        counted = queue.count_by_view(unit, ANI)
        for key, number in counted.items():
            assert len(queue.find(unit, queue.view(key, ANI), limit=50).items) == number, key
    assert (counted["open"], counted["mine"], counted["unassigned"]) == (9, 1, 8)


class TestHandingOut:
    def test_the_next_case_is_the_head_of_the_queue_and_then_somebodys(self, database: Database) -> None:
        seed(database, TENANT, 4, now=NOON)
        numbers = []
        for _ in range(5):
            with database.transaction(TENANT, WHO) as unit:
                case = queue.take_next(unit, ANI)
                numbers.append(case.number if case else None)
        assert numbers == [1, 2, 3, 4, None]

    def test_no_two_people_get_the_same_case(self, open_database: Callable[..., Database]) -> None:
        database = open_database(pool_size=8, busy_seconds=20.0)
        seeded = seed(database, TENANT, 24, now=NOON)

        def work(user: User) -> list[str]:
            mine: list[str] = []
            while True:
                with database.transaction(TENANT, WHO) as unit:
                    case = queue.take_next(unit, user)
                if case is None:
                    return mine
                mine.append(case.id)

        with ThreadPoolExecutor(4) as pool:
            hands = list(pool.map(work, (ANI, BUDI, SENIOR, replace(ANI, id="usr_cici"))))
        assert sorted(case for hand in hands for case in hand) == sorted(seeded.cases)

    def test_what_was_escalated_waits_for_a_senior(self, database: Database) -> None:
        case = taken(database)
        with database.transaction(TENANT, WHO) as unit:
            queue.escalate(unit, ANI, case.id, "I know him")
        with database.transaction(TENANT, WHO) as unit:
            assert queue.take_next(unit, ANI) is None
            assert queue.assign(unit, ANI, [case.id], ANI).refused == {case.id: "CASE.NEEDS_SENIOR"}
            seniors = queue.take_next(unit, SENIOR)
            assert seniors
            assert (seniors.id, seniors.escalated) == (case.id, True)

    def test_a_plan_is_what_happens(self, database: Database) -> None:
        free, held, shut = opened(database, number=1), taken(database, user=BUDI, number=2), cleared(database)
        with database.transaction(TENANT, WHO) as unit:
            approve(unit, shut)
        asked = (free.id, held.id, shut.id, "cas_none", free.id)
        with database.transaction(TENANT, WHO) as unit:
            planned = queue.preview_assign(unit, SENIOR, asked, ANI)
            done = queue.assign(unit, SENIOR, asked, ANI)
        assert [case.id for case in planned.cases] == [case.id for case in done.cases] == [free.id, held.id]
        assert planned.refused == done.refused == {shut.id: "CASE.CLOSED", "cas_none": "STORE.UNKNOWN"}
        assert {case.assignee for case in done.cases} == {ANI.id}

    @pytest.mark.parametrize(
        "whose",
        [AUDITOR, ADMINISTRATOR, replace(ANI, disabled_at=NOON), STRANGER],
        ids=["an auditor", "an administrator", "who left", "of another tenant"],
    )
    def test_nobody_is_given_what_they_could_not_work_on(self, database: Database, whose: User) -> None:
        case = opened(database)
        with database.transaction(TENANT, WHO) as unit:
            done = queue.assign(unit, SENIOR, [case.id], whose)
            assert (done.cases, done.refused) == ((), {case.id: "CASE.NOT_FOR_THEM"})
            assert unit.cases.get(case.id).assignee is None

    def test_an_analyst_takes_what_is_free_and_nothing_else(self, database: Database) -> None:
        held = taken(database, user=BUDI)
        with database.transaction(TENANT, WHO) as unit:
            assert queue.assign(unit, ANI, [held.id], ANI).refused == {held.id: "ACCESS.RIGHT"}
            assert queue.assign(unit, ANI, [opened_in(unit).id], BUDI).refused

    def test_a_snoozed_case_comes_back_to_whoever_had_it(self, database: Database, clock: Clock) -> None:
        case = taken(database)
        with database.transaction(TENANT, WHO) as unit:
            queue.snooze(unit, ANI, case.id, NOON + timedelta(hours=2))
            assert queue.wake(unit) == 0
        clock.advance(hours=2)
        with database.transaction(TENANT, WHO) as unit:
            assert queue.wake(unit) == 1
            back = unit.cases.get(case.id)
        assert (back.state, back.assignee, back.wake_at) == (CaseState.ASSIGNED, ANI.id, None)
        assert back.due_at == case.due_at, "putting a case aside does not stop its clock"

    def test_a_released_case_is_anybodys(self, database: Database) -> None:
        case = taken(database)
        with database.transaction(TENANT, WHO) as unit:
            queue.release(unit, ANI, case.id)
            again = queue.take_next(unit, BUDI)
        assert again
        assert again.id == case.id


def opened_in(unit: Unit) -> Case:
    return unit.cases.find(Filters(states=OPEN_STATES), limit=1).items[0]


REFUSED: dict[str, tuple[Callable[[Unit, Case], object], type[KycError]]] = {
    "an auditor takes nothing": (lambda unit, case: queue.take_next(unit, AUDITOR), AccessError),
    "an administrator takes nothing": (lambda unit, case: queue.take_next(unit, ADMINISTRATOR), AccessError),
    "nobody of another tenant": (lambda unit, case: queue.take_next(unit, STRANGER), AccessError),
    "a disabled user": (lambda unit, case: queue.take_next(unit, replace(ANI, disabled_at=NOON)), AccessError),
    "release what is somebody else's": (lambda unit, case: queue.release(unit, BUDI, case.id), AccessError),
    "snooze into the past": (lambda unit, case: queue.snooze(unit, ANI, case.id, NOON), InputError),
    "escalate without a word": (lambda unit, case: queue.escalate(unit, ANI, case.id, "  "), InputError),
    "a page by a wrong mark": (lambda unit, case: queue.find(unit, Filters(), limit=1, after="x' OR 1"), InputError),
    "an unknown view": (lambda unit, case: queue.view("secret", ANI), InputError),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(database: Database, name: str) -> None:
    refused, error = REFUSED[name]
    case = taken(database)
    with pytest.raises(error), database.transaction(TENANT, WHO) as unit:
        refused(unit, case)


def test_what_waits_for_the_applicant_cannot_be_put_aside(database: Database) -> None:
    case = taken(database, "other_face")
    items = (("selfie", "FACE.POOR"),)
    with database.transaction(TENANT, WHO) as unit:
        asked = DecisionOutcome.RESUBMIT
        decisions.decide(unit, ANI, case.id, asked, reasons=(), note="", items=items, version=case.version)
    with pytest.raises(StateError), database.transaction(TENANT, WHO) as unit:
        queue.snooze(unit, ANI, case.id, NOON + timedelta(hours=1))


def test_each_tenant_counts_its_own_cases_without_gaps(database: Database) -> None:
    opened(database)
    with pytest.raises(ZeroDivisionError), database.transaction(TENANT, WHO) as unit:  # noqa: PT012
        alert(unit, opened_in(unit).applicant_id)
        _ = 1 // 0
    assert opened(database, number=1).number == 2, "a transaction that came to nothing gave its number back"
    seed(database, OTHER, 1, now=NOON)
    with database.transaction(OTHER, WHO, read_only=True) as unit:
        assert [case.number for case in unit.cases.find(Filters(), limit=9).items] == [1]


def test_numbers_have_no_gaps_when_many_are_opened_at_once(open_database: Callable[..., Database]) -> None:
    database = open_database(pool_size=8, busy_seconds=20.0)
    seeded = seed(database, TENANT, 1, now=NOON)
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        applicant_id = unit.cases.get(seeded.cases[0]).applicant_id

    def one(_: int) -> int:
        with database.transaction(TENANT, WHO) as unit:
            return alert(unit, applicant_id).number

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(one, range(16))) == list(range(2, 18))
