"""An application over a fresh SQLite database, and clients of two tenants."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from kyc.model.report import Report
from kyc.model.verification import VerificationState
from kyc.reporting.document import as_json, seal
from kyc.services import clients
from kyc.services.casework.changes import change
from kyc.settings import Settings
from kyc.storage.database import Database
from kyc.storage.files.blobs import Blobs
from kyc.storage.sealing.keyring import Keyring
from kyc.web.app import create_app
from kyc.web.kit import Kit, assemble_kit
from kyc.web.limits import Rates
from kyc.web.scopes import SCOPES
from tests.databases import OTHER, TENANT, Clock

CONSENT = {"purpose": "identity verification", "text_version": "2026-11", "given_at": "2026-11-22T08:00:00Z"}
# Invented; of the size and beginning of a JPEG, which is all that intake looks at.
JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 8
NAME, NUMBER = "Quetzalina Zirconia", "3171234511900007"


@pytest.fixture
def store(sqlite_template: Path, tmp_path: Path, clock: Clock) -> Iterator[Database]:
    """A database on SQLite with two tenants."""
    shutil.copyfile(sqlite_template, tmp_path / "kyc.db")
    opened = Database(f"sqlite:///{tmp_path}/kyc.db", Keyring({1: b"k" * 32}), Blobs(f"file://{tmp_path}/blobs"), clock)
    for tenant in (TENANT, OTHER):
        opened.ensure_tenant(tenant)
    yield opened
    opened.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a home folder without lists."""
    return Settings(home=tmp_path, rate=100_000)


@pytest.fixture
def kit(settings: Settings, store: Database, clock: Clock) -> Kit:
    """What the application works with; patient with wrong keys, as tests send many."""
    return replace(assemble_kit(settings, store, clock=clock), failures=Rates(100_000))


@pytest.fixture
def app(kit: Kit) -> FastAPI:
    """The application."""
    return create_app(kit)


@dataclass(frozen=True)
class Caller:
    """A client of the interface with a key of its own; asks the application in this process."""

    app: FastAPI
    secret: str
    client_id: str = ""

    def __call__(self, method: str, path: str, **options: Any) -> httpx.Response:
        return asyncio.run(self.ask(method, path, **options))

    async def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        known = {"Authorization": f"ApiKey {self.secret}"} if self.secret else {}
        given = options.pop("headers", {})
        headers = {**known, **given} if isinstance(given, dict) else [*known.items(), *given]
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://kyc.test") as client:
            return await client.request(method, path, headers=headers, **options)

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self("GET", path, **options)

    def post(self, path: str, json: Any = None, **options: Any) -> httpx.Response:
        return self("POST", path, **({"json": json} if json is not None else {}), **options)


@pytest.fixture
def make_caller(app: FastAPI, store: Database) -> Callable[..., Caller]:
    """Make a client of a tenant with the scopes named; all of them when none is."""

    def make(*scopes: str, tenant: str = TENANT) -> Caller:
        with store.transaction(tenant, "test:setup") as unit:
            made = clients.create(unit, "test", scopes or SCOPES)
        return Caller(app, made.secret, made.client.id)

    return make


@pytest.fixture
def caller(make_caller: Callable[..., Caller]) -> Caller:
    """A client that may do everything."""
    return make_caller()


@pytest.fixture
def applicant(caller: Caller) -> str:
    """The id of an applicant with a name, a number and a consent."""
    declared = {"name": NAME, "document_number": NUMBER, "external_id": "customer-4711", "consent": CONSENT}
    reply = caller.post("/v1/applicants", declared)
    assert reply.status_code == 201, reply.text
    return str(reply.json()["id"])


@pytest.fixture
def verification(caller: Caller, applicant: str) -> str:
    """The id of a verification that waits for a worker."""
    caller.post(f"/v1/applicants/{applicant}/documents", files={"file": ("card.jpg", JPEG)})
    reply = caller.post("/v1/verifications", {"applicant_id": applicant})
    assert reply.status_code == 202, reply.text
    return str(reply.json()["id"])


def finish(store: Database, verification_id: str, report: Report, state: VerificationState) -> None:
    """Do what a worker does, with a report that was written before."""
    with store.transaction(TENANT, "worker:test") as unit:
        found = unit.verifications.get(verification_id)
        running = change(unit, found, VerificationState.PROCESSING)
        named = replace(report, id=f"rep_{report.id}", verification_id=verification_id)
        unit.reports.add(running.applicant_id, as_json(seal(named)))
        recommendation = report.outcome.recommendation
        change(unit, running, state, report_id=named.id, recommendation=recommendation)
