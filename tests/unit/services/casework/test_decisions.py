"""Decisions: what they move, who may make them, and what happens when two people make one at once."""

from __future__ import annotations

import pytest

from kyc.model.case import CaseState, DecisionState
from kyc.model.errors import AccessError, StateError, StoreError
from kyc.model.verification import VerificationState
from kyc.reporting.document import from_json, verify
from kyc.services.casework import decisions
from kyc.storage.database import Database
from tests.databases import TENANT
from tests.unit.services.casework.desk import ANI, BUDI, SENIOR, WHO, approve, cleared, confirmed, opened, reject, taken


def test_an_approval_closes_the_case_and_ends_the_verification(database: Database) -> None:
    case = cleared(database)
    with database.transaction(TENANT, WHO) as unit:
        approve(unit, case)
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        closed = unit.cases.get(case.id)
        assert (closed.state, closed.resolution) == (CaseState.CLOSED, "approve")
        assert case.verification_id
        assert unit.verifications.get(case.verification_id).state is VerificationState.APPROVED
        report = unit.reports.latest(case.verification_id)
        assert report
        assert report.revision == 2
        assert verify(report.document)
        outcome = from_json(report.document).outcome
        assert (outcome.recommendation, outcome.decided_by) == ("approve", ANI.id)
        assert report.document["screening"]["hits"][0]["status"] == "false_positive"


def test_a_confirmed_sanction_is_decided_by_two(database: Database) -> None:
    case = confirmed(database)
    with database.transaction(TENANT, WHO) as unit:
        proposed = reject(unit, case)
        assert proposed.state is DecisionState.PROPOSED
        assert unit.cases.get(case.id).state is CaseState.PENDING_APPROVAL
    with pytest.raises(AccessError), database.transaction(TENANT, WHO) as unit:
        decisions.agree(unit, BUDI, proposed.id)
    with database.transaction(TENANT, WHO) as unit:
        assert decisions.agree(unit, SENIOR, proposed.id).state is DecisionState.APPLIED
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        assert unit.cases.get(case.id).state is CaseState.CLOSED
        assert case.verification_id
        assert unit.verifications.get(case.verification_id).state is VerificationState.REJECTED


def test_an_open_hit_is_in_the_way(database: Database) -> None:
    case = taken(database)
    with pytest.raises(StateError) as error, database.transaction(TENANT, WHO) as unit:
        approve(unit, case)
    assert error.value.code == "CASE.HITS_OPEN"


def test_the_second_of_two_deciders_is_told(database: Database) -> None:
    case = cleared(database)
    with database.transaction(TENANT, WHO) as unit:
        approve(unit, case)
    with pytest.raises(StoreError) as error, database.transaction(TENANT, WHO) as unit:
        approve(unit, case)
    assert error.value.code == "STORE.CONFLICT"


def test_a_form_sent_twice_decides_once(database: Database) -> None:
    case = cleared(database)
    made = []
    for _ in range(2):
        with database.transaction(TENANT, WHO) as unit:
            made.append(approve(unit, case, token="form-1"))
    assert made[0] == made[1]


def test_opened(database: Database) -> None:
    assert opened(database).number == 1
