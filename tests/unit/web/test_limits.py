"""What one caller may hold open: heads that do not come, streams without number, headers that mean two things."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from kyc.web import connections
from kyc.web.kit import Kit
from kyc.web.limits import Watchers
from tests.unit.web.conftest import Caller


@pytest.fixture
def address(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, int]]:
    """Where the application listens, in a hurry."""
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.3)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        config = uvicorn.Config(app, log_config=None, lifespan="off", http=connections.HurriedProtocol)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        yield listener.getsockname()
        server.should_exit = True
        thread.join()


def answer(address: tuple[str, int], *parts: bytes) -> bytes:
    """What comes back until the connection ends."""
    with socket.create_connection(address) as connection:
        connection.settimeout(20)
        try:
            for part in parts:
                connection.sendall(part)
            return b"".join(iter(lambda: connection.recv(65536), b""))
        except ConnectionError:
            return b"cut off"


@pytest.mark.parametrize("sent", [b"", b"GET", b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: a"])
def test_whoever_sends_no_whole_head_in_time_is_let_go(address: tuple[str, int], sent: bytes) -> None:
    assert answer(address, sent).startswith(b"HTTP/1.1 408 ")


def test_a_second_head_on_a_connection_has_its_time_too(address: tuple[str, int]) -> None:
    with socket.create_connection(address) as connection:
        connection.settimeout(20)
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        told = b""
        while not told.endswith(b"}"):
            told += connection.recv(65536)
        connection.sendall(b"GET /healthz HTTP/1.1\r\n")
        assert connection.recv(65536).startswith(b"HTTP/1.1 408 ")


def test_whoever_is_in_time_notices_nothing(address: tuple[str, int], caller: Caller) -> None:
    headers = {"Authorization": f"ApiKey {caller.secret}"}
    with httpx.Client(base_url=f"http://{address[0]}:{address[1]}", headers=headers, trust_env=False) as http:
        assert [http.get("/v1/reason-codes").status_code for _ in range(3)] == [200, 200, 200]


def test_a_head_has_an_end(address: tuple[str, int]) -> None:
    told = answer(address, b"GET / HTTP/1.1\r\nX: ", b"a" * 2**20, b"a" * 2**20)
    assert told == b"cut off" or told.startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize("name", ["Authorization", "Idempotency-Key", "If-Match"])
def test_a_header_that_means_two_things_is_refused(caller: Caller, name: str) -> None:
    twice = [("Authorization", f"ApiKey {caller.secret}")] * (name != "Authorization")
    given = f"ApiKey {caller.secret}" if name == "Authorization" else "1"
    reply = Caller(caller.app, "").post("/v1/applicants", {}, headers=[*twice, (name, given), (name, "other")])
    assert (reply.status_code, reply.json()["code"]) == (400, "REQUEST.MALFORMED")


class TestWatching:
    """Who waits costs the store a look several times a second."""

    @pytest.fixture
    def kit(self, kit: Kit) -> Kit:
        """A kit with room for one."""
        return replace(kit, watchers=Watchers(1))

    def test_one_stream_too_many_is_refused(self, kit: Kit, caller: Caller, verification: str) -> None:
        path = f"/v1/verifications/{verification}/events"
        with kit.watchers.watching(caller.client_id):
            refused = caller.get(path)
            assert (refused.status_code, refused.json()["code"]) == (429, "RATE.WATCHING")
            assert refused.headers["Retry-After"] == "5"
        caller.post(f"/v1/verifications/{verification}/cancel")
        assert [caller.get(path).status_code for _ in range(2)] == [200, 200], "a stream that ended makes room"

    def test_others_have_room_of_their_own(
        self, kit: Kit, caller: Caller, make_caller: Callable[..., Caller], verification: str
    ) -> None:
        other = make_caller()
        with kit.watchers.watching(caller.client_id):
            other.post(f"/v1/verifications/{verification}/cancel")
            assert other.get(f"/v1/verifications/{verification}/events").status_code == 200

    def test_who_finds_no_room_to_wait_is_answered_at_once(self, kit: Kit, caller: Caller, applicant: str) -> None:
        caller.post(f"/v1/applicants/{applicant}/documents", files={"file": ("a", b"\xff\xd8\xff\xe0" + bytes(99))})
        with kit.watchers.watching(caller.client_id):
            assert caller.post("/v1/verifications?wait=30", {"applicant_id": applicant}).status_code == 202


def test_no_more_pages_are_laid_out_than_there_are_presses(kit: Kit, caller: Caller, verification: str) -> None:
    path = f"/v1/verifications/{verification}/report.pdf"
    with kit.presses.one(), kit.presses.one():
        refused = caller.get(path)
    assert (refused.status_code, refused.json()["code"]) == (503, "RATE.PRESSES")
    assert refused.headers["Retry-After"] == "3"
    assert caller.get(path).json()["code"] == "REPORT.NOT_READY", "what failed gives its press back"
    assert caller.get(path).json()["code"] == "REPORT.NOT_READY"
    assert caller.get(path).json()["code"] == "REPORT.NOT_READY"
