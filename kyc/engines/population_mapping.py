"""How one registry is spoken to, as an operator writes it down: a YAML file, checked whole before anything is sent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import httpx
import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from kyc.engines.population import DATES, FIELDS
from kyc.model.errors import InputError

PLACE = re.compile(r"\{([a-z_]+)(?::([^{}]*))?\}")  # {name} or {birth_date:%d-%m-%Y}
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


def _https(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOCAL):
        raise ValueError("expected an https:// address; http:// reaches this machine only")
    try:
        _ = parts.port, httpx.URL(url)
    except (ValueError, httpx.InvalidURL):
        raise ValueError("expected an address") from None
    if not parts.hostname or parts.username or parts.query or parts.fragment or "{" in url:
        raise ValueError("an address holds no user, query, fragment or template: data go into the body")
    return url


def _secret(source: str) -> str:
    if not re.fullmatch(r"(env|file):.+", source):
        raise ValueError("expected env:NAME or file:PATH; a secret never stands in the mapping itself")
    return source


Url = Annotated[str, AfterValidator(_https)]
Secret = Annotated[str, AfterValidator(_secret)]
Path = Annotated[str, Field(pattern=r"^[^.\s]+(\.[^.\s]+)*$")]  # keys and list positions: content.0.name
Words = Annotated[tuple[str | bool | int, ...], Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class ApiKey(_Part):
    """A key in a header."""

    kind: Literal["api_key"]
    header: str = Field(default="X-Api-Key", pattern=r"^[A-Za-z0-9-]+$")
    secret: Secret


class ClientCredentials(_Part):
    """OAuth2 client credentials (RFC 6749, 4.4): a token is fetched, used until it expires, and fetched anew."""

    kind: Literal["oauth2"]
    token_url: Url
    client_id: str
    secret: Secret
    scope: str | None = None


class Tls(_Part):
    """Files: our certificate and its key for mutual TLS; the authority that vouches for a registry of a closed net."""

    certificate: str | None = None
    key: str | None = None
    authority: str | None = None


class Verdict(_Part):
    """Where the registry's yes or no stands, and the words it uses; any other word says nothing."""

    path: Path
    true_when: Words  # "yes" and "no" are truth values in YAML 1.1, and no keys
    false_when: Words


class Likeness(_Part):
    """Where a similarity stands, and the number that means the same."""

    path: Path
    scale: float = Field(gt=0)


class ResponsePart(_Part):
    """How an answer is read. `found` is left out where only the status says that a number is unknown."""

    found: Verdict | None = None
    not_found_statuses: tuple[int, ...] = (404,)
    reference: Path | None = None
    fields: Mapping[str, Verdict | Likeness] = Field(min_length=1)


class BreakerPart(_Part):
    """After so many failures in a row the registry is left alone for so long."""

    failures: int = Field(default=5, ge=1)
    pause_seconds: float = Field(default=30.0, gt=0)


class RegistryMapping(_Part):
    """One registry. `request` is the JSON body; {field} in its texts stands for our fields."""

    name: str = Field(pattern=r"^[a-z0-9_-]+$")
    version: str
    endpoint: Url
    method: Literal["POST", "PUT"] = "POST"  # GET would put personal data into a URL
    headers: Mapping[str, str] = {}
    auth: ApiKey | ClientCredentials | None = Field(default=None, discriminator="kind")
    tls: Tls = Tls()
    document_types: tuple[str, ...] = ("idn_ktp",)
    requires: tuple[str, ...] = ("nik",)
    request: Mapping[str, Any] = Field(min_length=1)
    response: ResponsePart
    timeout_seconds: float = Field(default=5.0, gt=0, le=60)
    attempts: int = Field(default=3, ge=1, le=10)
    backoff_seconds: float = Field(default=0.5, ge=0, le=30)
    breaker: BreakerPart = BreakerPart()


def load_mapping(content: bytes) -> RegistryMapping:
    """Read and check a mapping file.

    Raises:
        InputError: REGISTRY.INVALID; one line for each fault, naming the key and never a value.
    """
    try:
        mapping = RegistryMapping.model_validate(yaml.safe_load(content))
    except ValidationError as error:
        faults = error.errors(include_input=False, include_url=False)
        lines = [f"{'.'.join(map(str, fault['loc'])) or 'the file'}: {fault['msg']}" for fault in faults]
        raise InputError("REGISTRY.INVALID", "\n".join(lines)) from None
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError):
        raise InputError("REGISTRY.INVALID", "The registry's mapping is not YAML.") from None
    if faults_found := [*_faults(mapping)]:
        raise InputError("REGISTRY.INVALID", "\n".join(faults_found))
    return mapping


def _faults(mapping: RegistryMapping) -> Iterator[str]:
    places = [place for text in texts(mapping.request) for place in PLACE.findall(text)]
    for name in sorted({name for name, _ in places} | {*mapping.requires, *mapping.response.fields}):
        if name not in FIELDS:
            yield f"{name}: there is no such field; known are {', '.join(sorted(FIELDS))}"
    for name, shape in places:
        if shape and name not in DATES:
            yield f"request: {name} is no date and takes no format"
    if "nik" not in mapping.requires and "document_number" not in mapping.requires:
        yield "requires: a registry is asked by a number: nik or document_number"
    if (mapping.tls.certificate is None) != (mapping.tls.key is None):
        yield "tls: a certificate and its key come together"


def texts(value: object) -> Iterator[str]:
    """Every text in a request's template."""
    match value:
        case str():
            yield value
        case Mapping():
            for part in value.values():
                yield from texts(part)
        case list() | tuple():
            for part in value:
                yield from texts(part)
