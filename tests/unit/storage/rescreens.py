"""What re-screening stores of the canary, and every question that can be asked of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kyc.model.rescreening import AlertKind, RunMode, Tally, Watched
from kyc.model.screening import ScreeningQuery
from kyc.screening.reverse.entries import Entries
from kyc.storage.rescreening.chunks import Chunk
from kyc.storage.unit import Unit
from tests.databases import NOON

if TYPE_CHECKING:
    from tests.unit.storage.records import Filled

RUN = "run_1"


def fill_rescreening(unit: Unit, applicant_id: str, name: str, number: str) -> None:
    """Write through every repository of re-screening."""
    watched = Watched(applicant_id, (ScreeningQuery(name, id_numbers=(number,)),), known=(name,))
    unit.customers.put(watched)
    (stored,) = unit.customers.of([applicant_id])
    segment = unit.segments.add([stored], Entries([stored.queries]), "code")
    unit.customers.settle(segment, [(applicant_id, 1)])
    chunk = [(applicant_id,)]
    counts = {"entities": 1, "customers": 1, "candidates": 1, "chunks": 1, "seconds_planning": 0.0}
    unit.runs.finish(RUN)
    run_id = RUN if unit.runs.find(RUN) is None else unit.scope.new_id("run")
    unit.runs.start(run_id, mode=RunMode.FULL, lists=[], before=[], algorithm="bits", reason=None, **counts)
    unit.chunks.add(run_id, 1, RunMode.FULL, chunk)
    seen = unit.alerts.fingerprint(applicant_id, name, number)
    unit.alerts.add(applicant_id, "local-1", seen, kind=AlertKind.NEW, run_id=run_id, score=0.9)


def _chunk(ids: Filled) -> Chunk:
    return Chunk("zenith", RUN, 1, RunMode.FULL, (ids.applicant,), 1, "worker")


ASKING: dict[str, Callable[[Unit, Filled], object]] = {
    "customers.put": lambda unit, ids: unit.customers.put(Watched(ids.applicant, ())),
    "segments.entries": lambda unit, ids: unit.segments.entries("seg_1"),
    "segments.lines": lambda unit, ids: unit.segments.lines("seg_1"),
    "runs.get": lambda unit, ids: unit.runs.get(RUN),
    "chunks.finish": lambda unit, ids: unit.chunks.finish(_chunk(ids), Tally(), 0.0),
    "chunks.release": lambda unit, ids: unit.chunks.release(_chunk(ids)),
    "chunks.add": lambda unit, ids: unit.chunks.add(RUN, 2, RunMode.FULL, [(ids.applicant,)]),
    "alerts.add": lambda unit, ids: unit.alerts.add(ids.applicant, "e", "f", kind=AlertKind.NEW, run_id=RUN),
    "alerts.entity_id": lambda unit, ids: unit.alerts.entity_id("alr_1"),
    "alerts.fingerprint": lambda unit, ids: unit.alerts.fingerprint(ids.applicant, "a", "b"),
}

LOOKING: dict[str, Callable[[Unit, Filled], object]] = {
    "customers.of": lambda unit, ids: list(unit.customers.of([ids.applicant])),
    "runs.old": lambda unit, ids: unit.runs.old(NOON.replace(year=2999), limit=9),
    "runs.forget": lambda unit, ids: unit.runs.forget([RUN]),
    "chunks.forget": lambda unit, ids: unit.chunks.forget([RUN]),
    "customers.versions": lambda unit, ids: unit.customers.versions([ids.applicant]),
    "customers.places": lambda unit, ids: unit.customers.places([ids.applicant]),
    "customers.everybody": lambda unit, ids: unit.customers.everybody(),
    "customers.loose": lambda unit, ids: unit.customers.loose(limit=9),
    "customers.loose_versions": lambda unit, ids: unit.customers.loose_versions(),
    "customers.count": lambda unit, ids: unit.customers.count()[0],
    "customers.fresh": lambda unit, ids: unit.customers.fresh(),
    "evidence.newest": lambda unit, ids: unit.evidence.newest(ids.applicant),
    "segments.all": lambda unit, ids: unit.segments.all(),
    "runs.find": lambda unit, ids: unit.runs.find(RUN),
    "runs.running": lambda unit, ids: unit.runs.running(),
    "runs.last_done": lambda unit, ids: unit.runs.last_done(),
    "runs.newest": lambda unit, ids: unit.runs.newest(limit=9),
    "chunks.standing": lambda unit, ids: unit.chunks.standing(RUN).chunks,
    "alerts.find": lambda unit, ids: unit.alerts.find(ids.applicant, "local-1", "f"),
    "alerts.of_customers": lambda unit, ids: unit.alerts.of_customers([ids.applicant]),
    "alerts.resembling": lambda unit, ids: unit.alerts.resembling(["local-1"], now=NOON),
    "alerts.list": lambda unit, ids: unit.alerts.list(limit=9).items,
}

MOVING: dict[str, Callable[[Unit, Filled], object]] = {
    "applicants.hold_still": lambda unit, ids: unit.applicants.hold_still([ids.applicant]),
    "customers.erase": lambda unit, ids: unit.customers.erase(ids.applicant),
    "customers.screened": lambda unit, ids: unit.customers.screened([(ids.applicant, 1)]),
    "customers.settle": lambda unit, ids: unit.customers.settle("seg_2", [(ids.applicant, 1)]),
    "customers.unsettle": lambda unit, ids: unit.customers.unsettle("seg_1"),
    "segments.drop": lambda unit, ids: unit.segments.drop("seg_1", ids.applicant),
    "segments.remove": lambda unit, ids: unit.segments.remove("seg_1"),
    "runs.finish": lambda unit, ids: unit.runs.finish(RUN),
    "runs.refuse_another": lambda unit, ids: unit.runs.refuse_another(),
    "alerts.erase": lambda unit, ids: unit.alerts.erase(ids.applicant),
}

# Asked about what the caller makes or holds.
HARMLESS = {
    "segments.add", "segments.read", "runs.start", "alerts.entity", "alerts.end", "alerts.stand",
}  # fmt: skip
