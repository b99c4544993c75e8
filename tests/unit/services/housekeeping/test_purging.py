"""What has been kept long enough goes, kind by kind; what must stay stays; the last to go leaves a certificate."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kyc.model.applicant import KINDS
from kyc.model.case import CaseKind
from kyc.model.errors import StoreError
from kyc.model.submission import DeclaredData
from kyc.model.verification import VerificationState
from kyc.services.casework.opening import open_case
from kyc.services.housekeeping import purging
from kyc.services.housekeeping.house import ACTOR, House
from kyc.services.housekeeping.purging import Fate, purge
from kyc.storage.database import Database
from kyc.storage.unit import Unit
from tests.databases import OTHER, TENANT, Clock
from tests.unit.services.housekeeping.keeping import FUTURE, PAST, TODAY, WHO, filled, house_of, kept_until, left
from tests.unit.storage.records import NIK, Filled


@pytest.fixture
def house(database: Database, clock: Clock, tmp_path: Path) -> House:
    return house_of(database, clock, tmp_path)


@pytest.fixture
def ids(database: Database) -> Filled:
    return filled(database)


def fates(house: House) -> dict[str, int]:
    return {fate: number for fate, number in purge(house).items() if number}


@pytest.mark.parametrize("over", [{"images"}, {"declared"}, {"evidence", "images"}, set(KINDS) - {"report"}])
def test_kinds_end_at_different_times(database: Database, house: House, ids: Filled, over: set[str]) -> None:
    kept_until(database, ids, {kind: PAST if kind in over else TODAY for kind in KINDS})
    assert fates(house) == {Fate.PURGED: 1}
    assert left(database, ids) == set(KINDS) - over
    assert fates(house) == {}


def test_when_nothing_is_kept_the_applicant_is_erased_with_a_certificate(
    database: Database, house: House, ids: Filled
) -> None:
    kept_until(database, ids, dict.fromkeys(KINDS, PAST))
    assert fates(house) == {Fate.ERASED: 1}
    assert left(database, ids) == {"certificate"}
    assert list(database.blobs.every(TENANT)) == []
    with database.transaction(TENANT, WHO) as unit:
        certificate = unit.erasures.of(ids.applicant)
    assert certificate is not None
    assert certificate.erased_by == ACTOR
    assert fates(house) == {}


def test_images_that_went_are_gone_from_the_disk_too(database: Database, house: House, ids: Filled) -> None:
    kept_until(database, ids, {"images": PAST, "report": FUTURE})
    assert {key[1] for key, _ in database.blobs.every(TENANT)} >= {"images"}
    purge(house)
    assert "images" not in {key[1] for key, _ in database.blobs.every(TENANT)}


def test_numbers_go_with_what_they_were_read_of(database: Database, house: House, ids: Filled) -> None:
    kept_until(database, ids, {"evidence": PAST, "declared": TODAY, "report": FUTURE})
    purge(house)
    with database.transaction(TENANT, WHO) as unit:
        assert unit.identifiers.holders("nik", NIK) == (ids.applicant,)
    kept_until(database, ids, {"declared": PAST, "report": FUTURE})
    purge(house)
    with database.transaction(TENANT, WHO) as unit:
        assert unit.identifiers.holders("nik", NIK) == ()


def hold(unit: Unit, ids: Filled) -> None:
    unit.holds.place(ids.applicant, "court order")


def monitor(unit: Unit, ids: Filled) -> None:
    unit.monitors.switch(ids.applicant, is_on=True)


def work_on(unit: Unit, ids: Filled) -> None:
    unit.verifications.add(ids.applicant)


def open_a_case(unit: Unit, ids: Filled) -> None:
    reasons, kind = ("SCR.SANCTION",), CaseKind.MONITORING
    open_case(unit, applicant_id=ids.applicant, verification_id=None, kind=kind, reasons=reasons, score=90)


@pytest.mark.parametrize(
    ("hinder", "fate"),
    [(hold, Fate.HELD), (monitor, Fate.MONITORED), (work_on, Fate.UNDER_WAY), (open_a_case, Fate.UNDER_WAY)],
)
def test_what_must_stay_stays_and_is_counted(
    database: Database, house: House, ids: Filled, hinder: Callable[[Unit, Filled], None], fate: Fate
) -> None:
    kept_until(database, ids, dict.fromkeys(KINDS, PAST))
    with database.transaction(TENANT, WHO) as unit:
        hinder(unit, ids)
    assert fates(house) == {fate: 1}
    assert left(database, ids) == set(KINDS)


def test_a_verification_that_failed_years_ago_keeps_nothing(database: Database, house: House, ids: Filled) -> None:
    with database.transaction(TENANT, WHO) as unit:
        begun = unit.verifications.move(unit.verifications.add(ids.applicant), VerificationState.PROCESSING)
        unit.verifications.move(begun, VerificationState.ERROR)
    kept_until(database, ids, dict.fromkeys(KINDS, PAST))
    assert fates(house) == {Fate.ERASED: 1}
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        assert unit.verifications.get(begun.id).state is VerificationState.CANCELED
        assert "verification.canceled" in {event.type for event in unit.outbox.list(limit=99).items}


def test_a_purge_is_noted_in_the_audit_chain(database: Database, house: House, ids: Filled) -> None:
    kept_until(database, ids, {"images": PAST, "evidence": PAST, "report": FUTURE})
    purge(house)
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        told = [(each.actor, each.action, each.object_id) for each in unit.audit.list(limit=2).items]
    assert told == [(ACTOR, f"{kind}:purged", ids.applicant) for kind in ("images", "evidence")]


def test_all_tenants_are_served_page_after_page(
    database: Database, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purging, "_PAGE", 2)
    for tenant, number in ((TENANT, 5), (OTHER, 3)):
        with database.transaction(tenant, WHO) as unit:
            for each in range(number):
                applicant = unit.applicants.add(DeclaredData())
                unit.retention.keep(applicant.id, "declared", PAST)
                if each == 0:
                    unit.holds.place(applicant.id, "order")
    assert fates(house) == {Fate.ERASED: 6, Fate.HELD: 2}


def test_a_store_that_goes_away_ends_the_round_and_the_next_goes_on(
    database: Database, house: House, ids: Filled, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_until(database, ids, dict.fromkeys(KINDS, PAST))
    for code in ("STORE.CONFLICT", "STORE.UNAVAILABLE"):

        def fail(*_: object, code: str = code) -> None:
            raise StoreError(code, "x")

        monkeypatch.setattr("kyc.storage.erasing.erase", fail)
        if code == "STORE.CONFLICT":
            assert fates(house) == {Fate.LEFT: 1}
        else:
            with pytest.raises(StoreError):
                purge(house)
    assert left(database, ids) == set(KINDS)
    monkeypatch.undo()
    assert fates(house) == {Fate.ERASED: 1}
