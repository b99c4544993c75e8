"""What may help is repeated under one key; what was refused is told by code; tokens are kept and exchanged in time."""

from __future__ import annotations

import json
from contextlib import nullcontext
from urllib.parse import parse_qs

import httpx
import pytest

from kyc_client import errors
from kyc_client.access import EARLY, Credentials, Key
from kyc_client.client import Client
from kyc_client.errors import AccessError, BusyError, ConflictError, InvalidError, UnknownError, UnreachableError
from kyc_client.transport import Retries
from tests.unit.kyc_client.service import APPLICANT, VERIFICATION, Service, client_of, problem

OK = httpx.Response(200, json=VERIFICATION)
DOWN = httpx.ConnectError("no route")


@pytest.mark.parametrize(
    ("answers", "slept"),
    [
        ([OK], []),
        ([DOWN, OK], [0.5]),
        ([problem(503), problem(502), OK], [0.5, 1.0]),
        ([problem(429, **{"retry-after": "7"}), OK], [7.0]),
        ([problem(503, **{"retry-after": "0"}), OK], [0.5]),
        ([problem(503, **{"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}), OK], [0.5]),
        ([DOWN, DOWN, DOWN, DOWN, OK], [0.5, 1.0, 2.0, 4.0]),
    ],
)
def test_what_may_help_is_repeated_after_a_while(answers: list[httpx.Response], slept: list[float]) -> None:
    service = Service([*answers])
    assert client_of(service).verifications.get("ver_1").sequence == 2
    assert service.slept == slept


@pytest.mark.parametrize(
    ("answer", "kind", "times"),
    [
        (problem(400), InvalidError, 1),
        (problem(401), AccessError, 1),
        (problem(403, "AUTH.SCOPE"), AccessError, 1),
        (problem(404), UnknownError, 1),
        (problem(409), ConflictError, 1),
        (problem(412), ConflictError, 1),
        (problem(422), InvalidError, 1),
        (problem(500), errors.ServiceError, 1),
        (problem(503), BusyError, 5),
        (problem(429, **{"retry-after": "3600"}), BusyError, 1),
        (DOWN, UnreachableError, 5),
        (httpx.Response(302, headers={"location": "https://evil.example"}), errors.ServiceError, 1),
        (httpx.Response(502, text="<html>proxy"), BusyError, 5),
        (httpx.Response(500, content=b"{", headers={"content-type": "application/json"}), errors.ServiceError, 1),
    ],
)
def test_a_refusal_is_told_by_kind_and_repeated_only_where_that_helps(
    answer: httpx.Response, kind: type[Exception], times: int
) -> None:
    service = Service([answer])
    with pytest.raises(kind):
        client_of(service).verifications.get("ver_1")
    assert len(service.asked) == times


def test_a_problem_tells_code_pointer_and_request() -> None:
    fault = {"code": "REQUEST.MISSING", "detail": "Field required", "pointer": "/applicant_id"}
    body = {"code": "REQUEST.INVALID", "detail": "See errors.", "errors": [fault]}
    service = Service([httpx.Response(422, json=body, headers={"x-request-id": "req-9"})])
    with pytest.raises(InvalidError) as caught:
        client_of(service).verifications.start("app_1")
    assert (caught.value.code, caught.value.request_id) == ("REQUEST.INVALID", "req-9")
    assert caught.value.faults == (errors.Fault("REQUEST.MISSING", "Field required", "/applicant_id"),)


def test_all_repetitions_of_a_post_go_under_one_key_and_the_next_under_another() -> None:
    service = Service([DOWN, problem(503), OK])
    client = client_of(service)
    client.verifications.start("app_1")
    client.verifications.start("app_1")
    client.verifications.start("app_1", key="mine")
    assert service.keys == ["key-0", "key-0", "key-0", "key-1", "mine"]


def test_a_body_is_sent_again_whole(tmp_path: object) -> None:
    image = {"id": "doc_1", "applicant_id": "app_1", "role": "selfie", "media_type": "image/png", "size": 9}
    service = Service([problem(503), httpx.Response(201, json={**image, "created_at": "2026-11-22T12:00:00Z"})])
    client_of(service).applicants.attach_selfie("app_1", b"PICTURE" * 99)
    assert [b"PICTURE" * 99 in request.content for request in service.asked] == [True, True]


class Tokens:
    """A service that gives tokens and knows the newest one."""

    def __init__(self, expires_in: int = 900) -> None:
        self.given, self.expires_in, self.revoked = 0, expires_in, set[str]()
        self.forms: list[dict[str, list[str]]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/oauth/token":
            self.given += 1
            self.forms.append(parse_qs(request.content.decode()))
            return httpx.Response(200, json={"access_token": f"t{self.given}", "expires_in": self.expires_in})
        if request.headers["authorization"].removeprefix("Bearer ") in self.revoked:
            return problem(401, "AUTH.INVALID")
        return OK


def test_a_token_is_fetched_once_and_exchanged_before_it_ends() -> None:
    tokens, now = Tokens(), [1000.0]
    access = Credentials("cli_1", "kyc_secret", scopes=("verifications:read",), clock=lambda: now[0])
    client = client_of(Service([tokens]), access)
    for _ in range(3):
        client.verifications.get("ver_1")
    assert tokens.given == 1
    assert tokens.forms[0] == {
        "grant_type": ["client_credentials"],
        "client_id": ["cli_1"],
        "client_secret": ["kyc_secret"],
        "scope": ["verifications:read"],
    }
    now[0] += 900 - EARLY
    client.verifications.get("ver_1")
    assert tokens.given == 2


def test_a_token_that_is_refused_is_exchanged_once() -> None:
    tokens = Tokens()
    client = client_of(Service([tokens]), Credentials("cli_1", "kyc_secret"))
    client.verifications.get("ver_1")
    tokens.revoked = {"t1"}
    client.verifications.get("ver_1")
    tokens.revoked = {"t2", "t3", "t4"}
    with pytest.raises(AccessError):
        client.verifications.get("ver_1")
    assert tokens.given == 3


def test_a_token_that_ends_while_the_service_is_busy_is_exchanged_too() -> None:
    token = httpx.Response(200, json={"access_token": "t", "expires_in": 900})
    service = Service([token, problem(503), problem(401), token, OK])
    access = Credentials("client", "secret", clock=lambda: 0.0)
    assert client_of(service, access=access).verifications.get("ver_1").sequence == 2
    assert service.slept == [0.5]


@pytest.mark.parametrize(
    ("answers", "is_refused"),
    [
        ([httpx.Response(204)], False),
        ([DOWN, httpx.Response(204)], False),
        ([DOWN, problem(404)], False),  # the first was carried out, its answer got lost
        ([problem(404)], True),
    ],
)
def test_what_a_lost_attempt_removed_is_removed(answers: list[httpx.Response], is_refused: bool) -> None:
    client = client_of(Service([*answers]))
    with pytest.raises(UnknownError) if is_refused else nullcontext():
        client.webhooks.remove("whe_1")


def test_a_busy_token_endpoint_is_asked_again_and_a_refusal_is_not() -> None:
    busy = Service([problem(503), httpx.Response(200, json={"access_token": "t", "expires_in": 900}), OK])
    client_of(busy, Credentials("cli_1", "kyc_secret")).verifications.get("ver_1")
    refused = Service([httpx.Response(401, json={"error": "invalid_client", "error_description": "Unknown."})])
    with pytest.raises(AccessError, match="invalid_client"):
        client_of(refused, Credentials("cli_1", "kyc_secret")).verifications.get("ver_1")
    assert (len(busy.asked), len(refused.asked)) == (3, 1)


def test_lists_are_read_page_by_page_as_they_are_asked_for() -> None:
    following = {"link": '</v1/applicants?limit=100&cursor=abc>; rel="next"'}
    pages = [
        httpx.Response(200, json={"items": [APPLICANT] * 2}, headers=following),
        httpx.Response(200, json={"items": [APPLICANT]}),
    ]
    service = Service([*pages])
    found = client_of(service).applicants.every()
    next(found)
    assert len(service.asked) == 1
    assert len(list(found)) == 2
    assert service.asked[1].url.query == b"limit=100&cursor=abc"


@pytest.mark.parametrize("url", ["http://kyc.example.com", "ftp://localhost", "kyc.example.com", "http://10.0.0.1"])
def test_a_key_does_not_travel_in_plain_text(url: str) -> None:
    with pytest.raises(ValueError, match="plain text"):
        Client(url, Key("kyc_secret"))


@pytest.mark.parametrize(
    "url", ["https://kyc.example.com", "http://127.0.0.1:8000", "http://localhost", "http://[::1]"]
)
def test_but_on_this_machine_it_may(url: str) -> None:
    Client(url, Key("kyc_secret")).close()


def test_secrets_and_people_are_not_shown() -> None:
    client = client_of(Service([OK]))
    shown = repr([Key("kyc_secret"), client, vars(client.applicants)["_transport"].access])
    assert "kyc_secret" not in shown
    assert json.dumps(VERIFICATION)


def test_waits_grow_to_a_limit() -> None:
    retries = Retries(attempts=99)
    assert [retries.wait(attempt, None, 1.0) for attempt in (1, 4, 9, 50)] == [0.5, 4.0, 20.0, 20.0]
    assert retries.wait(1, None, 0.0) == 0.25
