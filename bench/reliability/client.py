"""A patient client: it repeats what was not acknowledged, under the same key, and keeps a journal of what was."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

AGAIN_SECONDS = 0.05
CONSENT = {"purpose": "identity verification", "text_version": "1", "given_at": "2026-11-22T08:00:00Z"}


@dataclass(frozen=True)
class Acknowledged:
    """What the API promised: these ids, and these bytes behind each image."""

    external_id: str
    applicant_id: str
    verification_id: str
    images: Mapping[str, bytes]


@dataclass
class Client(threading.Thread):
    """Submits applicants until told to stop."""

    url: str
    key: str
    name_and_number: tuple[str, str]
    stop: threading.Event
    journal: list[Acknowledged] = field(default_factory=list)
    begun: int = 0
    repeats: int = 0
    worst: float = 0.0  # seconds until something was acknowledged, repeats included
    server_errors: int = 0

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        """Submit one applicant after another; the last one is finished."""
        with httpx.Client(base_url=self.url, timeout=10, headers={"authorization": f"ApiKey {self.key}"}) as self._http:
            while not self.stop.is_set():
                self.begun += 1
                self.journal.append(self._submit())

    def _submit(self) -> Acknowledged:
        external_id = f"customer-{secrets.token_hex(8)}"
        name, number = self.name_and_number
        declared = {"external_id": external_id, "name": name, "document_number": number, "consent": CONSENT}
        applicant = self._post("/v1/applicants", json=declared)["id"]
        images = {
            self._image(applicant, kind, content): content
            for kind in ("documents", "selfies")
            # The beginning of a JPEG and then noise: intake stores it, the worker finds out.
            for content in (b"\xff\xd8\xff\xe0" + secrets.token_bytes(20_000),)
        }
        verification = self._post("/v1/verifications", json={"applicant_id": applicant})["id"]
        return Acknowledged(external_id, applicant, verification, images)

    def _image(self, applicant: str, kind: str, content: bytes) -> str:
        made: str = self._post(f"/v1/applicants/{applicant}/{kind}", files={"file": content})["id"]
        return made

    def _post(self, path: str, **body: Any) -> Mapping[str, Any]:
        key, started = secrets.token_hex(16), time.monotonic()
        while True:
            answer = self._try(path, key, body)
            if answer is not None and answer.is_success:
                self.worst = max(self.worst, time.monotonic() - started)
                found: Mapping[str, Any] = answer.json()
                return found
            self.repeats += 1
            time.sleep(AGAIN_SECONDS)

    def _try(self, path: str, key: str, body: Mapping[str, Any]) -> httpx.Response | None:
        try:
            answer = self._http.post(path, headers={"idempotency-key": key}, **body)
        except httpx.TransportError:
            return None
        if answer.status_code == 500:
            self.server_errors += 1
        elif answer.is_client_error and answer.status_code not in (409, 429):
            raise RuntimeError(f"{path} answered {answer.status_code}: {answer.text}")
        return answer


class Receiver:
    """Receives webhooks, and remembers for which it thanked."""

    def __init__(self) -> None:
        self.thanked: list[str] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["content-length"]))
                self.send_response(204)
                self.end_headers()
                receiver.thanked.append(self.headers["webhook-id"])

            def log_message(self, *_: object) -> None:
                """Nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Receive no more."""
        self._server.shutdown()
        self._server.server_close()
