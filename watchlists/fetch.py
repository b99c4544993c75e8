"""Downloads from publishers: HTTPS only, size-limited, conditional, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from time import monotonic
from typing import Protocol

import httpx

from watchlists.errors import ListError
from watchlists.model import Validators

MAX_BYTES = 400 * 1024 * 1024  # SDN Advanced XML, the largest, has about 120 MB
MAX_SECONDS = 1800.0  # for one file, however steadily it drips
TIMEOUT = httpx.Timeout(30.0, connect=10.0)  # seconds without a byte
AGENT = "kyc-pipeline (self-hosted sanctions screening)"
_VALIDATORS = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}


@dataclass(frozen=True, slots=True)
class Download:
    """The files of a list on disk, and what the server said for the next conditional request."""

    paths: tuple[Path, ...]
    validators: Validators


class Fetcher(Protocol):
    """Gets a list's files."""

    def fetch(self, addresses: Mapping[str, str], into: Path, *, known: Validators) -> Download | None:
        """Download every file of a list into a folder; None when none of them changed since `known`.

        Raises:
            ListError: `LIST.UNREACHABLE` when the publisher cannot be reached or answers with an error.
        """
        ...


class HttpFetcher:
    """Fetches over HTTPS; redirects are followed to HTTPS only."""

    def __init__(
        self,
        client: httpx.Client | None = None,
        *,
        max_bytes: int = MAX_BYTES,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._client = client or httpx.Client(timeout=TIMEOUT, follow_redirects=True, headers={"User-Agent": AGENT})
        self._max_bytes = max_bytes
        self._clock = clock

    def fetch(self, addresses: Mapping[str, str], into: Path, *, known: Validators) -> Download | None:
        """Ask conditionally; when one file is new, get those that are not as well."""
        validators: list[tuple[str, str, str]] = []
        same = []
        for role, address in addresses.items():
            answer = self._get(address, into / role, _conditions(address, known))
            if answer is None:
                same.append(role)
            else:
                validators += answer
        if len(same) == len(addresses):
            return None
        for role in same:
            validators += self._get(addresses[role], into / role, {}) or ()
        return Download(tuple(into / role for role in addresses), tuple(validators))

    def _get(self, address: str, path: Path, conditions: Mapping[str, str]) -> Validators | None:
        """Stream one file to disk; None when the server says that it has not changed."""
        if not address.startswith("https://"):
            raise ListError("LIST.UNREACHABLE", f"{_host(address)}: only https:// addresses are fetched")
        try:
            with self._client.stream("GET", address, headers=dict(conditions)) as answer:
                if answer.status_code == httpx.codes.NOT_MODIFIED and conditions:
                    return None
                self._check(answer, address)
                self._save(answer.iter_bytes(), path, address)
                return tuple((address, name, answer.headers[name]) for name in _VALIDATORS if name in answer.headers)
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            message = f"{_host(address)} cannot be reached ({type(error).__name__}); what is there is kept"
            raise ListError("LIST.UNREACHABLE", message) from error

    @staticmethod
    def _check(answer: httpx.Response, address: str) -> None:
        if answer.status_code != httpx.codes.OK:
            raise ListError(
                "LIST.UNREACHABLE", f"{_host(address)} answered {answer.status_code}; what is there is kept"
            )
        if answer.url.scheme != "https":
            raise ListError("LIST.UNREACHABLE", f"{_host(address)} leads away from https://; what is there is kept")

    def _save(self, chunks: Iterable[bytes], path: Path, address: str) -> None:
        size, latest = 0, self._clock() + MAX_SECONDS
        with path.open("wb", buffering=0) as file:
            for chunk in chunks:
                size += len(chunk)
                if size > self._max_bytes:
                    raise ListError("LIST.TOO_LARGE", f"{_host(address)} sends more than {self._max_bytes} bytes")
                if self._clock() > latest:
                    raise ListError("LIST.UNREACHABLE", f"{_host(address)} sends too slowly; what is there is kept")
                _write(file, chunk)


def _write(file: FileIO, chunk: bytes) -> None:
    left = memoryview(chunk)
    try:
        while left:  # a disk that is nearly full takes the beginning, and refuses only what comes after
            left = left[file.write(left) :]
    except OSError as error:  # the disk's fault, not the publisher's
        raise ListError("LIST.STORE", f"what was fetched cannot be written: {error.strerror}") from error


def _conditions(address: str, known: Validators) -> dict[str, str]:
    return {_VALIDATORS[header]: value for where, header, value in known if where == address and header in _VALIDATORS}


def _host(address: str) -> str:
    return httpx.URL(address).host or "the address"
