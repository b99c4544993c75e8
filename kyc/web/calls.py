"""One call of one client: its transaction, and the promise that repeating it changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Annotated, Protocol, TypeVar

from fastapi import Depends, Request
from fastapi.responses import Response

from kyc.model.access import StoredReply
from kyc.model.applicant import Periods
from kyc.model.errors import StoreError
from kyc.services.onboarding.retention import periods_of
from kyc.storage.unit import Unit
from kyc.web.auth import Principal
from kyc.web.kit import Kit
from kyc.web.problems import RequestError
from kyc.web.routes import kit_of

T = TypeVar("T")

REPLAYED = "Idempotent-Replayed"
_LONGEST_KEY = 255


class Content(Protocol):
    """A wire type."""

    def as_bytes(self) -> bytes:
        """Write it as JSON."""
        ...


@dataclass(frozen=True, slots=True)
class Reply:
    """What a route answers. `about` is the applicant it concerns: a kept reply is erased with them."""

    content: Content | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    about: str | None = None

    def stored(self) -> StoredReply:
        """The reply as it goes over the wire."""
        body = b"" if self.content is None else self.content.as_bytes()
        return StoredReply(self.status, body, tuple(self.headers.items()))


class Call:
    """A request of a caller who was recognised."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.kit: Kit = kit_of(request)
        self.principal: Principal = request.state.principal

    @property
    def periods(self) -> Periods:
        """For how long this installation keeps what comes in."""
        return periods_of(self.kit.settings)

    def may(self, scope: str) -> bool:
        """Whether the caller was granted a scope."""
        return self.principal.may(scope)

    @contextmanager
    def unit(self, *, read_only: bool = False) -> Iterator[Unit]:
        """One transaction on the caller's behalf; `read_only` where nothing personal is read, so nothing audited."""
        caller = self.principal
        with self.kit.database.transaction(caller.tenant, caller.actor, read_only=read_only) as unit:
            yield unit

    def look(self, work: Callable[[Unit], T]) -> T:
        """Read something that is nobody's."""
        with self.unit(read_only=True) as unit:
            return work(unit)

    def do(self, work: Callable[[Unit], Reply]) -> Response:
        """Do something that repeats itself harmlessly, or that a version guards: GET, PUT, PATCH, DELETE."""
        try:
            with self.unit() as unit:
                reply = work(unit).stored()
        except StoreError as error:
            if error.code == "STORE.CONFLICT" and "if-match" in self.request.headers:
                raise _changed() from None
            raise
        return _response(reply)

    @staticmethod
    def reply(reply: Reply) -> Response:
        """Answer with what was looked up."""
        return _response(reply.stored())

    def once(self, work: Callable[[Unit], Reply], *, meaning: bytes | None = None) -> Response:
        """Do something at most once for each Idempotency-Key: work and reply are stored in one transaction.

        A second request under the key waits for the first and gets its reply; if it failed, nothing was stored and
        the second does the work. `meaning` is what makes two requests the same; the body when None.

        Raises:
            InputError: INPUT.KEY_REUSED when the key came with another request.
        """
        key = self._key()
        if key is None:
            return self.do(work)
        request = self._fingerprint(meaning)
        try:
            return self._once(key, request, work)
        except StoreError as error:
            if error.code != "STORE.CONFLICT":
                raise
        return self._once(key, request, work)  # two came at the same moment: by now the other one is through

    def _once(self, key: str, request: bytes, work: Callable[[Unit], Reply]) -> Response:
        client = self.principal.client_id
        with self.unit() as unit:
            if kept := unit.idempotency.begin(client, key, request):
                return _response(kept, replayed=True)
            done = work(unit)
            reply = done.stored()
            unit.idempotency.finish(client, key, reply, applicant_id=done.about)
        return _response(reply)

    def _key(self) -> str | None:
        key = self.request.headers.get("idempotency-key")
        if key is not None and not (0 < len(key) <= _LONGEST_KEY and key.isascii() and key.isprintable()):
            raise RequestError(400, "REQUEST.IDEMPOTENCY_KEY", "An Idempotency-Key has 1 to 255 printable characters.")
        return key

    def _fingerprint(self, meaning: bytes | None) -> bytes:
        body = getattr(self.request, "_body", b"") if meaning is None else meaning
        url = self.request.url
        return b"\0".join((self.request.method.encode(), url.path.encode(), url.query.encode(), body))


def _response(reply: StoredReply, *, replayed: bool = False) -> Response:
    headers = dict(reply.headers) | ({REPLAYED: "true"} if replayed else {})
    return Response(reply.body, reply.status, headers, "application/json" if reply.body else None)


def expected_version(request: Request, *, required: bool) -> int | None:
    """The version that `If-Match` names.

    Raises:
        RequestError: 428 when it is required and missing, 400 when it is not an entity tag of ours.
    """
    given = request.headers.get("if-match")
    if given is None or given.strip() == "*":
        if required and given is None:
            raise RequestError(428, "PRECONDITION.REQUIRED", "Send If-Match with the ETag of what you read.")
        return None
    bare = given.strip().removeprefix("W/").strip('"')
    if not (bare.isascii() and bare.isdigit() and len(bare) < 10):
        raise RequestError(400, "PRECONDITION.MALFORMED", "If-Match is the ETag that came with what you read.")
    return int(bare)


def check_version(actual: int, expected: int | None) -> None:
    """Go on only if nobody wrote since.

    Raises:
        RequestError: 412 PRECONDITION.FAILED.
    """
    if expected is not None and actual != expected:
        raise _changed()


def _changed() -> RequestError:
    return RequestError(412, "PRECONDITION.FAILED", "It was changed since you read it: read it again.")


def etag(version: int) -> dict[str, str]:
    """The header that names a version."""
    return {"ETag": f'"{version}"'}


TheCall = Annotated[Call, Depends(Call)]
