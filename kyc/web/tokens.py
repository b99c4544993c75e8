"""Access tokens: JWTs in the profile of RFC 9068, signed with ES256 by keys that rotate."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

from kyc.model.access import Credential, SigningKey
from kyc.model.ids import Clock, new_id

ALGORITHM, TYPE, AUDIENCE = "ES256", "at+jwt", "kyc-api"
MAX_LENGTH = 4096
ROTATE_AFTER = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Claims:
    """What a token says once its signature and times are found good. `prefix` finds the key it was got with."""

    client_id: str
    prefix: str
    scopes: frozenset[str]


class Tokens:
    """Issues and reads tokens. `keys` gives the signing keys that are not retired, newest first."""

    def __init__(self, keys: Callable[[], Sequence[SigningKey]], *, issuer: str, seconds: int, clock: Clock) -> None:
        self._keys, self._issuer, self._clock = keys, issuer, clock
        self.seconds = seconds

    def issue(self, credential: Credential, scopes: frozenset[str]) -> str:
        """Write a token for a client; the scopes are those granted."""
        newest = self._keys()[0]
        now = int(self._clock().timestamp())
        claims = {
            "iss": self._issuer,
            "aud": AUDIENCE,
            "sub": credential.client.id,
            "client_id": credential.client.id,
            "key": credential.key.prefix,
            "scope": " ".join(sorted(scopes)),
            "iat": now,
            "exp": now + self.seconds,
            "jti": secrets.token_hex(12),
        }
        header = {"alg": ALGORITHM, "typ": TYPE, "kid": newest.id}
        return jwt.encode(header, claims, ECKey.import_key(json.loads(newest.private)), algorithms=[ALGORITHM])

    def read(self, token: str) -> Claims | None:
        """What a token says; None when it is forged, foreign, expired or not a token at all."""
        if len(token) > MAX_LENGTH or token.count(".") != 2:
            return None
        keys = KeySet([ECKey.import_key(json.loads(key.public)) for key in self._keys()])
        try:
            opened = jwt.decode(token, keys, algorithms=[ALGORITHM])
        except (JoseError, ValueError, TypeError, KeyError):
            return None
        return self._claims(opened.claims) if opened.header.get("typ") == TYPE and "kid" in opened.header else None

    def published(self) -> dict[str, Any]:
        """The public keys as a JWK set."""
        return {"keys": [json.loads(key.public) for key in self._keys()]}

    def _claims(self, claims: Mapping[str, Any]) -> Claims | None:
        now = self._clock().timestamp()
        times = (claims.get("iat"), claims.get("exp"))
        if not all(isinstance(each, int) and not isinstance(each, bool) for each in times):
            return None
        is_ours = claims.get("iss") == self._issuer and claims.get("aud") == AUDIENCE
        texts = (claims.get("sub"), claims.get("key"), claims.get("scope"))
        is_now = claims["iat"] <= now + _SKEW and now < claims["exp"]
        if not (is_ours and is_now and _are_texts(texts)):
            return None
        return Claims(str(texts[0]), str(texts[1]), frozenset(str(texts[2]).split()))


_SKEW = 5.0  # seconds by which the clocks of two of our own processes may disagree


def _are_texts(values: Sequence[object]) -> bool:
    return all(isinstance(value, str) for value in values)


def new_signing_key(now: datetime) -> SigningKey:
    """Make a key under an id of its own."""
    key_id = new_id("sig", lambda: now)
    key = ECKey.generate_key("P-256", parameters={"use": "sig", "alg": ALGORITHM, "kid": key_id})
    return SigningKey(key_id, json.dumps(key.as_dict(private=True)), json.dumps(key.as_dict(private=False)), now)
