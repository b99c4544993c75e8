"""Who is calling: an API key or an access token, looked up, held against the clock, and asked for its scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from time import monotonic

from kyc.model.access import Credential, SigningKey
from kyc.model.ids import Clock
from kyc.services import clients
from kyc.storage.database import Database
from kyc.web.problems import RequestError
from kyc.web.scopes import ANY
from kyc.web.tokens import ROTATE_AFTER, Tokens, new_signing_key

REMEMBERED_SECONDS = 2.0  # how long a revoked key may still work
KEYS_SECONDS = 30.0  # how long another process's new signing key may be unknown here
_MOST = 10_000
_SCHEMES = ("bearer", "apikey")


@dataclass(frozen=True, slots=True)
class Principal:
    """A caller: on whose behalf, who, and what they may do."""

    tenant: str
    client_id: str
    scopes: frozenset[str]

    @property
    def actor(self) -> str:
        """How the audit log names the caller."""
        return f"client:{self.client_id}"

    def may(self, scope: str) -> bool:
        """Whether a scope was granted."""
        return scope == ANY or scope in self.scopes


class Gate:
    """Recognises callers. What it looked up is remembered for two seconds, so that revoking works at once."""

    def __init__(self, database: Database, tokens: Tokens, clock: Clock) -> None:
        self._database, self._tokens, self._clock = database, tokens, clock
        self._known: dict[str, tuple[Credential, float]] = {}

    def principal(self, authorization: str | None) -> Principal:
        """Recognise a caller by the header `Authorization: Bearer …` or `ApiKey …`.

        Raises:
            RequestError: 401; the same for what is unknown, forged, revoked or expired.
        """
        scheme, _, secret = (authorization or "").partition(" ")
        if not authorization:
            raise _unauthorised("AUTH.MISSING", "Authorization is missing: send a bearer token or an API key.")
        if scheme.lower() not in _SCHEMES:
            raise _unauthorised("AUTH.SCHEME", "Authorization begins with Bearer or ApiKey.")
        secret = secret.strip()
        return self._by_key(secret) if secret.startswith("kyc_") else self._by_token(secret)

    def _by_key(self, secret: str) -> Principal:
        credential = self._credential(clients.prefix_of(secret))
        if credential is None or not clients.is_key_of(secret, credential):
            raise _invalid()
        return Principal(credential.client.tenant, credential.client.id, credential.scopes)

    def _by_token(self, token: str) -> Principal:
        claims = self._tokens.read(token)
        credential = self._credential(claims.prefix) if claims else None
        if claims is None or credential is None or credential.client.id != claims.client_id:
            raise _invalid()
        return Principal(credential.client.tenant, credential.client.id, claims.scopes & credential.scopes)

    def _credential(self, prefix: str | None) -> Credential | None:
        known, until = self._known.get(prefix or "", (None, 0.0))
        if known and until > monotonic():
            return known if known.is_valid(self._clock()) else None
        if prefix is None:
            return None
        with self._database.system() as system:
            found = clients.find(system, prefix)
        self._remember(prefix, found)
        return found

    def _remember(self, prefix: str, found: Credential | None) -> None:
        if found is None:  # whoever guesses prefixes must not fill the memory
            self._known.pop(prefix, None)
            return
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[prefix] = (found, monotonic() + REMEMBERED_SECONDS)


class SigningKeyRing:
    """The signing keys of the installation, made and replaced when it is time, and read again now and then."""

    def __init__(self, database: Database, clock: Clock, *, token_seconds: int) -> None:
        self._database, self._clock, self._token_seconds = database, clock, token_seconds
        self._keys: Sequence[SigningKey] = ()
        self._until = 0.0
        self._lock = Lock()

    def __call__(self) -> Sequence[SigningKey]:
        """The keys that are not retired, newest first."""
        with self._lock:
            if not self._keys or monotonic() >= self._until:
                self._keys, self._until = self._current(), monotonic() + KEYS_SECONDS
            return self._keys

    def _current(self) -> Sequence[SigningKey]:
        now = self._clock()
        with self._database.system() as system:
            keys = system.signing_keys.active()
            if not keys or now - keys[0].created_at >= ROTATE_AFTER:
                system.signing_keys.add(new_signing_key(now))
            elif (now - keys[0].created_at).total_seconds() > self._token_seconds + KEYS_SECONDS:
                for old in keys[1:]:  # every token they signed has expired
                    system.signing_keys.retire(old.id, at=now)
            return system.signing_keys.active()


def require(principal: Principal, scope: str) -> None:
    """Let a caller pass who has a scope.

    Raises:
        RequestError: 403 AUTH.SCOPE.
    """
    if not principal.may(scope):
        told = {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{scope}"'}
        raise RequestError(403, "AUTH.SCOPE", f"This needs the scope {scope}.", headers=told)


def _invalid() -> RequestError:
    return _unauthorised("AUTH.INVALID", "The token or key is unknown, revoked or expired.", error="invalid_token")


def _unauthorised(code: str, message: str, *, error: str | None = None) -> RequestError:
    challenge = f'Bearer error="{error}"' if error else "Bearer"
    return RequestError(401, code, message, headers={"WWW-Authenticate": f"{challenge}, ApiKey"})
