"""Whether the service lives, whether it can work, and how it is doing. Nothing of anybody."""

from __future__ import annotations

from contextlib import suppress

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool

from kyc.model.errors import KycError, StoreError
from kyc.web.kit import Kit
from kyc.web.metrics import CONTENT_TYPE
from kyc.web.routes import GuardedRoute, admit, kit_of
from kyc.web.scopes import open_to_all

router = APIRouter(tags=["Health"], route_class=GuardedRoute)


@router.get("/healthz")
@open_to_all
async def is_alive() -> Response:
    """Say that the process answers."""
    return JSONResponse({"status": "ok"})


@router.get("/readyz", responses={503: {}})
@open_to_all
def is_ready(request: Request) -> Response:
    """Say whether requests can be served. What else is down is named; work then waits, and nothing is lost."""
    kit = kit_of(request)
    database = _database(kit)
    parts = {"database": database, "lists": _lists(kit)} | {name: probe() or "ok" for name, probe in kit.probes.items()}
    status = "ready" if set(parts.values()) == {"ok"} else "degraded"
    is_serving = database == "ok"
    return JSONResponse({"status": status if is_serving else "unready", "parts": parts}, 200 if is_serving else 503)


@router.get("/metrics")
@open_to_all
async def read_metrics(request: Request) -> Response:
    """Measurements in Prometheus's text format; asks for `metrics:read` unless the operator opened it."""
    kit = kit_of(request)
    if not kit.settings.open_metrics:
        await admit(request, "metrics:read")
    await run_in_threadpool(_count_jobs, kit)
    return Response(kit.metrics.text(), media_type=CONTENT_TYPE)


def _count_jobs(kit: Kit) -> None:
    with suppress(StoreError), kit.database.system() as system:
        kit.metrics.jobs({str(state): number for state, number in system.jobs.depth().items()})


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
    return "ok"
