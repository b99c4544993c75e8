"""The composition root of the HTTP side."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi import Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from kyc.model.errors import KycError
from kyc.services.lists.matching import ListKeeper
from kyc.web.api import (
    applicants,
    catalogue,
    documents,
    health,
    holds,
    oauth,
    privacy,
    reports,
    sandbox,
    screenings,
    verifications,
    webhooks,
)
from kyc.web.console.app import mount_console
from kyc.web.describing import describe
from kyc.web.envelope import Envelope
from kyc.web.kit import Kit
from kyc.web.limits import BodyLimit
from kyc.web.match.router import match_router
from kyc.web.problems import on_error
from kyc.web.routes import guard
from watchlists.errors import ListError

log = logging.getLogger(__name__)

LOOK_AT_LISTS_EVERY = 5.0  # seconds

_ROOMS = (
    *(applicants, documents, verifications, reports, screenings, webhooks),
    *(privacy, holds, sandbox, catalogue, oauth, health),
)


def create_app(kit: Kit) -> FastAPI:
    """Make the application. Nothing is listened to, and no list loaded, before it is started."""
    app = bare_app()
    app.state.kit = kit
    # yente's API as it stands there: its own shapes, our guard. /healthz and /readyz are ours, which came first.
    app.include_router(
        match_router(kit.lists), dependencies=[Depends(guard("screenings:run"))], include_in_schema=False
    )
    mount_console(app, kit)
    for kind in (KycError, ListError, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, on_error)
    app.add_middleware(BodyLimit)
    app.add_middleware(Envelope, metrics=kit.metrics)  # added last, so outermost
    return app


def bare_app() -> FastAPI:
    """The routes and their description, with nothing behind them."""
    app = FastAPI(
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_kept_fresh,
        generate_unique_id_function=lambda route: route.name,
    )
    for room in _ROOMS:
        app.include_router(room.router)
    describe(app)
    return app


@asynccontextmanager
async def _kept_fresh(app: FastAPI) -> AsyncIterator[None]:
    looking = asyncio.create_task(_keep_fresh(app.state.kit.lists))
    try:
        yield
    finally:
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking


async def _keep_fresh(lists: ListKeeper) -> None:
    while True:
        try:
            await asyncio.to_thread(lists.refresh)
        except ListError as error:
            log.warning("lists.not_loaded", extra={"code": error.code})
        await asyncio.sleep(LOOK_AT_LISTS_EVERY)
