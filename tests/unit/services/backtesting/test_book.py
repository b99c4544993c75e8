"""A tenant's book under another policy: everybody is counted once, and nothing is written."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from kyc.model.errors import InputError
from kyc.policy.policy import Policy
from kyc.services.backtesting import book
from kyc.services.backtesting.comparing import Change
from kyc.services.backtesting.counting import Tally
from kyc.services.backtesting.past import Past, Unjudged, Why, count, judged
from kyc.services.backtesting.rejudging import Bench
from kyc.services.casework import decisions
from kyc.services.onboarding import privacy, verifications
from kyc.storage.database import Database
from kyc.storage.tables import METADATA
from tests.databases import NOON, OTHER, TENANT, Clock
from tests.unit.checks import samples
from tests.unit.policy.samples import BUILTIN, load
from tests.unit.services.backtesting.shelf import (
    CLEAR,
    GOOD_ENOUGH,
    UNSURE,
    applicant_of,
    concluded,
    decided,
    verified,
)
from tests.unit.services.casework import desk
from tests.unit.services.line import WHO, picture, queued

STRICT = load("{id: strict, version: 2, checks: {face_match: {fail: reject, thresholds: {clear_fmr: 5.0e-4}}}}")
MILD = load("{id: mild, version: 3, checks: {face_match: {thresholds: {clear_fmr: 0.01, review_fmr: 0.02}}}}")
TERRORIST = samples.listed("un-9", topics=("crime.terror",))


def tried(database: Database, policy: Policy, *known: Policy, **options: Any) -> tuple[Tally, dict[str, Any]]:
    bench, tally = Bench(policy, {each.sha256: each for each in known}), Tally()
    found = {}
    for past in book.pasts(database, TENANT, since=options.get("since")):
        found[past.id] = judged(past, bench) if isinstance(past, Past) else past
        count(tally, found[past.id])
    return tally, found


def rows(database: Database) -> dict[str, list[Any]]:
    """Everything that is stored, the audit log apart."""
    tables = (table for table in METADATA.sorted_tables if table.name != "audit_events")
    with database._engine.connect() as connection:
        return {table.name: sorted(map(repr, connection.execute(select(table)))) for table in tables}


@pytest.fixture
def shelf(database: Database, clock: Clock) -> dict[str, str]:
    """Six applicants: clear, hardly so, sent to people who approved one and rejected one, one open, one listed."""
    made = {"clear": verified(database, clock), "hardly": verified(database, clock, GOOD_ENOUGH)}
    for name in ("approved", "rejected", "open"):
        made[name] = verified(database, clock, UNSURE)
    made["listed"] = verified(database, clock, CLEAR, TERRORIST)
    decided(database, made["approved"], desk.APPROVE)
    decided(database, made["rejected"], desk.REJECT)
    return made


def test_the_policy_in_force_changes_nothing_whatever_people_decided(database: Database, shelf: dict[str, str]) -> None:
    tally, found = tried(database, BUILTIN)
    assert set(found) == set(shelf.values())
    assert (tally.judged, tally.changed, dict(tally.scores), dict(tally.unjudged)) == (6, 0, {"same": 6}, {})
    assert tally.totals() == {"approve": (2, 2), "review": (4, 4), "resubmit": (0, 0), "reject": (0, 0)}


def test_who_would_change_is_named_with_what_drives_it(database: Database, shelf: dict[str, str]) -> None:
    tally, found = tried(database, STRICT, BUILTIN)
    moved = {name for name, key in shelf.items() if "recommendation" in found[key].parts}
    assert moved == {"hardly", "listed"}  # the strict one asks for no lists at all
    assert found[shelf["hardly"]].drivers == ("FACE.BORDERLINE",)
    assert tally.drivers["review", "approve"] == {"SCR.SANCTION": 1, "SCR.TERROR_LIST": 1}
    assert tally.queues == {("no case", "default"): 1, ("sanctions", "no case"): 1}
    assert tally.checks["face_match", "clear", "consider"] == 1


def test_what_people_decided_stands_beside_it(database: Database, shelf: dict[str, str]) -> None:
    tally, _ = tried(database, MILD)
    assert tally.decisions == {("approve", "review", "approve"): 1, ("reject", "review", "approve"): 1}
    assert tally.decided("reject", "approve") == 1
    assert tally.decided("approve", "approve", before="approve") == 1


def test_a_case_that_a_new_attempt_closed_was_nobodys_decision(database: Database, clock: Clock) -> None:
    """Somebody asked for a better picture, and with that the policy approved by itself."""
    key = verified(database, clock, UNSURE)
    decided(database, key, desk.RESUBMIT)
    with database.transaction(TENANT, WHO) as unit:
        verifications.resubmit(unit, key)
    concluded(database, clock, key, GOOD_ENOUGH)
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        (case,) = unit.cases.of(unit.verifications.get(key).applicant_id)
    assert (case.state, case.resolution) == ("closed", "approve")
    tally, found = tried(database, STRICT)
    assert (found[key].decision, tally.decisions) == (None, {})


def test_a_decision_in_anothers_place_is_the_one_that_counts(database: Database, clock: Clock) -> None:
    key = verified(database, clock, UNSURE)
    first = decided(database, key, desk.REJECT)
    with database.transaction(TENANT, WHO) as unit:
        case = unit.cases.get(first.case_id)
        waiting = decisions.supersede(
            unit,
            desk.SENIOR,
            first.id,
            desk.APPROVE,
            reasons=["MAN.CLEARED"],
            note="looked again",
            version=case.version,
        )
        decisions.agree(unit, desk.OTHER_SENIOR, waiting.id)
    assert tried(database, MILD)[1][key].decision == "approve"


def test_a_new_attempt_counts_and_the_one_before_it_does_not(database: Database, clock: Clock) -> None:
    """Its evidence is all that is kept; the report before it was another's."""
    blurred = samples.evidence(faces=None, failures={"faces": "FACE.NONE"})
    key = verified(database, clock, blurred)
    with database.transaction(TENANT, WHO) as unit:
        verifications.resubmit(unit, key)
    concluded(database, clock, key, UNSURE)
    tally, found = tried(database, BUILTIN)
    assert (tally.judged, tally.changed) == (1, 0)
    assert found[key].before.reasons == ("FACE.BORDERLINE",)


def test_nothing_is_written_but_that_it_was_done(database: Database, shelf: dict[str, str]) -> None:
    before = rows(database)
    assert book.begin(database, TENANT, STRICT, since=None) == len(shelf)
    tried(database, STRICT)
    assert rows(database) == before
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        (entry,) = unit.audit.list(limit=10, action="policy:backtested").items
    assert (entry.object_id, entry.after) == ("strict", f"sha256:{STRICT.sha256}")


def test_nobody_elses_applicants_are_looked_at(database: Database, shelf: dict[str, str]) -> None:
    assert shelf
    assert list(book.pasts(database, OTHER, since=None)) == []
    with database.transaction(OTHER, WHO, read_only=True) as unit:
        assert unit.audit.list(limit=10).items == ()


def test_the_days_before_are_left_out(database: Database, clock: Clock) -> None:
    verified(database, clock)
    clock.advance(days=2)
    late = verified(database, clock)
    since = NOON + timedelta(days=1)
    assert list(tried(database, BUILTIN, since=since)[1]) == [late]
    assert book.begin(database, TENANT, BUILTIN, since=since) == 1


def test_pages_meet_everybody_once(database: Database, shelf: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "_PAGE", 2)
    assert [past.id for past in book.pasts(database, TENANT, since=None)] == sorted(shelf.values(), reverse=True)


def test_what_is_gone_is_counted_and_never_guessed(database: Database, shelf: dict[str, str]) -> None:
    with database.transaction(TENANT, WHO) as unit:
        privacy.erase(unit, unit.verifications.get(shelf["clear"]).applicant_id)
        unit.evidence.erase(unit.verifications.get(shelf["hardly"]).applicant_id)
        unit.reports.erase(unit.verifications.get(shelf["open"]).applicant_id)
        waiting = queued(unit, unit.verifications.get(shelf["listed"]).applicant_id, picture())
    tally, found = tried(database, STRICT)
    assert found[shelf["clear"]] == Unjudged(shelf["clear"], Why.ERASED)
    assert found[shelf["hardly"]] == Unjudged(shelf["hardly"], Why.EVIDENCE_GONE, "face_match", BUILTIN.ref)
    assert found[shelf["open"]] == Unjudged(shelf["open"], Why.REPORT_GONE)
    assert found[waiting.id] == Unjudged(waiting.id, Why.NO_REPORT)
    assert (tally.judged, tally.unjudged.total(), tally.without_policy) == (3, 4, {BUILTIN.ref: 1})


def test_without_evidence_the_policy_in_force_still_changes_nothing(database: Database, shelf: dict[str, str]) -> None:
    with database.transaction(TENANT, WHO) as unit:
        unit.evidence.erase(unit.verifications.get(shelf["hardly"]).applicant_id)
    tally, _ = tried(database, BUILTIN)
    assert (tally.judged, tally.changed) == (6, 0)


@pytest.mark.parametrize("table", ["evidence", "reports"])
def test_a_damaged_record_is_told_and_the_others_are_judged(
    database: Database, shelf: dict[str, str], table: str
) -> None:
    with database._engine.begin() as connection:
        broken = {"broken": b"\x00" * 64, "key": shelf["open"]}
        connection.execute(text(f"UPDATE {table} SET sealed = :broken WHERE verification_id = :key"), broken)
    tally, found = tried(database, BUILTIN)
    assert (tally.judged, found[shelf["open"]].why) == (5, Why.DAMAGED)
    assert found[shelf["open"]].message


def test_a_change_of_the_program_is_told_apart(database: Database, clock: Clock) -> None:
    """The stored evidence says today what it did not say when the report was made."""
    key = verified(database, clock, UNSURE)
    with database.transaction(TENANT, WHO) as unit:
        unit.evidence.put(key, applicant_of(database, key), CLEAR)
    tally, found = tried(database, BUILTIN)
    assert isinstance(found[key], Change)
    assert (tally.changed, tally.programs) == (1, 1)


def test_sandboxes_are_left_out_unless_they_are_meant(database: Database) -> None:
    database.ensure_tenant("playground", is_sandbox=True)
    assert book.tenants(database, None) == (TENANT, OTHER)
    assert book.tenants(database, "playground") == ("playground",)
    with pytest.raises(InputError, match="no tenant nobody"):
        book.tenants(database, "nobody")
