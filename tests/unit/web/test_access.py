"""Who gets in: every route asks, nothing forged passes, what is revoked ends within seconds."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import iter_route_contexts
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from kyc.services import clients
from kyc.storage.database import Database
from kyc.web import auth
from kyc.web.app import create_app
from kyc.web.kit import Kit
from kyc.web.limits import Rates
from kyc.web.routes import GuardedRoute
from kyc.web.scopes import SCOPES
from kyc.web.tokens import ALGORITHM, AUDIENCE, TYPE
from tests.databases import TENANT, Clock
from tests.unit.web.conftest import Caller

OPEN = {"/healthz", "/readyz", "/openapi.json", "/v1/oauth/token", "/v1/oauth/jwks"}
IDS = {
    "applicant_id": "app_01m808tx000000000000000000",
    "verification_id": "ver_01m808tx000000000000000000",
    "image_id": "doc_01m808tx000000000000000000",
    "consent_id": "con_01m808tx000000000000000000",
    "hold_id": "hld_01m808tx000000000000000000",
    "endpoint_id": "whk_01m808tx000000000000000000",
    "delivery_id": "dlv_01m808tx000000000000000000",
}


def routes(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Every method and path of the interface, yente's too, with ids that nobody has; the console knows sessions."""
    for context in iter_route_contexts(app.routes):
        path = str(context.path).replace(":path}", "}")  # a converter, which is nothing to fill in
        if path not in OPEN and not path.startswith("/console"):
            for method in sorted(context.methods or ()):
                yield method, path.format(**{**dict.fromkeys(("dataset", "entity_id", "property_name"), "x"), **IDS})


def test_every_route_denies_strangers_and_those_without_the_scope(
    app: FastAPI, make_caller: Callable[..., Caller]
) -> None:
    stranger, nobody = Caller(app, ""), make_caller("metrics:read")
    found = list(routes(app))
    assert len(found) > 40, "the walk sees the included routers"
    for method, path in found:
        assert stranger(method, path).status_code == 401, (method, path)
        if path not in ("/metrics", "/v1/reason-codes"):
            denied = nobody(method, path)
            assert denied.status_code == 403, (method, path)
            assert denied.json()["code"] == "AUTH.SCOPE"


def test_a_route_without_a_decision_cannot_be_made() -> None:
    def forgotten() -> None: ...

    with pytest.raises(TypeError, match="forgotten needs a scope"):
        APIRouter(route_class=GuardedRoute).add_api_route("/forgotten", forgotten)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Basic a2V5",
        "ApiKey kyc_",
        "Bearer kyc_000000000000_" + "a" * 43,
        "Token x",
        "ApiKey \xe9",
    ],
)
def test_what_is_no_key_is_refused_with_a_challenge(app: FastAPI, header: str) -> None:
    reply = Caller(app, "").get("/v1/reason-codes", headers={"Authorization": header.encode("latin-1")})
    assert reply.status_code == 401
    assert reply.headers["WWW-Authenticate"].startswith("Bearer")
    assert reply.json()["code"] in ("AUTH.MISSING", "AUTH.SCHEME", "AUTH.INVALID")


@pytest.mark.parametrize("scheme", ["Bearer", "ApiKey", "apikey"])
def test_a_key_is_taken_under_either_scheme(caller: Caller, scheme: str) -> None:
    header = {"Authorization": f"{scheme} {caller.secret}"}
    assert Caller(caller.app, "").get("/v1/reason-codes", headers=header).status_code == 200


@pytest.mark.parametrize("by", ["key", "client"])
def test_a_revoked_key_ends_within_seconds(
    caller: Caller, store: Database, by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr(auth, "monotonic", lambda: now[0])
    assert caller.get("/v1/reason-codes").status_code == 200
    with store.transaction(TENANT, "test:setup") as unit:
        key = unit.api_keys.of(caller.client_id)[0]
        clients.revoke(unit, key.id if by == "key" else caller.client_id)
    now[0] += auth.REMEMBERED_SECONDS
    assert caller.get("/v1/reason-codes").status_code == 401


def test_an_expired_key_is_refused_at_once(app: FastAPI, store: Database, clock: Clock) -> None:
    with store.transaction(TENANT, "test:setup") as unit:
        made = clients.create(unit, "test", SCOPES, expires_at=clock.now.replace(hour=13))
    caller = Caller(app, made.secret)
    assert caller.get("/v1/reason-codes").status_code == 200
    clock.advance(hours=1)
    assert caller.get("/v1/reason-codes").status_code == 401


def test_no_key_is_stored(caller: Caller, tmp_path: Path) -> None:
    files = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    _, prefix, secret = caller.secret.split("_", 2)
    assert prefix.encode() in files, "the test looks where keys are written"
    assert secret.encode() not in files


def token_of(caller: Caller, **fields: str) -> Any:
    form = {"grant_type": "client_credentials", "client_id": caller.client_id, "client_secret": caller.secret}
    return Caller(caller.app, "").post("/v1/oauth/token", data={**form, **fields})


def with_token(caller: Caller, token: str) -> int:
    reply = Caller(caller.app, "").get("/v1/reason-codes", headers={"Authorization": f"Bearer {token}"})
    return int(reply.status_code)


def test_a_token_opens_what_its_scopes_say(caller: Caller) -> None:
    granted = token_of(caller, scope="verifications:read").json()
    assert (granted["token_type"], granted["scope"]) == ("Bearer", "verifications:read")
    bearer = {"Authorization": f"Bearer {granted['access_token']}"}
    stranger = Caller(caller.app, "")
    assert stranger.get("/v1/verifications", headers=bearer).status_code == 200
    assert stranger.get("/v1/applicants", headers=bearer).status_code == 403


def test_the_secret_may_come_as_http_basic(caller: Caller) -> None:
    basic = base64.b64encode(f"{caller.client_id}:{caller.secret}".encode()).decode()
    form, header = {"grant_type": "client_credentials"}, {"Authorization": f"Basic {basic}"}
    reply = Caller(caller.app, "").post("/v1/oauth/token", data=form, headers=header)
    assert reply.status_code == 200
    assert set(reply.json()["scope"].split()) == set(SCOPES)


@pytest.mark.parametrize(
    ("fields", "status", "error"),
    [
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"client_secret": "kyc_000000000000_" + "a" * 43}, 401, "invalid_client"),
        ({"client_id": "cli_01m808tx000000000000000000"}, 401, "invalid_client"),
        ({"client_secret": "ü"}, 401, "invalid_client"),
        ({"scope": "root"}, 400, "invalid_scope"),
    ],
)
def test_the_token_endpoint_refuses_in_oauths_words(
    caller: Caller, fields: dict[str, str], status: int, error: str
) -> None:
    reply = token_of(caller, **fields)
    assert (reply.status_code, reply.json()["error"]) == (status, error)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"{}", "application/json"),
        (b"\xff", "application/x-www-form-urlencoded"),
        (b"grant_type=client_credentials&grant_type=client_credentials", "application/x-www-form-urlencoded"),
        (b"&" * 100 + b"a=b" * 50, "application/x-www-form-urlencoded"),
        (b"", ""),
    ],
)
def test_no_body_breaks_the_token_endpoint(app: FastAPI, content: bytes, kind: str) -> None:
    reply = Caller(app, "").post("/v1/oauth/token", content=content, headers={"Content-Type": kind})
    assert reply.status_code == 400


def test_a_token_ends_with_its_time_and_with_its_key(caller: Caller, clock: Clock, store: Database) -> None:
    token = token_of(caller).json()["access_token"]
    assert with_token(caller, token) == 200
    clock.advance(minutes=15)
    assert with_token(caller, token) == 401, "expired"


def claims(caller: Caller, clock: Clock, **changed: Any) -> dict[str, Any]:
    now = int(clock.now.timestamp())
    key = caller.secret.split("_")[1]
    good = {"iss": "kyc", "aud": AUDIENCE, "sub": caller.client_id, "key": key, "scope": " ".join(SCOPES)}
    return {**good, "iat": now, "exp": now + 900, **changed}


@pytest.mark.parametrize(
    ("header", "changed", "status"),
    [
        ({}, {}, 200),
        ({"typ": "JWT"}, {}, 401),
        ({"kid": "another"}, {}, 401),
        ({}, {"iss": "somebody"}, 401),
        ({}, {"aud": "another"}, 401),
        ({}, {"sub": "cli_01m808tx000000000000000000"}, 401),
        ({}, {"key": "000000000000"}, 401),
        ({}, {"exp": 0}, 401),
        ({}, {"exp": "soon"}, 401),
        ({}, {"exp": True}, 401),
        ({}, {"exp": None}, 401),
        ({}, {"iat": 2**40}, 401),
        ({}, {"scope": ["applicants:read"]}, 401),
        ({}, {"sub": None}, 401),
    ],
)
def test_claims_that_are_not_ours_are_refused(
    caller: Caller, kit: Kit, clock: Clock, header: dict[str, str], changed: dict[str, Any], status: int
) -> None:
    kit.tokens.published()  # makes the first key
    key = auth.SigningKeyRing(kit.database, clock, token_seconds=900)()[0]
    signed = jwt.encode(
        {"alg": ALGORITHM, "typ": TYPE, "kid": key.id, **header},
        claims(caller, clock, **changed),
        ECKey.import_key(json.loads(key.private)),
        algorithms=[ALGORITHM],
    )
    assert with_token(caller, signed) == status


def b64(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def test_tokens_signed_otherwise_are_refused(caller: Caller, kit: Kit, clock: Clock) -> None:
    published = kit.tokens.published()["keys"][0]
    wanted = claims(caller, clock)
    head = {"typ": TYPE, "kid": published["kid"]}
    own = ECKey.generate_key("P-256")
    public = OctKey.import_key(json.dumps(published))
    forged = [
        jwt.encode({**head, "alg": "ES256"}, wanted, own, algorithms=["ES256"]),
        jwt.encode({**head, "alg": "ES256", "jwk": own.as_dict(private=False)}, wanted, own, algorithms=["ES256"]),
        jwt.encode({**head, "alg": "HS256"}, wanted, public, algorithms=["HS256"]),
        f"{b64({**head, 'alg': 'none'})}.{b64(wanted)}.",
        f"{b64({**head, 'alg': 'ES256'})}.{b64(wanted)}.",
        f"{b64({**head, 'alg': 'ES256'})}.{b64([])}.AAAA",
        "a.b.c",
        "..",
        "x" * 5000,
    ]
    assert [with_token(caller, token) for token in forged] == [401] * len(forged)


def test_signing_keys_change_and_old_tokens_stay_good_until_they_expire(
    caller: Caller, kit: Kit, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr(auth, "monotonic", lambda: now[0])
    first = kit.tokens.published()["keys"]
    clock.advance(days=30, seconds=-60)
    old = token_of(caller).json()["access_token"]
    clock.advance(seconds=60)
    now[0] += 31
    both = kit.tokens.published()["keys"]
    assert [key["kid"] for key in both[1:]] == [key["kid"] for key in first], "the new key leads"
    assert with_token(caller, old) == 200
    clock.advance(hours=1)
    now[0] += 31
    assert len(kit.tokens.published()["keys"]) == 1, "what the old key signed has expired"
    assert all("d" not in key for key in both), "private halves are never published"


def test_guessing_keys_is_slowed_down(kit: Kit) -> None:
    stranger = Caller(create_app(replace(kit, failures=Rates(5))), "kyc_000000000000_" + "a" * 43)
    codes = [stranger.get("/v1/reason-codes").status_code for _ in range(7)]
    assert (codes[0], codes[-1]) == (401, 429)
