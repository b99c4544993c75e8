"""A store that is locked, full or not there: 503 and come again, nothing half-written, never a 500."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from kyc.model.errors import StoreError
from kyc.settings import Settings
from kyc.storage.database import Database
from kyc.storage.files.blobs import Blobs
from kyc.storage.sealing.keyring import Keyring
from kyc.web.app import create_app
from kyc.web.kit import assemble_kit
from tests.unit.web.conftest import JPEG, NAME, Caller


def test_a_locked_database_is_a_503(caller: Caller, settings: Settings, tmp_path: Path) -> None:
    hurried = Database(
        f"sqlite:///{tmp_path}/kyc.db", Keyring({1: b"k" * 32}), Blobs(f"file://{tmp_path}/blobs"), busy_seconds=0.01
    )
    hasty = Caller(create_app(assemble_kit(settings, hurried)), caller.secret)
    assert hasty.get("/v1/reason-codes").status_code == 200
    writer = sqlite3.connect(tmp_path / "kyc.db", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    try:
        reply = hasty.post("/v1/applicants", {"name": NAME})
        read = hasty.get("/v1/verifications")
    finally:
        writer.close()
    assert (reply.status_code, reply.json()["code"]) == (503, "STORE.UNAVAILABLE")
    assert int(reply.headers["Retry-After"]) > 0
    assert read.status_code == 200, "readers pass a writer by"
    assert hasty.post("/v1/applicants", {"name": NAME}).status_code == 201
    hurried.close()


def test_a_full_disk_is_a_503_and_leaves_nothing(
    caller: Caller, applicant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreError("STORE.FULL", "The disk that keeps the images is full: nothing was stored.")

    monkeypatch.setattr(Blobs, "put", full)
    path = f"/v1/applicants/{applicant}/documents"
    reply = caller.post(path, files={"file": ("a", JPEG)}, headers={"Idempotency-Key": "k"})
    assert (reply.status_code, reply.json()["code"], reply.headers["Retry-After"]) == (503, "STORE.FULL", "60")
    monkeypatch.undo()
    assert caller.get(path).json()["items"] == []
    assert caller.post(path, files={"file": ("a", JPEG)}, headers={"Idempotency-Key": "k"}).status_code == 201


def test_readiness_tells_what_is_missing(settings: Settings, tmp_path: Path) -> None:
    empty = Database(f"sqlite:///{tmp_path}/new.db", Keyring({1: b"k" * 32}), Blobs(f"file://{tmp_path}/blobs"))
    kit = assemble_kit(settings, empty, probes={"prefect": lambda: "PREFECT.UNAVAILABLE"})
    stranger = Caller(create_app(kit), "")
    outdated = stranger.get("/readyz")
    assert (outdated.status_code, outdated.json()["parts"]["database"]) == (503, "STORE.OUTDATED")
    empty.upgrade()
    degraded = stranger.get("/readyz")
    assert (degraded.status_code, degraded.json()["status"]) == (200, "degraded")
    assert degraded.json()["parts"]["prefect"] == "PREFECT.UNAVAILABLE"
    assert stranger.get("/healthz").json() == {"status": "ok"}
    empty.close()


@pytest.mark.usefixtures("verification")
def test_measurements_name_routes_and_nobody(caller: Caller, applicant: str) -> None:
    caller.get(f"/v1/applicants/{applicant}")
    text = caller.get("/metrics").text
    assert 'kyc_http_requests_total{method="GET",route="/v1/applicants/{applicant_id}",status="200"} 1.0' in text
    assert 'kyc_jobs{state="pending"} 1.0' in text
    assert applicant not in text
