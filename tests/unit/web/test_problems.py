"""Errors are problem details with stable codes, and repeat nothing of what was sent."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI

from kyc.model.errors import EngineError, EvidenceError, InputError, StateError, StoreError
from kyc.storage.database import Database
from kyc.web import limits
from kyc.web.app import create_app
from kyc.web.kit import Kit
from kyc.web.limits import BODY_BYTES, Rates, body_limit
from kyc.web.problems import RequestError, pointer, problem_of
from tests.unit.web.conftest import NAME, NUMBER, Caller
from tests.unit.web.test_strict import HOSTILE
from watchlists.errors import ListError


@pytest.mark.parametrize(
    ("error", "status", "after"),
    [
        (StoreError("STORE.UNKNOWN", "…"), 404, None),
        (StoreError("STORE.CONFLICT", "…"), 409, None),
        (StoreError("STORE.UNAVAILABLE", "…"), 503, "2"),
        (StoreError("STORE.FULL", "…"), 503, "60"),
        (StoreError("STORE.DAMAGED", "…"), 500, None),
        (ListError("LIST.DAMAGED", "…"), 503, "2"),
        (EngineError("SYS.TIMEOUT", "…"), 503, "2"),
        (StateError("CONSENT.MISSING", "…"), 409, None),
        (StateError("REPORT.NOT_READY", "…"), 409, "2"),
        (InputError("INPUT.KEY_REUSED", "…"), 422, None),
        (EvidenceError("IMG.NOT_IMAGE", "…"), 415, None),
        (RequestError(412, "PRECONDITION.FAILED", "…"), 412, None),
    ],
)
def test_each_kind_of_error_has_its_status(error: Exception, status: int, after: str | None) -> None:
    problem = problem_of(error)
    assert (problem.status, problem.headers.get("Retry-After")) == (status, after)


def test_an_error_that_is_not_ours_tells_nothing() -> None:
    problem = problem_of(ValueError(NAME))
    assert (problem.status, problem.code) == (500, "SYS.INTERNAL")
    assert NAME not in problem.detail


def test_a_problem_has_the_members_of_the_standard_and_a_code(caller: Caller) -> None:
    reply = caller.post("/v1/applicants", {"birth_date": "1990-02-31", "gender": 7})
    assert reply.headers["content-type"] == "application/problem+json"
    problem = reply.json()
    assert set(problem) == {"type", "title", "status", "detail", "instance", "code", "errors"}
    assert (problem["status"], problem["code"]) == (422, "REQUEST.INVALID")
    assert problem["instance"].endswith(reply.headers["X-Request-Id"])
    assert {fault["pointer"] for fault in problem["errors"]} == {"/birth_date", "/gender"}
    assert "1990-02-31" not in reply.text


@pytest.mark.parametrize("content", HOSTILE[1:], ids=range(1, len(HOSTILE)))
def test_hostile_json_is_a_400(caller: Caller, content: bytes) -> None:
    reply = caller("POST", "/v1/applicants", content=content, headers={"Content-Type": "application/json"})
    assert (reply.status_code, reply.json()["code"]) == (400, "REQUEST.JSON")


@pytest.mark.parametrize(
    "body",
    [[], None, "text", 7, {"name": 7}, {"name": ""}, {"name": "   "}, {"name": "x" * 400}, {"name": ["a"]},
     {"name": {"a": 1}}, {"nationality": "ZZZ"}, {"birth_date": "yesterday"}, {"birth_date": "0000-00-00"},
     {"consent": {}}, {"consent": {"purpose": "a", "text_version": "1", "given_at": "2026-11-22T08:00:00"}},
     {"consent": {"purpose": "a", "text_version": "1", "given_at": 10**18}}, {NUMBER: 1}, {NAME: 1}, {"": 1}],
)  # fmt: skip
def test_a_body_that_is_not_as_described_is_a_422_and_not_repeated(caller: Caller, body: Any) -> None:
    reply = caller("POST", "/v1/applicants", content=json.dumps(body), headers={"Content-Type": "application/json"})
    assert (reply.status_code, reply.json()["code"]) == (422, "REQUEST.INVALID")
    assert reply.json()["errors"]
    assert NUMBER not in reply.text
    assert NAME not in reply.text


@pytest.mark.parametrize(
    "kind", ["text/plain", "", "application/xml", "multipart/form-data; boundary=x", "application/jsonx"]
)
def test_another_content_type_is_a_415(caller: Caller, kind: str) -> None:
    reply = caller("POST", "/v1/applicants", content=b"{}", headers={"Content-Type": kind})
    assert (reply.status_code, reply.json()["code"]) == (415, "REQUEST.MEDIA_TYPE")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/v2/applicants", 404, "REQUEST.UNKNOWN_PATH"),
        ("PUT", "/v1/applicants", 405, "REQUEST.METHOD"),
        ("GET", "/v1/applicants/app_1", 404, "STORE.UNKNOWN"),
        ("GET", "/v1/applicants/..%2f..%2fetc", 404, "REQUEST.UNKNOWN_PATH"),
        ("GET", "/v1/applicants/%00", 404, "STORE.UNKNOWN"),
        ("GET", "/v1/applicants/app_01m808tx000000000000000000", 404, "STORE.UNKNOWN"),
        ("GET", "/v1/verifications?limit=0", 422, "REQUEST.INVALID"),
        ("GET", "/v1/verifications?limit=1e3", 422, "REQUEST.INVALID"),
        ("GET", "/v1/verifications?cursor=%C3%A9", 422, "REQUEST.CURSOR"),
        ("GET", "/v1/verifications?state=over", 422, "REQUEST.INVALID"),
    ],
)
def test_what_is_not_there_or_cannot_be_read(caller: Caller, method: str, path: str, status: int, code: str) -> None:
    reply = caller(method, path)
    assert (reply.status_code, reply.json()["code"]) == (status, code)


def test_a_body_too_large_is_refused_by_its_announcement_and_while_it_streams(caller: Caller) -> None:
    async def stream() -> AsyncIterator[bytes]:
        for _ in range(BODY_BYTES // 1024 + 1):
            yield b" " * 1024

    kind = {"Content-Type": "application/json"}
    for content in (b" " * (BODY_BYTES + 1), stream()):
        reply = caller("POST", "/v1/applicants", content=content, headers=kind)
        assert (reply.status_code, reply.json()["code"]) == (413, "REQUEST.TOO_LARGE")


def test_a_body_that_does_not_come_is_given_up(app: FastAPI, caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BODY_SECONDS", 0.01)

    async def stalled() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.Event().wait()

    reply = caller("POST", "/v1/applicants", content=stalled(), headers={"Content-Type": "application/json"})
    assert (reply.status_code, reply.json()["code"]) == (408, "REQUEST.SLOW")


def test_images_may_be_larger_than_other_bodies() -> None:
    assert body_limit("/v1/applicants/app_1/documents") > 8 * 1024 * 1024 > body_limit("/v1/applicants")


def test_the_minutes_requests_are_counted_and_told(kit: Kit, make_caller: Callable[..., Caller]) -> None:
    busy = make_caller()
    limited = replace(busy, app=create_app(replace(kit, rates=Rates(2))))
    first, second, third = (limited.get("/v1/reason-codes") for _ in range(3))
    assert (first.status_code, second.status_code, third.status_code) == (200, 200, 429)
    assert first.headers["RateLimit-Policy"] == '"minute";q=2;w=60'
    assert first.headers["RateLimit"].startswith('"minute";r=1;t=')
    assert int(third.headers["Retry-After"]) >= 1
    assert third.json()["code"] == "RATE.LIMITED"


@pytest.mark.parametrize("given", ["short", "a b c d e f g", "x" * 65, "größe-größe"])
def test_a_request_id_that_may_be_anything_is_replaced(app: FastAPI, given: str) -> None:
    stranger = Caller(app, "")
    reply = stranger.get("/healthz", headers={"X-Request-Id": given.encode()})
    assert reply.headers["X-Request-Id"] != given
    assert stranger.get("/healthz", headers={"X-Request-Id": "trace-0001"}).headers["X-Request-Id"] == "trace-0001"


def test_every_reply_forbids_sniffing_and_keeping(caller: Caller) -> None:
    for reply in (caller.get("/healthz"), caller.get("/nowhere"), caller.get("/v1/reason-codes")):
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in reply.headers["Cache-Control"]


def test_what_escapes_a_route_is_a_problem_and_a_log_line_without_its_text(
    caller: Caller, store: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(f"cannot handle {NAME}")

    monkeypatch.setattr("kyc.services.onboarding.applicants.create", broken)
    with caplog.at_level(logging.INFO):
        reply = caller.post("/v1/applicants", {"name": NAME})
    assert (reply.status_code, reply.json()["code"]) == (500, "SYS.INTERNAL")
    (failed,) = [record for record in caplog.records if record.msg == "http.failed"]
    assert failed.__dict__["error"] == "RuntimeError"
    assert not any(NAME in str(record.__dict__) for record in caplog.records)


def test_a_client_that_leaves_in_the_middle_of_its_body_is_no_failure_of_ours(
    caller: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    sent: list[Any] = []
    messages = iter([{"type": "http.request", "body": b'{"na', "more_body": True}, {"type": "http.disconnect"}])

    async def receive() -> Any:
        return next(messages)

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [
        (b"host", b"kyc.test"),
        (b"authorization", f"ApiKey {caller.secret}".encode()),
        (b"content-type", b"application/json"),
    ]
    scope = {"type": "http", "method": "POST", "path": "/v1/applicants", "headers": headers, "query_string": b""}
    with caplog.at_level(logging.INFO):
        asyncio.run(caller.app(scope, receive, send))
    assert sent[0]["status"] == 400
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


def test_pointers_are_escaped() -> None:
    assert pointer(["a/b", "c~d", 0]) == "/a~1b/c~0d/0"
