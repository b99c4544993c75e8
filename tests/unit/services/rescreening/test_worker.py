"""What a worker does to the process it works in."""

from __future__ import annotations

import gc
from contextlib import suppress
from dataclasses import replace

import pytest

from kyc.model.rescreening import Progress, RunMode, Watched
from kyc.services.rescreening import run
from kyc.services.rescreening.looking import Found, Looker
from kyc.services.rescreening.worker import Heap
from tests.databases import TENANT
from tests.unit.services.rescreening.book import WHO, Installation


@pytest.fixture
def thawed() -> int:
    """How many objects the collector leaves alone before anything rests."""
    gc.unfreeze()
    return gc.get_freeze_count()


def test_what_is_loaded_rests_from_the_first_chunk_to_the_end_of_the_run(
    installation: Installation, thawed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kyc.services.rescreening.planning.FULL_CHUNK", 1)
    for name in ("SITI AMINAH", "PRAMUDYA KARTANEGARA"):
        installation.customer(name)
    at_rest: list[int] = []

    def note(_: Progress) -> None:
        at_rest.append(gc.get_freeze_count())

    plan = run.start(installation.database, installation.settings, tenant=TENANT, mode=RunMode.FULL)
    run.work(installation.database, installation.settings, tenant=TENANT, run_id=plan.run_id, done=note)
    assert len(at_rest) == plan.chunks == 2
    assert min(at_rest) > thawed
    assert gc.get_freeze_count() == thawed


@pytest.mark.parametrize(
    ("chunk", "rests"), [(1, True), (2, True), (3, False), (4, True), (5, False), (7, False), (8, True), (1000, False)]
)
def test_what_is_remembered_later_rests_ever_more_seldom(
    chunk: int, rests: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    frozen: list[int] = []
    monkeypatch.setattr(gc, "freeze", lambda: frozen.append(1))
    with Heap() as heap:
        for _ in range(chunk - 1):
            heap.rest()
        before = len(frozen)
        heap.rest()
        assert (len(frozen) > before) is rests


def test_a_run_that_fails_leaves_the_collector_as_it_was(thawed: int) -> None:
    with suppress(RuntimeError), Heap() as heap:
        heap.rest()
        raise RuntimeError
    assert gc.get_freeze_count() == thawed


def fresh(installation: Installation) -> dict[str, int]:
    with installation.database.transaction(TENANT, WHO, read_only=True) as unit:
        return unit.customers.fresh()


def rename(installation: Installation, applicant_id: str) -> None:
    with installation.database.transaction(TENANT, WHO) as unit:
        (watched,) = unit.customers.of([applicant_id])
        unit.customers.put(replace(watched, queries=(replace(watched.queries[0], name="PRAMUDYA KARTANEGARA"),)))


@pytest.mark.parametrize("is_new", [True, False], ids=["never looked at before", "looked at before"])
def test_who_changes_while_being_looked_at_is_looked_at_again(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, is_new: bool
) -> None:
    applicant_id = installation.customer("SITI AMINAH")
    if not is_new:
        installation.rescreen(RunMode.FULL)
        installation.customer("GHULAM NOORZEHI")  # or the second full run would be the first one over again

    def slowly(looker: Looker, watched: Watched, mode: RunMode) -> tuple[Found, ...]:
        if watched.applicant_id == applicant_id:
            rename(installation, applicant_id)
        return look(looker, watched, mode)

    look = Looker.look
    monkeypatch.setattr(Looker, "look", slowly)
    installation.rescreen(RunMode.FULL)
    assert fresh(installation) == {applicant_id: 2}
    monkeypatch.undo()
    assert installation.rescreen().candidates == 1
    assert fresh(installation) == {}
