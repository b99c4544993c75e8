"""Images as they come in: a multipart form or base64 in JSON, taken from the stream into memory and nowhere else.

A form library would lay parts above a megabyte into a temporary file: personal data in plain text on a disk.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, TypeVar

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar
from fastapi import Request
from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header

from kyc.imaging.decode import MAX_BYTES
from kyc.model.errors import EvidenceError
from kyc.web.problems import RequestError
from kyc.web.strict import parse

MAX_PARTS = 8
MAX_VALUE_BYTES = 1024
AT_ONCE = 4  # images being encrypted and stored; a database takes one writer at a time, or a few

T = TypeVar("T")
_TURNS: RunVar[CapacityLimiter] = RunVar("kyc.web.uploads")


@dataclass(slots=True, repr=False)
class Upload:
    """What came with an image: its bytes where a form brought them, and the other fields of the form or object."""

    content: bytes | bytearray | None = None
    fields: dict[str, Any] = field(default_factory=dict)

    def meaning(self) -> bytes:
        """What makes two uploads the same, however they are wrapped: a form's boundary differs every time."""
        fields = sorted((name, value) for name, value in self.fields.items() if isinstance(value, str))
        return repr(fields).encode() + sha256(self.content or b"").digest()


async def receive(request: Request) -> Upload:
    """Read an upload. The file is the form's part `file`, or the object's `content`.

    Raises:
        RequestError: 400, 415 or 422.
        EvidenceError: IMG.TOO_LARGE.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind == b"multipart/form-data":
        return await _form(request, options.get(b"boundary", b""))
    if kind == b"application/json":
        return _object(parse(await request.body()))
    raise RequestError(415, "REQUEST.MEDIA_TYPE", "Send multipart/form-data with a part `file`, or application/json.")


async def in_turn(work: Callable[[], T]) -> T:
    """Run what copies and encrypts an image in a thread, a few at a time: memory is bounded by that, not by callers."""
    try:
        turns = _TURNS.get()
    except LookupError:
        _TURNS.set(turns := CapacityLimiter(AT_ONCE))
    return await to_thread.run_sync(work, limiter=turns)


def decoded(text: str) -> bytes:
    """Read base64.

    Raises:
        RequestError: 422 REQUEST.BASE64.
        EvidenceError: IMG.TOO_LARGE.
    """
    if len(text) > MAX_BYTES * 4 // 3 + 4:
        raise too_large()
    try:
        return base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        raise RequestError(422, "REQUEST.BASE64", "`content` is the file in base64 (RFC 4648, section 4).") from None


def too_large() -> EvidenceError:
    """The refusal of an image with too many bytes."""
    return EvidenceError("IMG.TOO_LARGE", f"The image is larger than {MAX_BYTES} bytes.")


def _object(value: Any) -> Upload:
    if not isinstance(value, dict):
        raise RequestError(422, "REQUEST.INVALID", "Expected an object with `content`.")
    return Upload(None, value)


async def _form(request: Request, boundary: bytes) -> Upload:
    reader = _FormReader()
    try:
        parser = MultipartParser(boundary, reader.callbacks())  # type: ignore[arg-type]
        async for chunk in request.stream():
            parser.write(chunk)
        parser.finalize()
    except (FormParserError, ValueError):
        raise _malformed() from None
    if not reader.is_whole:
        raise _malformed()
    return reader.upload


class _FormReader:
    """Collects the parts of a form; the file's bytes go into one buffer."""

    def __init__(self) -> None:
        self.is_whole = False
        self._file: bytearray | None = None
        self._fields: dict[str, Any] = {}
        self._parts = 0
        self._header, self._value = b"", b""
        self._name, self._part = "", bytearray()

    @property
    def upload(self) -> Upload:
        return Upload(self._file, self._fields)

    def callbacks(self) -> dict[str, Any]:
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._on_header_field,
            "on_header_value": self._on_header_value,
            "on_header_end": self._on_header_end,
            "on_part_data": self._on_data,
            "on_part_end": self._on_part_end,
            "on_end": self._on_end,
        }

    def _begin(self) -> None:
        self._parts += 1
        self._name, self._part = "", bytearray()
        if self._parts > MAX_PARTS:
            raise _malformed()

    def _on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            _, options = parse_options_header(self._value)
            self._name = options.get(b"name", b"").decode("utf-8", "replace")
        self._header, self._value = b"", b""

    def _on_data(self, data: bytes, start: int, end: int) -> None:
        self._part += memoryview(data)[start:end]
        if self._name == "file" and len(self._part) > MAX_BYTES:
            raise too_large()
        if self._name != "file" and len(self._part) > MAX_VALUE_BYTES:
            raise _malformed()

    def _on_part_end(self) -> None:
        if self._name in self._fields or self._name == "content" or (self._name == "file" and self._file is not None):
            raise _malformed()  # two of what there is one of
        if self._name == "file":
            self._file = self._part
        else:
            self._fields[self._name] = self._part.decode("utf-8", "replace")

    def _on_end(self) -> None:
        self.is_whole = True


def _malformed() -> RequestError:
    return RequestError(400, "REQUEST.FORM", "The form cannot be read: expected one part `file` and few short fields.")
