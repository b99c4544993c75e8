"""What the repositories answer: pages, identifiers, consents, retention, monitors, reports."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from kyc.model.access import SigningKey
from kyc.model.errors import StateError, StoreError
from kyc.model.submission import Consent, DeclaredData
from kyc.model.verification import VerificationState
from kyc.model.webhook import EndpointState
from kyc.storage.database import Database
from tests.databases import NOON, TENANT, Clock
from tests.unit.storage.records import NIK, evidence

WHO = "client:test"


def test_pages_stay_the_same_while_applicants_come(database: Database, clock: Clock) -> None:
    made = []
    for _ in range(5):
        clock.advance(seconds=1)
        with database.transaction(TENANT, WHO) as unit:
            made.append(unit.applicants.add(DeclaredData()).id)
    with database.transaction(TENANT, WHO) as unit:
        first = unit.applicants.list(limit=2)
        clock.advance(seconds=1)
        unit.applicants.add(DeclaredData())
        second = unit.applicants.list(limit=2, before=first.next)
        third = unit.applicants.list(limit=2, before=second.next)
    pages = [[applicant.id for applicant in page.items] for page in (first, second, third)]
    assert pages == [[made[4], made[3]], [made[2], made[1]], [made[0]]]
    assert third.next is None


def test_an_applicant_is_found_by_every_number_they_declare(database: Database) -> None:
    with database.transaction(TENANT, WHO) as unit:
        first = unit.applicants.add(DeclaredData(document_number=NIK, external_id="customer-1"))
        second = unit.applicants.add(DeclaredData())
        unit.identifiers.add(second.id, "nik", NIK)
        unit.identifiers.add(second.id, "nik", NIK)
        assert set(unit.identifiers.holders("nik", NIK)) == {first.id, second.id}
        assert unit.identifiers.holders("document_number", NIK) == (first.id,)
        assert unit.identifiers.holders("external_id", "customer-1") == (first.id,)
        unit.applicants.save(first, DeclaredData(external_id="customer-2"))
        assert unit.identifiers.holders("external_id", "customer-1") == ()
        assert unit.identifiers.holders("external_id", "customer-2") == (first.id,)


def test_a_verification_moves_and_is_listed_by_state(database: Database) -> None:
    with database.transaction(TENANT, WHO) as unit:
        applicant = unit.applicants.add(DeclaredData())
        one, two = unit.verifications.add(applicant.id), unit.verifications.add(applicant.id)
        moved = unit.verifications.move(one, VerificationState.PROCESSING, attempts=1)
        assert (moved.sequence, moved.version, moved.attempts) == (3, 2, 1)
        assert unit.verifications.get(one.id) == moved
        created = unit.verifications.list(limit=9, state=VerificationState.CREATED).items
        assert created == (two,)
    with pytest.raises(StateError), database.transaction(TENANT, WHO) as unit:
        unit.verifications.move(two, VerificationState.APPROVED)
    with pytest.raises(StoreError) as error, database.transaction(TENANT, WHO) as unit:
        unit.verifications.move(one, VerificationState.CANCELED)
    assert error.value.code == "STORE.CONFLICT"


def test_only_those_that_wait_for_input_expire(database: Database, clock: Clock) -> None:
    deadline = clock() + timedelta(days=1)
    with database.transaction(TENANT, WHO) as unit:
        applicant = unit.applicants.add(DeclaredData())
        waiting = unit.verifications.add(applicant.id, expires_at=deadline)
        busy = unit.verifications.add(applicant.id, expires_at=deadline)
        unit.verifications.move(busy, VerificationState.PROCESSING)
        unit.verifications.add(applicant.id)
        assert unit.verifications.expired(deadline - timedelta(seconds=1), limit=9) == ()
        assert unit.verifications.expired(deadline, limit=9) == (waiting,)


def test_a_withdrawn_consent_stays_on_record(database: Database, clock: Clock) -> None:
    consent = Consent("onboarding", "2026-11", datetime(2026, 11, 22, 10, tzinfo=UTC))
    with database.transaction(TENANT, WHO) as unit:
        applicant = unit.applicants.add(DeclaredData())
        recorded = unit.consents.add(applicant.id, consent)
        assert unit.consents.active(applicant.id) == (recorded,)
        unit.consents.withdraw(recorded.id)
        clock.advance(days=1)
        unit.consents.withdraw(recorded.id)
        assert unit.consents.active(applicant.id) == ()
        assert unit.consents.of(applicant.id) == (replace(recorded, withdrawn_at=NOON),)


def test_retention_is_due_the_day_after(database: Database) -> None:
    with database.transaction(TENANT, WHO) as unit:
        applicant = unit.applicants.add(DeclaredData())
        unit.retention.keep(applicant.id, "images", date(2027, 1, 1))
        unit.retention.keep(applicant.id, "images", date(2028, 1, 1))
        unit.retention.keep(applicant.id, "report", date(2031, 1, 1))
        assert unit.retention.overdue(date(2028, 1, 1), limit=9) == ()
        assert unit.retention.overdue(date(2028, 1, 2), limit=9) == (applicant.id,)
        assert unit.retention.overdue(date(2028, 1, 2), limit=9, after=applicant.id) == ()
        unit.retention.done(applicant.id, "images")
        assert [row.kind for row in unit.retention.of(applicant.id)] == ["report"]


def test_a_monitor_is_switched_by_one_at_a_time(database: Database) -> None:
    with database.transaction(TENANT, WHO) as unit:
        applicant = unit.applicants.add(DeclaredData())
        assert unit.monitors.of(applicant.id) is None
        on = unit.monitors.switch(applicant.id, is_on=True, version=0)
        assert unit.monitors.active(limit=9) == (on,)
        assert unit.monitors.switch(applicant.id, is_on=False, version=1).version == 2
        assert unit.monitors.active(limit=9) == ()
    with pytest.raises(StoreError) as error, database.transaction(TENANT, WHO) as unit:
        unit.monitors.switch(applicant.id, is_on=True, version=1)
    assert error.value.code == "STORE.CONFLICT"


def test_evidence_and_reports_come_back_as_they_were(database: Database) -> None:
    with database.transaction(TENANT, WHO) as unit:
        applicant = unit.applicants.add(DeclaredData())
        verification = unit.verifications.add(applicant.id)
        unit.evidence.put(verification.id, applicant.id, evidence(verification.id))
        unit.evidence.put(verification.id, applicant.id, evidence(verification.id))
        assert unit.evidence.get(verification.id) == evidence(verification.id)
        documents = [
            {"id": f"rep_{revision}", "verification_id": verification.id, "revision": revision, "score": 0.5}
            for revision in (1, 2)
        ]
        first, second = (unit.reports.add(applicant.id, document) for document in documents)
        assert unit.reports.get("rep_1") == first
        assert unit.reports.latest(verification.id) == second
        assert unit.reports.of(applicant.id) == (first, second)
    with pytest.raises(StoreError) as error, database.transaction(TENANT, WHO) as unit:
        unit.reports.add(applicant.id, documents[1] | {"id": "rep_3"})
    assert error.value.code == "STORE.CONFLICT"


def test_an_endpoint_is_changed_by_one_at_a_time(database: Database) -> None:
    with database.transaction(TENANT, WHO) as unit:
        made = unit.webhooks.add("https://one.example", secrets=("whsec_a",))
        saved = unit.webhooks.save(replace(made, state=EndpointState.DISABLED, secrets=("whsec_b", "whsec_a")))
        assert unit.webhooks.get(made.id) == saved
        assert not saved.wants("verification.created")
        assert "whsec" not in repr(saved)
    with pytest.raises(StoreError) as error, database.transaction(TENANT, WHO) as unit:
        unit.webhooks.save(made)
    assert error.value.code == "STORE.CONFLICT"


def test_a_key_is_found_by_its_prefix_until_it_is_revoked(database: Database, clock: Clock) -> None:
    with database.transaction(TENANT, WHO) as unit:
        client = unit.clients.add("backend", ("a", "b"))
        key = unit.api_keys.add(client.id, prefix="kyc_abc", sha256="0" * 64, scopes=("a",))
    with database.system() as system:
        found = system.directory.by_prefix("kyc_abc")
        assert found
        assert (found.client, found.key) == (client, key)
        assert found.is_valid(clock())
        assert system.directory.by_prefix("kyc_abd") is None
    with database.transaction(TENANT, WHO) as unit:
        unit.clients.revoke(client.id)
        unit.api_keys.revoke(key.id)
        clock.advance(days=1)
        unit.clients.revoke(client.id)
        assert unit.clients.get(client.id).revoked_at == unit.api_keys.get(key.id).revoked_at == NOON
    with database.system() as system:
        found = system.directory.by_prefix("kyc_abc")
        assert found
        assert not found.is_valid(clock())


def test_the_newest_signing_key_comes_first(database: Database, clock: Clock) -> None:
    old = SigningKey("sig_1", '{"d":"private"}', '{"x":"public"}', clock())
    new = replace(old, id="sig_2", created_at=clock() + timedelta(days=1))
    with database.system() as system:
        for key in (old, new):
            system.signing_keys.add(key)
        assert system.signing_keys.active() == (new, old)
        system.signing_keys.retire("sig_1", at=clock())
        assert system.signing_keys.active() == (new,)


def test_who_carries_a_number_is_told_by_the_index_alone(database: Database, database_url: str) -> None:
    if not database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL chooses by what it counted, which of an empty table says nothing")
    asked = "SELECT applicant_id FROM identifiers WHERE tenant = 'a' AND kind = 'b' AND digest = 'c' ORDER BY 1"
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        plan = unit.scope.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}").all()
    assert [row[-1] for row in plan] == [
        "SEARCH identifiers USING COVERING INDEX ix_identifiers_digest (tenant=? AND kind=? AND digest=?)"
    ]
