"""A book of a million written straight into the tables, and a run that says what it was screened against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from bench.rescreen.people import customers
from kyc.model.rescreening import RunMode, Watched
from kyc.screening.reverse.entries import Entries
from kyc.services.assembly import policy_of
from kyc.services.lists.searching import code_digest
from kyc.services.lists.watchlists import import_list
from kyc.services.rescreening.segments import SEGMENT
from kyc.services.rescreening.target import Lists, algorithm_of
from kyc.settings import Settings
from kyc.storage.applicants.applicants import APPLICANTS
from kyc.storage.codec import dump
from kyc.storage.database import Database
from kyc.storage.files.snapshots import FolderSnapshots
from kyc.storage.rescreening.customers import SCREENING_KEYS
from kyc.storage.sealing.crypto import new_key, place, seal, subkey
from kyc.storage.tenants.keys import DATA_KEYS
from kyc.storage.unit import Unit

TENANT = "bench"
WHO = "system:bench"


def fill(database: Database, count: int, *, more: Sequence[Watched] = ()) -> None:
    """Write customers into the book, a segment at a time as packing would, and those given last and loose."""
    database.ensure_tenant(TENANT)
    for first in range(0, count, SEGMENT):
        made = customers(first, min(SEGMENT, count - first))
        people = [Watched(_id(first + at), queries, version=1) for at, queries in enumerate(made)]
        with database.transaction(TENANT, WHO) as unit:
            _write(unit, people, unit.segments.add(people, Entries([each.queries for each in people]), code_digest()))
    with database.transaction(TENANT, WHO) as unit:
        _write(unit, [replace(each, applicant_id=_id(count + at)) for at, each in enumerate(more)], None)


def screened(database: Database, settings: Settings) -> None:
    """Say that everybody was screened against the lists that are active now."""
    lists = [list(mark) for mark in Lists(settings).active()]
    with database.transaction(TENANT, WHO) as unit:
        counts = dict.fromkeys(("entities", "customers", "candidates", "chunks"), 0)
        algorithm = algorithm_of(policy_of(settings))
        values: dict[str, Any] = {"mode": RunMode.FULL, "lists": lists, "before": [], "algorithm": algorithm}
        run_id = unit.scope.new_id("run")
        unit.runs.start(run_id, **values, **counts, reason=None, seconds_planning=0.0)
        unit.runs.finish(run_id)
        unit.scope.connection.execute(SCREENING_KEYS.update().values(is_fresh=False))


def activate(settings: Settings, key: str, version: str, paths: Sequence[Path], database: Database) -> None:
    """Make a list's files its active version."""
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        now = unit.now()
    import_list(FolderSnapshots(settings.home / "lists"), key, paths, now=now, version=version, accept="a bench")


def _id(number: int) -> str:
    """An applicant's id, in the order of their numbers."""
    return f"app_{number:026d}"


def _write(unit: Unit, people: Sequence[Watched], segment_id: str | None) -> None:
    if not people:
        return
    now, connection = unit.now(), unit.scope.connection
    keys = {each.applicant_id: new_key() for each in people}
    base = {"status": "active", "legal_hold": False, "sequence": 0, "created_at": now, "version": 1}
    connection.execute(insert(APPLICANTS), [{"tenant": TENANT, "id": each} | base for each in keys])
    connection.execute(insert(DATA_KEYS), [_data_key(unit, each, keys[each.applicant_id]) for each in people])
    row = {"version": 1, "is_fresh": True, "segment_id": segment_id}
    rows = [_of(each) | row | {"sealed": _sealed(each, keys[each.applicant_id])} for each in people]
    connection.execute(insert(SCREENING_KEYS), rows)


def _of(watched: Watched) -> dict[str, Any]:
    return {"tenant": TENANT, "applicant_id": watched.applicant_id}


def _data_key(unit: Unit, watched: Watched, key: bytes) -> dict[str, Any]:
    wrapped = unit.keys._keyring.wrap(key, unit.keys._at(watched.applicant_id))
    return _of(watched) | {"wrapped_key": wrapped.sealed, "key_version": wrapped.version, "created_at": unit.now()}


def _sealed(watched: Watched, key: bytes) -> bytes:
    at = place(TENANT, watched.applicant_id, "screening_keys", watched.applicant_id)
    return seal(subkey(key, "seal"), dump(replace(watched, version=0)), at)
