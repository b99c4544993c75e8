"""The description is true: schemathesis asks every operation, with real ids, and holds each answer against it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    missing_required_header,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from kyc.services.lists.watchlists import import_list
from kyc.storage.database import Database
from kyc.storage.files.blobs import Blobs
from kyc.storage.files.snapshots import FolderSnapshots
from kyc.storage.sealing.keyring import Keyring
from kyc.web.app import bare_app
from tests.databases import NOON, OTHER, TENANT, Clock
from tests.journey.live import Live, serving
from tests.journey.test_api import CONSENT
from tests.unit.services.line import picture

CHECKS = [
    not_a_server_error,
    content_type_conformance,
    missing_required_header,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
]
EXAMPLES = 8  # for each operation, as described and not: about a minute in all
LIST = """id,schema,name,aliases,birth_date,countries,gender,id_numbers,topics,remarks
1,Person,Siti Contoh,,1990,ID,,,sanction,
"""
SCHEMA = schemathesis.openapi.from_dict(bare_app().openapi())
OPERATIONS: list[Any] = [result.ok() for result in SCHEMA.get_all_operations()]  # type: ignore[union-attr]


@pytest.fixture(scope="module")
def live(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """One service for all operations."""
    home = tmp_path_factory.mktemp("contract")
    shutil.copyfile(sqlite_template, home / "kyc.db")
    clock = Clock()
    database = Database(f"sqlite:///{home}/kyc.db", Keyring({1: b"k" * 32}), Blobs(f"file://{home}/blobs"), clock)
    for tenant in (TENANT, OTHER):
        database.ensure_tenant(tenant)
    (home / "list.csv").write_text(LIST)
    import_list(FolderSnapshots(home / "lists"), "local", [home / "list.csv"], now=NOON)
    with serving(database, home, clock) as running:
        while httpx.get(f"{running.url}/readyz", trust_env=False).json()["parts"]["lists"] != "ok":
            continue
        yield running
    database.close()


@pytest.fixture(scope="module")
def ids(live: Live) -> dict[str, str]:
    """Something of every kind that has an id."""
    with httpx.Client(base_url=live.url, headers=live.headers, timeout=30, trust_env=False) as http:
        applicant = http.post("/v1/applicants", json={"name": "Siti Contoh", "consent": CONSENT}).json()["id"]
        files = {"file": ("image", picture(200))}
        image = http.post(f"/v1/applicants/{applicant}/documents", files=files).json()["id"]
        started = http.post("/v1/verifications?wait=10", json={"applicant_id": applicant}).json()
        hook = http.post("/v1/webhook-endpoints", json={"url": "https://example.com/x"}).json()["endpoint"]["id"]
        http.post(f"/v1/webhook-endpoints/{hook}/test")
        return {
            "applicant_id": applicant,
            "image_id": image,
            "verification_id": started["id"],
            "consent_id": http.get(f"/v1/applicants/{applicant}/consents").json()["items"][0]["id"],
            "hold_id": http.post(f"/v1/applicants/{applicant}/legal-holds", json={"reason": "Order 1"}).json()["id"],
            "endpoint_id": hook,
            "delivery_id": http.get(f"/v1/webhook-endpoints/{hook}/deliveries").json()["items"][0]["id"],
        }


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: str(operation.label))
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_every_answer_is_as_described(operation: Any, mode: GenerationMode, live: Live, ids: dict[str, str]) -> None:
    if mode is GenerationMode.NEGATIVE and not (operation.body or operation.query):
        pytest.skip("there is nothing to send wrongly")

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def asked(case: Any) -> None:
        _make_real(case, operation, ids)
        case.call_and_validate(base_url=live.url, headers=live.headers, checks=CHECKS, timeout=60)

    asked()


def _make_real(case: Any, operation: Any, ids: dict[str, str]) -> None:
    """Ask for what exists, without waiting, and leave it there for the next operation."""
    if operation.method != "delete":
        real = {name: ids[name] for name in ids if f"{{{name}}}" in operation.path}
        case.path_parameters = {**(case.path_parameters or {}), **real}
    if operation.path.endswith("/events"):
        case.query = {**(case.query or {}), "until": "settled"}
    if "wait" in (case.query or {}):
        case.query = {**case.query, "wait": 0}
    if isinstance(case.body, dict) and "applicant_id" in case.body and operation.path != "/v1/privacy/requests":
        case.body = {**case.body, "applicant_id": ids["applicant_id"]}
