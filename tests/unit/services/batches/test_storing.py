"""A batch into the encrypted store: each applicant once, whatever stops it, and nobody's data beside the store."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from flows.worker import by_line, work
from kyc.model.applicant import Standing
from kyc.model.errors import EngineError, StoreError
from kyc.model.evidence import Evidence
from kyc.model.submission import DeclaredData
from kyc.model.verification import VerificationState
from kyc.pipeline import Head
from kyc.services.batches import storing
from kyc.services.batches.storing import Intake, verify_into
from kyc.services.batches.work import Row, folders_in, ground_of
from kyc.services.onboarding import applicants, documents, verifications
from kyc.services.verification import Resources
from kyc.services.working.work import Terms
from kyc.settings import Settings
from kyc.storage.database import Database
from kyc.storage.erasing import erase
from tests.databases import TENANT, Clock
from tests.fakes import FakeReader
from tests.unit.flows.test_worker import AT_ONCE, Rounds
from tests.unit.services.line import bench_on, picture, resources_of

WHO = "client:test"
NAMES = ("ani", "budi", "citra")
CONSENT = {"purpose": "onboarding", "text_version": "1", "given_at": "2026-11-01T09:00:00+07:00"}


class Killed(BaseException):
    """What kill -9 does to a program: nothing after it happens."""


def declare(batch: Path, name: str, **more: object) -> None:
    said = {"name": f"{name} kanariwati", "consent": CONSENT} | more
    (batch / name / "declared.json").write_text(json.dumps(said))


@pytest.fixture
def batch(tmp_path: Path) -> Path:
    for number, name in enumerate(NAMES):
        folder = tmp_path / "batch" / name
        folder.mkdir(parents=True)
        (folder / "document.png").write_bytes(picture(100 + number))
        (folder / "selfie.png").write_bytes(picture(60))
        declare(tmp_path / "batch", name)
    return tmp_path / "batch"


@pytest.fixture
def kit(database: Database, clock: Clock) -> Resources:
    return resources_of(bench_on(database, clock), clock)


@pytest.fixture
def run(database: Database, batch: Path, kit: Resources, tmp_path: Path) -> Callable[..., list[Row]]:
    def worker(_seconds: float) -> None:
        work(lambda: kit, by_line(), Rounds(), AT_ONCE)

    def running(wait: Callable[[float], object] = worker, **terms: bool) -> list[Row]:
        ground = ground_of(Settings(home=tmp_path / "home"), kit)
        told = Intake(TENANT, **terms)  # type: ignore[arg-type]
        return list(verify_into(database, folders_in(batch), ground, told, wait=wait, seconds=lambda: 0.0))

    return running


def stored(database: Database) -> tuple[int, int]:
    """How many applicants there are, and how many verifications."""
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        return len(unit.applicants.list(limit=99).items), len(unit.verifications.list(limit=99).items)


def test_nobody_is_verified_twice(database: Database, run: Callable[..., list[Row]]) -> None:
    first, second = run(), run()
    assert [(row.name, row.fault, row.is_earlier) for row in first] == [(name, None, False) for name in NAMES]
    assert second == [replace(row, seconds=None) for row in first]
    assert stored(database) == (3, 3)
    again = run(again=True)
    assert not any(row.is_earlier for row in again)
    assert stored(database) == (3, 6)


@pytest.mark.parametrize("taken_in", [0, 2])
def test_a_batch_that_was_killed_while_it_was_taken_in_goes_on(
    database: Database, run: Callable[..., list[Row]], monkeypatch: pytest.MonkeyPatch, taken_in: int
) -> None:
    take_in, begun = storing.take_in, list[object]()

    def dying(*given: object) -> object:
        if len(begun) == taken_in:
            raise Killed
        begun.append(given)
        return take_in(*given)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(storing, "take_in", dying)
        with pytest.raises(Killed):
            run()
    assert stored(database) == (taken_in, taken_in)
    assert [row.fault for row in run()] == [None] * 3
    assert stored(database) == (3, 3)


def test_a_batch_that_was_killed_at_work_goes_on(database: Database, run: Callable[..., list[Row]]) -> None:
    def dying(_seconds: float) -> None:
        raise Killed

    with pytest.raises(Killed):
        run(wait=dying)
    assert stored(database) == (3, 3)
    rows = run()
    assert [row.fault for row in rows] == [None] * 3
    assert stored(database) == (3, 3)


def test_without_workers_it_says_so_and_goes_on_later(database: Database, run: Callable[..., list[Row]]) -> None:
    def gone(_seconds: float) -> None:
        raise EngineError("BATCH.WORKERS", "the worker ended")

    with pytest.raises(EngineError):
        run(wait=gone)
    assert [row.fault for row in run()] == [None] * 3


def test_a_store_that_fails_ends_the_batch_and_another_fault_only_one_applicant(
    database: Database, run: Callable[..., list[Row]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(code: str) -> Callable[..., object]:
        def fail(*_: object) -> object:
            raise StoreError(code, "x")

        return fail

    monkeypatch.setattr(storing, "take_in", failing("STORE.CONFLICT"))
    assert {row.fault for row in run()} == {"STORE.CONFLICT"}
    monkeypatch.setattr(storing, "take_in", failing("STORE.FULL"))
    with pytest.raises(StoreError):
        run()


class SlipError(Exception):
    """A fault of the program's own, whose text quotes whom it happened to."""


def slipping(function: Callable[..., object], at: int) -> Callable[..., object]:
    """The function, with a fault of ours in its second half at one of its calls."""
    calls = list[None]()

    def slip(*given: object, **named: object) -> object:
        done = function(*given, **named)
        calls.append(None)
        if len(calls) == at:
            raise SlipError("BUDI KANARIWATI")
        return done

    return slip


@pytest.mark.parametrize(
    ("module", "function", "is_stored"),
    [
        (storing, "taken", False),  # the folder is read
        (storing, "take_in", False),  # the applicant is stored, the transaction not yet at its end
        (verifications, "create", False),
        (documents, "attach", False),
        (storing, "told", True),  # the verification is done, its outcome is to be told
        (verifications, "report", True),
    ],
)
def test_a_fault_of_the_program_costs_one_applicant_this_call_and_nobody_the_next(
    database: Database,
    run: Callable[..., list[Row]],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    module: object,
    function: str,
    is_stored: bool,
) -> None:
    at = 3 if function == "attach" else 2  # two images each: budi's first
    with monkeypatch.context() as patched:
        patched.setattr(module, function, slipping(getattr(module, function), at))
        rows = run()
    assert [row.fault for row in rows] == [None, "SYS.CRASH", None]
    assert "SlipError" in (rows[1].message or "")
    assert "KANARIWATI" not in f"{rows} {caplog.text}"
    assert stored(database) == ((3, 3) if is_stored else (2, 2))  # never an applicant without their verification
    assert [(row.fault, row.is_earlier) for row in run()] == [(None, True), (None, is_stored), (None, True)]
    assert stored(database) == (3, 3)


@pytest.mark.parametrize(
    ("break_it", "fault"),
    [
        (lambda batch: declare(batch, "budi", consent=None), "CONSENT.MISSING"),
        (lambda batch: (batch / "budi" / "selfie.png").write_bytes(b"no image at all"), "IMG.NOT_IMAGE"),
        (lambda batch: (batch / "budi" / "declared.json").write_text("{"), "INPUT.DECLARED"),
        (lambda batch: (batch / "budi" / "document.png").unlink(), "INPUT.NO_DOCUMENT"),
    ],
)
def test_one_who_cannot_be_taken_in_leaves_nothing_and_stops_no_other(
    database: Database, batch: Path, run: Callable[..., list[Row]], break_it: Callable[[Path], object], fault: str
) -> None:
    break_it(batch)
    assert [row.fault for row in run()] == [None, fault, None]
    assert stored(database) == (2, 2)


def test_who_changed_is_verified_again_as_the_same_applicant(
    database: Database, batch: Path, run: Callable[..., list[Row]]
) -> None:
    run()
    (batch / "budi" / "document.png").write_bytes(picture(222))
    declare(batch, "budi", email="budi@example.id")
    assert [row.is_earlier for row in run()] == [True, False, True]
    assert stored(database) == (3, 4)
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        (held,) = unit.identifiers.holders("external_id", "budi")
        declared = unit.applicants.get(held).declared
        assert declared is not None
        assert (declared.name, declared.email) == ("budi kanariwati", "budi@example.id")
        assert len(unit.consents.active(held)) == 1
    (batch / "budi" / "document.png").write_bytes(picture(101))
    declare(batch, "budi")
    assert [row.is_earlier for row in run()] == [True, False, True]  # back again is a change as well


def test_who_came_through_the_interface_before_is_known_by_the_external_id(
    database: Database, run: Callable[..., list[Row]]
) -> None:
    with database.transaction(TENANT, WHO) as unit:
        known = applicants.create(unit, DeclaredData(name="Ani", external_id="ani")).id
        for _ in range(2):
            applicants.create(unit, DeclaredData(external_id="budi"))
    assert [row.fault for row in run()] == [None, "BATCH.AMBIGUOUS", None]
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        assert len(unit.verifications.list(limit=9, applicant_id=known).items) == 1


def test_what_ended_in_error_is_tried_again_by_the_next_call(
    database: Database, batch: Path, clock: Clock, tmp_path: Path, run: Callable[..., list[Row]]
) -> None:
    def broken(_seconds: float) -> None:
        kit = resources_of(bench_on(database, clock, Terms(attempts=1)), clock, FakeReader())
        kit = replace(kit, head_of=crash)
        work(lambda: kit, by_line(), Rounds(), AT_ONCE)

    def crash(_evidence: Evidence) -> Head:
        raise ValueError("SITI")

    rows = run(wait=broken)
    assert {row.fault for row in rows} == {"SYS.CRASH"}
    assert "SITI" not in str(rows)
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        assert {each.state for each in unit.verifications.list(limit=9).items} == {VerificationState.ERROR}
    assert [row.fault for row in run()] == [None] * 3
    assert stored(database) == (3, 3)


def test_applicants_can_be_watched_from_then_on(database: Database, run: Callable[..., list[Row]]) -> None:
    run(is_monitored=True)
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        assert unit.customers.count()[0] == 3


def test_who_is_erased_is_not_known_any_more(database: Database, run: Callable[..., list[Row]]) -> None:
    run()
    with database.transaction(TENANT, WHO) as unit:
        (held,) = unit.identifiers.holders("external_id", "ani")
        erase(unit, held)
    assert [row.is_earlier for row in run()] == [False, True, True]


def test_what_came_of_it_stands_in_the_store_and_is_told_by_events(
    database: Database, run: Callable[..., list[Row]]
) -> None:
    rows = run()
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        found = {each.id: each.state for each in unit.verifications.list(limit=9).items}
        types = {event.type for event in unit.outbox.list(limit=99).items}
        approved = [unit.applicants.get(unit.verifications.get(each).applicant_id).standing for each in found]
    assert {row.submission_id for row in rows} == set(found)
    assert {f"verification.{state}" for state in found.values()} <= types
    assert all((state is VerificationState.APPROVED) == (at is Standing.APPROVED)
               for state, at in zip(found.values(), approved, strict=True))  # fmt: skip


def test_nothing_personal_lies_beside_the_store_or_open_in_it(
    database: Database, run: Callable[..., list[Row]], batch: Path, tmp_path: Path, database_url: str
) -> None:
    run()
    database.close()
    kept = [path for path in tmp_path.rglob("*") if path.is_file() and batch not in path.parents]
    content = b"".join(path.read_bytes() for path in kept)
    assert b"KANARI" not in content.upper()
    assert (b"verification" in content) is database_url.startswith("sqlite")
