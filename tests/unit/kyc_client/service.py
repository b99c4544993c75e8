"""A service that answers as a test tells it to, and remembers what it was asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

from kyc_client.access import Access, Key
from kyc_client.client import Client
from kyc_client.transport import Retries, Transport

Answer = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]
URL = "https://kyc.test"
ID = "01m808tx000000000000000000"
NOW = "2026-11-22T12:00:00Z"
VERIFICATION = {
    "id": f"ver_{ID}",
    "applicant_id": f"app_{ID}",
    "state": "processing",
    "sequence": 2,
    "is_final": False,
    "images": [],
    "recommendation": None,
    "report_id": None,
    "created_at": NOW,
    "updated_at": NOW,
    "expires_at": None,
    "version": 2,
}
APPLICANT = {
    "id": f"app_{ID}",
    "status": "active",
    "legal_hold": False,
    "created_at": NOW,
    "version": 1,
    "external_id": None,
    "declared": None,
}


@dataclass
class Service:
    """Gives its answers one after another; the last one for ever."""

    answers: list[Answer] = field(default_factory=list)
    asked: list[httpx.Request] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, httpx.Response) else answer(request)

    @property
    def keys(self) -> list[str | None]:
        """The idempotency keys that came."""
        return [request.headers.get("idempotency-key") for request in self.asked]


def client_of(service: Service, access: Access | None = None, *, retries: Retries | None = None) -> Client:
    """A client of a service, which never really sleeps and is never lucky."""
    http = httpx.Client(transport=httpx.MockTransport(service))
    made = iter(f"key-{number}" for number in range(1000))
    transport = Transport(
        http, access or Key("kyc_secret"), retries or Retries(), service.slept.append, lambda: 1.0, lambda: next(made)
    )
    return Client(URL, transport.access, http=http, transport=transport)


def problem(status: int, code: str = "X.Y", **headers: str) -> httpx.Response:
    """A refusal."""
    body = {"code": code, "detail": "No.", "status": status, "errors": []}
    kind = {"content-type": "application/problem+json", "x-request-id": "req-1", **headers}
    return httpx.Response(status, json=body, headers=kind)
