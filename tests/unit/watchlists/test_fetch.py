"""Downloads, against a transport that is no network."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from watchlists.errors import ListError
from watchlists.fetch import HttpFetcher

ADDRESSES = {"one": "https://lists.invalid/1.csv", "two": "https://lists.invalid/2.csv"}
KNOWN = tuple((address, "ETag", f'"{role}"') for role, address in ADDRESSES.items())
Answer = Callable[[httpx.Request], httpx.Response]


def fetcher(answer: Answer, *, max_bytes: int = 1000) -> HttpFetcher:
    client = httpx.Client(transport=httpx.MockTransport(answer), follow_redirects=True)
    return HttpFetcher(client, max_bytes=max_bytes)


def test_files_are_saved_by_role_and_the_validators_kept(tmp_path: Path) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=request.url.path.encode(), headers={"ETag": '"x"'})

    found = fetcher(answer).fetch(ADDRESSES, tmp_path, known=())
    assert found is not None
    assert [path.read_text() for path in found.paths] == ["/1.csv", "/2.csv"]
    assert found.validators == tuple((address, "ETag", '"x"') for address in ADDRESSES.values())


def test_nothing_new_is_none(tmp_path: Path) -> None:
    seen = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["If-None-Match"])
        return httpx.Response(304)

    assert fetcher(answer).fetch(ADDRESSES, tmp_path, known=KNOWN) is None
    assert seen == ['"one"', '"two"']


def test_one_new_file_fetches_all(tmp_path: Path) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        old = request.headers.get("If-None-Match") == '"one"'
        return httpx.Response(304) if old else httpx.Response(200, content=request.url.path.encode())

    found = fetcher(answer).fetch(ADDRESSES, tmp_path, known=KNOWN)
    assert found is not None
    assert [path.read_text() for path in found.paths] == ["/1.csv", "/2.csv"]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (lambda _request: httpx.Response(500), "LIST.UNREACHABLE"),
        (lambda _request: httpx.Response(404), "LIST.UNREACHABLE"),
        (lambda _request: httpx.Response(304), "LIST.UNREACHABLE"),  # though nothing was asked conditionally
        (lambda _request: httpx.Response(200, content=b"x" * 1001), "LIST.TOO_LARGE"),
        (
            lambda request: (
                httpx.Response(302, headers={"Location": "http://lists.invalid/1.csv"})
                if request.url.scheme == "https"
                else httpx.Response(200, content=b"x")
            ),
            "LIST.UNREACHABLE",
        ),
    ],
)
def test_a_bad_answer_is_a_list_error(answer: Answer, code: str, tmp_path: Path) -> None:
    with pytest.raises(ListError) as caught:
        fetcher(answer).fetch(ADDRESSES, tmp_path, known=())
    assert caught.value.code == code
    assert "token" not in str(caught.value)


def test_no_network_is_said_in_one_sentence(tmp_path: Path) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("Name or service not known", request=request)

    with pytest.raises(ListError, match="what is there is kept") as caught:
        fetcher(answer).fetch(ADDRESSES, tmp_path, known=())
    assert caught.value.code == "LIST.UNREACHABLE"


def test_a_server_that_drips_for_ever_is_left(tmp_path: Path) -> None:
    hours = iter(range(0, 3600 * 100, 3600))
    client = httpx.Client(transport=httpx.MockTransport(lambda _request: httpx.Response(200, content=b"x")))
    with pytest.raises(ListError, match="too slowly"):
        HttpFetcher(client, clock=lambda: float(next(hours))).fetch(ADDRESSES, tmp_path, known=())


def test_only_https_is_fetched(tmp_path: Path) -> None:
    with pytest.raises(ListError, match="only https"):
        fetcher(lambda _request: httpx.Response(200)).fetch({"one": "http://lists.invalid/"}, tmp_path, known=())


def test_a_disk_that_is_full_is_no_fault_of_the_publishers(tmp_path: Path) -> None:
    (tmp_path / "one").symlink_to("/dev/full")  # takes a file and not a byte
    with pytest.raises(ListError) as refused:
        fetcher(lambda _request: httpx.Response(200, content=b"x" * 500)).fetch(ADDRESSES, tmp_path, known=())
    assert refused.value.code == "LIST.STORE"
    assert "No space left" in str(refused.value)


def test_a_disk_with_little_room_left_never_keeps_half_a_file(tmp_path: Path) -> None:
    with files_of_at_most(300), pytest.raises(ListError) as refused:  # which takes the beginning, and says nothing
        fetcher(lambda _request: httpx.Response(200, content=b"x" * 500)).fetch(ADDRESSES, tmp_path, known=())
    assert refused.value.code == "LIST.STORE"


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
