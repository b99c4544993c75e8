"""The client: one object for all that an onboarding system asks for.

from kyc_client.access import Key
from kyc_client.client import Client

with Client("https://kyc.example.com", Key("kyc_…")) as kyc:
    started = kyc.submit(Declared(name="Siti Contoh"), consent, document=front, selfie=selfie, key="customer-4711")
    report = kyc.verifications.wait_for_report(started.id)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from ipaddress import ip_address
from types import TracebackType
from typing import Any, Self

import httpx

from kyc_client.access import Access
from kyc_client.applicants import Applicants
from kyc_client.records import Clock, Consent, Declared, Verification, record
from kyc_client.transport import Retries, Transport
from kyc_client.verifications import Verifications
from kyc_client.webhooks import Webhooks

TIMEOUT = httpx.Timeout(30.0, read=60.0)  # seconds; a request may wait for an outcome for 30


class Client:
    """Speaks with one service. Threads may share it."""

    def __init__(
        self,
        url: str,
        access: Access,
        *,
        retries: Retries | None = None,
        http: httpx.Client | None = None,
        transport: Transport | None = None,
    ) -> None:
        """Connect to nobody yet.

        Args:
            url: where the service is: https, or http on this machine.
            access: a `Key`, or `Credentials` that buy tokens.
            retries: how often to repeat what may help.
            http: a client of your own, for proxies and certificates; its base address is set to `url`.
            transport: all of that put together already, for tests.

        Raises:
            ValueError: when a key would travel in plain text.
        """
        _refuse_plain_text(url)
        self._http = http or httpx.Client(timeout=TIMEOUT, follow_redirects=False)
        self._http.base_url = httpx.URL(url)
        self._transport = transport or Transport(self._http, access, retries or Retries())
        self.applicants = Applicants(self._transport)
        self.verifications = Verifications(self._transport)
        self.webhooks = Webhooks(self._transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def submit(
        self,
        declared: Declared,
        consent: Consent,
        *,
        document: bytes,
        selfie: bytes | None = None,
        back: bytes | None = None,
        key: str,
        wait: float = 0,
    ) -> Verification:
        """Hand in an applicant with their images and start a verification.

        `key` is your own name for this submission: whatever breaks, call again with the same key and the same content,
        and there is still one applicant, one verification.
        """
        made = self.applicants.create(declared, consent=consent, key=f"{key}/applicant")
        self.applicants.attach_document(made.id, document, key=f"{key}/document")
        if back is not None:
            self.applicants.attach_document(made.id, back, side="back", key=f"{key}/back")
        if selfie is not None:
            self.applicants.attach_selfie(made.id, selfie, key=f"{key}/selfie")
        return self.verifications.start(made.id, wait=wait, key=f"{key}/verification")

    def screen(
        self,
        name: str,
        *,
        birth_date: str | None = None,
        countries: Sequence[str] = (),
        gender: str | None = None,
        id_numbers: Sequence[str] = (),
        birth_place: str | None = None,
    ) -> Mapping[str, Any]:
        """Screen a name against the active lists (docs/api.md)."""
        asked = {
            "name": name,
            "birth_date": birth_date,
            "countries": list(countries),
            "gender": gender,
            "id_numbers": list(id_numbers),
            "birth_place": birth_place,
        }
        query = {name: value for name, value in asked.items() if value}
        told: Mapping[str, Any] = self._transport.post("/v1/screenings", {"query": query}).json
        return told

    def screen_applicant(self, applicant_id: str) -> Mapping[str, Any]:
        """Screen an applicant by what they declared."""
        told: Mapping[str, Any] = self._transport.post("/v1/screenings", {"applicant_id": applicant_id}).json
        return told

    def reason_codes(self) -> tuple[Mapping[str, Any], ...]:
        """Every reason code a report may hold, in both languages."""
        return tuple(self._transport.get("/v1/reason-codes").json["items"])

    def sandbox_clock(self, *, advance_seconds: int | None = None) -> Clock:
        """Where a sandbox's clock stands, moved on first when told to."""
        path = "/v1/sandbox/clock"
        if advance_seconds is None:
            return record(Clock, self._transport.get(path).json)
        return record(Clock, self._transport.post(path, {"advance_seconds": advance_seconds}).json)


def _refuse_plain_text(url: str) -> None:
    parts = httpx.URL(url)
    if parts.scheme == "https" or (parts.scheme == "http" and _is_this_machine(parts.host)):
        return
    raise ValueError("expected an https:// address: a key must not travel in plain text")


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
