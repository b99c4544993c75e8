"""Whether the service lives, whether it can work, and how it is doing. Nothing of anybody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response
from starlette.concurrency import run_in_threadpool

from kyc.model.errors import KycError, StoreError
from kyc.services.lists.ages import ListAge, ages
from kyc.storage.files.snapshots import FolderSnapshots
from kyc.web.api.schemas_access import AliveOut, ReadyOut
from kyc.web.kit import Kit
from kyc.web.metrics import CONTENT_TYPE
from kyc.web.routes import GuardedRoute, kit_of
from kyc.web.scopes import needs, open_to_all

router = APIRouter(tags=["Health"], route_class=GuardedRoute)


@router.get("/healthz", response_model=AliveOut)
@open_to_all
async def is_alive() -> Response:
    """Say that the process answers."""
    return Response(AliveOut().as_bytes(), media_type="application/json")


@router.get("/readyz", response_model=ReadyOut, responses={503: {"model": ReadyOut}})
@open_to_all
def is_ready(request: Request) -> Response:
    """Say whether requests can be served. What else is down is named; work then waits, and nothing is lost."""
    kit = kit_of(request)
    database = _database(kit)
    parts = {"database": database, "lists": _lists(kit)} | {name: probe() or "ok" for name, probe in kit.probes.items()}
    if database != "ok":
        return _written(ReadyOut(status="unready", parts=parts), 503)
    return _written(ReadyOut(status="ready" if set(parts.values()) == {"ok"} else "degraded", parts=parts), 200)


@router.get("/metrics", response_class=PlainTextResponse)
@needs("metrics:read")
async def read_metrics(request: Request) -> Response:
    """Measurements in Prometheus's text format; the operator may open it to all."""
    kit = kit_of(request)
    await run_in_threadpool(_measure, kit)
    return Response(kit.metrics.text(), media_type=CONTENT_TYPE)


def _written(content: ReadyOut, status: int) -> Response:
    return Response(content.as_bytes(), status, media_type="application/json")


def _measure(kit: Kit) -> None:
    kit.metrics.lists(_ages(kit))
    with suppress(StoreError), kit.database.system() as system:
        kit.metrics.jobs({str(state): number for state, number in system.jobs.depth().items()})
        kit.metrics.chores(system.chores.all())


def _ages(kit: Kit) -> Iterator[ListAge]:
    return ages(FolderSnapshots(kit.settings.home / "lists"), kit.settings, kit.clock())


def _database(kit: Kit) -> str:
    try:
        return "ok" if kit.database.is_current else "STORE.OUTDATED"
    except StoreError as error:
        return error.code


def _lists(kit: Kit) -> str:
    try:
        kit.lists.current()
    except KycError as error:
        return error.code
    return "LIST.STALE" if any(each.is_stale for each in _ages(kit)) else "ok"
