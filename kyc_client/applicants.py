"""Applicants: their declarations, consents, images, monitor and holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from kyc_client.paging import all_at_once, every
from kyc_client.records import Applicant, Consent, Declared, Hold, Image, Monitor, RecordedConsent, record
from kyc_client.transport import Transport

Kind = Literal["external_id", "nik", "document_number"]


class Applicants:
    """Everything under /v1/applicants. `key` names a request, so that repeating it later changes nothing."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def create(
        self, declared: Declared | None = None, *, consent: Consent | None = None, key: str | None = None
    ) -> Applicant:
        """Create an applicant; the answer repeats nothing of what was declared."""
        body: dict[str, Any] = (declared or Declared()).as_json()
        if consent:
            body["consent"] = consent.as_json()
        return record(Applicant, self._transport.post("/v1/applicants", body, key=key).json)

    def get(self, applicant_id: str) -> Applicant:
        """Read an applicant; with `pii:read` what they declared as well."""
        return record(Applicant, self._transport.get(_at(applicant_id)).json)

    def every(self) -> Iterator[Applicant]:
        """Every applicant, newest first."""
        return every(self._transport, Applicant, "/v1/applicants")

    def find(self, by: Kind, value: str) -> tuple[Applicant, ...]:
        """The applicants that carry a number or your own id."""
        found = self._transport.post("/v1/applicants/search", {"by": by, "value": value})
        return tuple(record(Applicant, each) for each in found.json["items"])

    def change(self, applicant_id: str, changes: Mapping[str, str | None], *, version: int) -> Applicant:
        """Change what was declared; None empties a field.

        Raises:
            ConflictError: PRECONDITION.FAILED when it has another version by now.
        """
        headers = {"If-Match": f'"{version}"'}
        answer = self._transport.send("PATCH", _at(applicant_id), json=dict(changes), headers=headers)
        return record(Applicant, answer.json)

    def give_consent(self, applicant_id: str, consent: Consent, *, key: str | None = None) -> RecordedConsent:
        """Record a consent, without which no verification starts."""
        answer = self._transport.post(f"{_at(applicant_id)}/consents", consent.as_json(), key=key)
        return record(RecordedConsent, answer.json)

    def consents(self, applicant_id: str) -> tuple[RecordedConsent, ...]:
        """Every consent, withdrawn ones too."""
        return all_at_once(self._transport, RecordedConsent, f"{_at(applicant_id)}/consents")

    def withdraw_consent(self, applicant_id: str, consent_id: str) -> None:
        """Take a consent back."""
        self._transport.send("DELETE", f"{_at(applicant_id)}/consents/{consent_id}")

    def attach_document(
        self, applicant_id: str, content: bytes, *, side: Literal["front", "back"] = "front", key: str | None = None
    ) -> Image:
        """Attach an image of a document: JPEG, PNG or WebP, at most 8 MiB."""
        return self._attach(f"{_at(applicant_id)}/documents", content, {"side": side}, key)

    def attach_selfie(self, applicant_id: str, content: bytes, *, key: str | None = None) -> Image:
        """Attach a selfie."""
        return self._attach(f"{_at(applicant_id)}/selfies", content, {}, key)

    def images(self, applicant_id: str) -> tuple[Image, ...]:
        """What is known of the images, newest first."""
        return all_at_once(self._transport, Image, f"{_at(applicant_id)}/documents")

    def monitor(self, applicant_id: str) -> Monitor:
        """Whether they are screened again when a list changes."""
        return record(Monitor, self._transport.get(f"{_at(applicant_id)}/monitor").json)

    def switch_monitor(self, applicant_id: str, *, is_on: bool, version: int | None = None) -> Monitor:
        """Turn monitoring on or off."""
        headers = {} if version is None else {"If-Match": f'"{version}"'}
        path = f"{_at(applicant_id)}/monitor"
        return record(Monitor, self._transport.send("PUT", path, json={"is_on": is_on}, headers=headers).json)

    def place_hold(self, applicant_id: str, reason: str, *, key: str | None = None) -> Hold:
        """Forbid erasing them."""
        return record(Hold, self._transport.post(f"{_at(applicant_id)}/legal-holds", {"reason": reason}, key=key).json)

    def holds(self, applicant_id: str) -> tuple[Hold, ...]:
        """Every hold there was, with its reason."""
        return all_at_once(self._transport, Hold, f"{_at(applicant_id)}/legal-holds")

    def lift_hold(self, applicant_id: str, hold_id: str) -> None:
        """Lift a hold."""
        self._transport.send("DELETE", f"{_at(applicant_id)}/legal-holds/{hold_id}")

    def export(self, applicant_id: str) -> Mapping[str, Any]:
        """A copy of what is kept of them, for them: images in base64."""
        asked = {"kind": "export", "applicant_id": applicant_id}
        copy: Mapping[str, Any] = self._transport.post("/v1/privacy/requests", asked).json["export"]
        return copy

    def erase(self, applicant_id: str, *, key: str | None = None) -> Mapping[str, int]:
        """Erase them for good; say how much of what was destroyed.

        Raises:
            ConflictError: STATE.LEGAL_HOLD.
        """
        asked = {"kind": "erase", "applicant_id": applicant_id}
        certificate = self._transport.post("/v1/privacy/requests", asked, key=key).json["certificate"]
        destroyed: Mapping[str, int] = certificate["destroyed"]
        return destroyed

    def _attach(self, path: str, content: bytes, fields: Mapping[str, str], key: str | None) -> Image:
        files = {"file": ("image", content, "application/octet-stream")}
        return record(Image, self._transport.post(path, key=key, files=files, data=dict(fields)).json)


def _at(applicant_id: str) -> str:
    return f"/v1/applicants/{applicant_id}"
