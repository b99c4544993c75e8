"""A number that another applicant of the tenant carries is found by its digest, by whoever looks last."""

from __future__ import annotations

from kyc.model.verification import Verification
from kyc.services.working.workbench import Workbench
from kyc.storage.database import Database
from tests.databases import OTHER, TENANT, Clock
from tests.unit.services.line import DECLARED, WHO, bench_on, submitted

NIK = "3273015705900003"


def begun(bench: Workbench, *verifications: Verification) -> None:
    bench.claim(len(verifications))
    assert all(bench.begin(each.id) for each in verifications)


def test_of_two_who_are_verified_at_once_the_one_who_looks_last_sees_the_other(
    database: Database, clock: Clock
) -> None:
    bench = bench_on(database, clock)
    first, second = submitted(database), submitted(database)
    begun(bench, first, second)
    assert bench.others(first.id, "nik", NIK) == ()
    assert bench.others(second.id, "nik", "3273 0157 0590 0003") == (first.applicant_id,)
    assert bench.others(first.id, "nik", NIK) == (second.applicant_id,)
    assert bench.others(first.id, "document_number", NIK) == ()


def test_that_somebody_was_found_is_in_the_audit_log(database: Database, clock: Clock) -> None:
    bench = bench_on(database, clock)
    first, second = submitted(database), submitted(database)
    begun(bench, first, second)
    bench.others(first.id, "nik", NIK)
    bench.others(second.id, "nik", NIK)
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        newest = unit.audit.list(limit=1, object_id=first.applicant_id).items[0]
    assert (newest.action, newest.actor) == ("applicant:found", bench.owner)


def test_another_tenants_and_an_erased_applicants_numbers_are_not_found(database: Database, clock: Clock) -> None:
    with database.transaction(OTHER, WHO) as unit:
        stranger = unit.applicants.add(DECLARED)
        unit.identifiers.add(stranger.id, "nik", NIK)
    bench = bench_on(database, clock)
    first, second = submitted(database), submitted(database)
    begun(bench, first, second)
    bench.others(first.id, "nik", NIK)
    with database.transaction(TENANT, WHO) as unit:
        unit.identifiers.erase(first.applicant_id)
    assert bench.others(second.id, "nik", NIK) == ()
