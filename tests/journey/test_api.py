"""An onboarding system's whole way through the API, on both databases: by a client, and by the curl of docs/api.md."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from kyc.reporting.document import verify as is_sealed
from kyc.storage.database import Database
from tests.databases import TENANT, Clock
from tests.journey.live import Live, serving
from tests.unit.services.line import picture

DOCS = Path(__file__).parents[2] / "docs" / "api.md"
CONSENT = {"purpose": "identity verification", "text_version": "2026-11", "given_at": "2026-11-22T08:00:00Z"}


@pytest.fixture
def live(database: Database, tmp_path: Path, clock: Clock) -> Iterator[Live]:
    """The service over a database of each kind."""
    with serving(database, tmp_path, clock) as running:
        yield running


@pytest.fixture
def http(live: Live) -> Iterator[httpx.Client]:
    """A client of it."""
    with httpx.Client(base_url=live.url, headers=live.headers, timeout=30, trust_env=False) as client:
        yield client


def submit(http: httpx.Client, **headers: str) -> str:
    """Hand in an applicant with two images and start a verification; return its address."""
    declared = {"external_id": "customer-1", "name": "Siti Contoh", "consent": CONSENT}
    applicant = http.post("/v1/applicants", json=declared, headers=headers).json()["id"]
    for kind, shade in (("documents", 200), ("selfies", 60)):
        reply = http.post(f"/v1/applicants/{applicant}/{kind}", files={"file": ("image", picture(shade))})
        assert reply.status_code == 201, reply.text
    started = http.post("/v1/verifications", json={"applicant_id": applicant}, headers=headers)
    assert started.status_code == 202, started.text
    return started.headers["Location"]


def told(http: httpx.Client, path: str) -> list[str]:
    """Every event of a verification until nothing more is done about it."""
    with http.stream("GET", f"{path}/events?until=settled") as stream:
        return [line.removeprefix("event: ") for line in stream.iter_lines() if line.startswith("event: ")]


def test_an_applicant_is_verified_explained_and_erased(http: httpx.Client, live: Live) -> None:
    http.post("/v1/webhook-endpoints", json={"url": "https://example.com/hook"})
    path = submit(http)
    events = told(http, path)
    assert events[:2] == ["verification.created", "verification.processing"]
    done = http.get(path).json()
    assert events[-1] == f"verification.{done['state']}"
    assert done["report_id"]
    report = http.get(f"{path}/report").json()
    assert report["verification_id"] == done["id"]
    assert is_sealed(report), "the client can verify its projection without what is withheld"
    assert "<html" in http.get(f"{path}/report.html").text
    endpoint = http.get("/v1/webhook-endpoints").json()["items"][0]["id"]
    sent = http.get(f"/v1/webhook-endpoints/{endpoint}/deliveries").json()["items"]
    assert len(sent) == len(events), "every change is on its way to whoever wants to hear"

    erased = http.post("/v1/privacy/requests", json={"kind": "erase", "applicant_id": done["applicant_id"]}).json()
    assert erased["certificate"]["destroyed"]["images"] == 2
    assert http.get(f"{path}/report").json()["code"] == "REPORT.NOT_READY"
    with live.database.transaction(TENANT, "test:look") as unit:
        assert unit.audit.verify().fault is None
        actions = {entry.action for entry in unit.audit.list(limit=100).items}
    assert {"applicant:created", "image:stored", "verification:created", "report:read", "applicant:erased"} <= actions


def test_a_repeated_submission_is_the_same_submission(http: httpx.Client) -> None:
    keys = {"Idempotency-Key": "customer-1"}
    declared = {"external_id": "customer-1", "consent": CONSENT}
    made = [http.post("/v1/applicants", json=declared, headers=keys).json()["id"] for _ in range(3)]
    assert len(set(made)) == 1
    found = http.post("/v1/applicants/search", json={"by": "external_id", "value": "customer-1"}).json()["items"]
    assert len(found) == 1


def test_the_walk_through_of_the_docs_is_true(live: Live, tmp_path: Path) -> None:
    (tmp_path / "card.jpg").write_bytes(picture(200))
    (tmp_path / "selfie.jpg").write_bytes(picture(60))
    blocks = re.findall(r"^```sh\n(.*?)^```", DOCS.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    script = "set -euo pipefail\n" + "\n".join(blocks)
    environment = {
        **os.environ,
        "KYC_URL": live.url,
        "KYC_KEY": live.key,
        "KYC_CLIENT": live.client_id,
        "NO_PROXY": "*",
    }
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "event: verification.processing" in done.stdout
    assert '"data_key": 1' in done.stdout, "the last step erased the applicant"
    assert "<html" in (tmp_path / "report.html").read_text()
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF-")
    assert json.loads(httpx.get(f"{live.url}/openapi.json", trust_env=False).text)["openapi"].startswith("3.1")
