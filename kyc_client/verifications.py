"""Verifications: started, watched, called off, repeated; and their reports."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal

from kyc_client.errors import ClientError, UnreachableError
from kyc_client.paging import every
from kyc_client.records import State, Verification, record
from kyc_client.transport import Transport

LOOK_EVERY = 1.0  # seconds
Projection = Literal["client", "internal"]


class StillBusyError(ClientError):
    """It takes longer than we were told to wait; nothing is lost, ask again later."""


class Verifications:
    """Everything under /v1/verifications."""

    def __init__(self, transport: Transport, clock: Callable[[], float] = time.monotonic) -> None:
        self._transport, self._clock = transport, clock

    def start(
        self, applicant_id: str, *, images: Sequence[str] | None = None, wait: float = 0, key: str | None = None
    ) -> Verification:
        """Start a verification of the named images, or of the newest of each kind.

        `wait` (seconds, at most 30) lets the service answer with the outcome where that comes in time.
        """
        body: dict[str, Any] = {"applicant_id": applicant_id, **({"images": list(images)} if images else {})}
        params = {"wait": wait} if wait else {}
        return record(Verification, self._transport.post("/v1/verifications", body, key=key, params=params).json)

    def get(self, verification_id: str) -> Verification:
        """Where a verification stands."""
        return record(Verification, self._transport.get(_at(verification_id)).json)

    def every(self, *, applicant_id: str | None = None, state: State | None = None) -> Iterator[Verification]:
        """Every verification, newest first."""
        return every(self._transport, Verification, "/v1/verifications", applicant_id=applicant_id, state=state)

    def cancel(self, verification_id: str) -> Verification:
        """Call it off."""
        return self._changed(verification_id, "cancel")

    def resubmit(self, verification_id: str, *, images: Sequence[str] | None = None) -> Verification:
        """Have the better images looked at that were asked for; the newest of each kind unless named."""
        return self._changed(verification_id, "resubmit", {"images": list(images)} if images else None)

    def retry(self, verification_id: str) -> Verification:
        """Have one that ended in `error` looked at again."""
        return self._changed(verification_id, "retry")

    def report(self, verification_id: str, *, view: Projection = "client") -> Mapping[str, Any]:
        """The report (docs/report.md).

        Raises:
            ConflictError: REPORT.NOT_READY.
        """
        told: Mapping[str, Any] = self._transport.get(f"{_at(verification_id)}/report", view=view).json
        return told

    def report_page(self, verification_id: str, *, kind: Literal["html", "pdf"] = "html") -> bytes:
        """The report as a page or a PDF."""
        return self._transport.get(f"{_at(verification_id)}/report.{kind}").content

    def wait(self, verification_id: str, *, seconds: float = 60.0) -> Verification:
        """Where it stands once nothing is being done about it.

        Raises:
            StillBusyError: when that takes longer.
        """
        end = self._clock() + seconds
        while not (found := self.get(verification_id)).is_settled:
            if self._clock() >= end:
                raise StillBusyError(f"{verification_id} is still {found.state} after {seconds:.0f} s")
            self._transport.sleep(LOOK_EVERY)
        return found

    def wait_for_report(self, verification_id: str, *, seconds: float = 60.0) -> Mapping[str, Any]:
        """The report, once it is there.

        Raises:
            StillBusyError: when that takes longer.
            ConflictError: REPORT.NOT_READY when it came to an end without one, such as `error` or `canceled`.
        """
        self.wait(verification_id, seconds=seconds)
        return self.report(verification_id)

    def follow(self, verification_id: str, *, after: int = 0) -> Iterator[Mapping[str, Any]]:
        """Each change as it happens, once and in order, until nothing more is being done; it comes again by itself."""
        path, failed = f"{_at(verification_id)}/events", 0
        while failed < self._transport.retries.attempts:
            try:
                with self._transport.stream(
                    path, params={"until": "settled"}, headers={"Last-Event-ID": str(after)}
                ) as answer:
                    for change in _events(answer.iter_lines()):
                        after, failed = int(change["sequence"]), 0
                        yield change
                if self.get(verification_id).is_settled:
                    return
            except UnreachableError:
                failed += 1
                self._transport.sleep(LOOK_EVERY)
        raise UnreachableError(f"GET {path}: nobody answered in {failed} attempts")

    def _changed(self, verification_id: str, verb: str, body: Any = None) -> Verification:
        return record(Verification, self._transport.post(f"{_at(verification_id)}/{verb}", body).json)


def _events(lines: Iterator[str]) -> Iterator[Mapping[str, Any]]:
    """The data of server-sent events; ours are one line each."""
    for line in lines:
        if line.startswith("data:"):
            yield json.loads(line.removeprefix("data:"))


def _at(verification_id: str) -> str:
    return f"/v1/verifications/{verification_id}"
