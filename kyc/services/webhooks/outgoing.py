"""Requests to addresses that a client chose: they must reach the public internet and nothing of ours.

https only, to a host all of whose addresses are public; the connection goes to the very address that was examined, so
that a name which answers differently a moment later gains nothing; redirects are not followed and no body is read.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import httpx

from kyc.model.errors import InputError

Resolve = Callable[[str, int], Sequence[str]]

MAX_URL = 2000
MAX_PORT = 65535
_NAME = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?")  # an international name stands here in its ASCII form
_NAT64 = ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address in its last 32 bits


@dataclass(frozen=True, slots=True)
class Rules:
    """What is allowed. `private` is for development: it lets http and addresses of this machine pass."""

    private: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """A URL, and the addresses its host was found to have."""

    url: httpx.URL
    addresses: tuple[str, ...]


def parse_url(url: str, rules: Rules) -> httpx.URL:
    """Take a URL apart and refuse what can never be sent to.

    Raises:
        InputError: WEBHOOK.URL, or WEBHOOK.ADDRESS when it names an address that is not public.
    """
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, UnicodeError, TypeError):
        raise InputError("WEBHOOK.URL", "Expected an address such as https://example.com/hook.") from None
    schemes = ("https", "http") if rules.private else ("https",)
    if parsed.scheme not in schemes or not _is_host(parsed) or len(url) > MAX_URL:
        raise InputError("WEBHOOK.URL", f"Expected an https:// address of at most {MAX_URL} characters.")
    if parsed.userinfo or parsed.fragment:
        raise InputError("WEBHOOK.URL", "An address holds no user, password or fragment.")
    if (literal := _literal(parsed.host)) and not rules.private:
        _refuse_unless_public((literal,))
    return parsed


def find(url: str, rules: Rules, resolve: Resolve) -> Target:
    """Find the addresses of a URL's host.

    Raises:
        InputError: WEBHOOK.URL; WEBHOOK.UNRESOLVED; WEBHOOK.ADDRESS when any of them is not public.
    """
    parsed = parse_url(url, rules)
    port = parsed.port or (443 if parsed.scheme == "https" else 80)
    try:
        addresses = tuple(resolve(parsed.host, port))
    except (OSError, UnicodeError):
        addresses = ()
    if not addresses:
        raise InputError("WEBHOOK.UNRESOLVED", "The host of this address cannot be found.")
    if not rules.private:
        _refuse_unless_public(addresses)
    return Target(parsed, addresses)


def resolve(host: str, port: int) -> Sequence[str]:
    """Ask the system for a host's addresses, IPv4 first: it is the one more often routed."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    families = sorted(found, key=lambda entry: entry[0] != socket.AF_INET)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in families))


def is_public(text: str) -> bool:
    """Whether an address belongs to the public internet, also when it is an IPv4 address inside an IPv6 one.

    >>> is_public("93.184.215.14"), is_public("169.254.169.254"), is_public("::ffff:10.0.0.1")
    (True, False, False)
    """
    try:
        address = _innermost(ip_address(text.partition("%")[0]))
    except ValueError:
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def client(timeout: float) -> httpx.AsyncClient:
    """A client for targets; `timeout` in seconds is for each step, the whole is bounded by the caller.

    Connections are not kept: the pool knows them by address, and two hosts behind one address must not share a
    connection that was verified for one of them. Proxies of the environment would undo the pinning.
    """
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
    return httpx.AsyncClient(timeout=timeout, limits=limits, trust_env=False, follow_redirects=False)


async def post(
    sender: httpx.AsyncClient, target: Target, headers: Mapping[str, str], body: bytes
) -> tuple[int, Mapping[str, str]]:
    """Post to the first address that takes the connection; return status and headers, the body stays unread.

    Raises:
        httpx.TransportError: when nobody answers as HTTP asks.
    """
    *others, last = target.addresses
    for address in others:
        try:
            return await _post_to(sender, target.url, address, headers, body)
        except httpx.ConnectError:
            continue
    return await _post_to(sender, target.url, last, headers, body)


async def _post_to(
    sender: httpx.AsyncClient, url: httpx.URL, address: str, headers: Mapping[str, str], body: bytes
) -> tuple[int, Mapping[str, str]]:
    # The certificate is checked against the host's name, though the connection goes to the address.
    sent = {**headers, "host": url.netloc.decode("ascii")}
    extensions = {"sni_hostname": url.raw_host.decode("ascii")}
    pinned = url.copy_with(host=address)
    async with sender.stream("POST", pinned, headers=sent, content=body, extensions=extensions) as response:
        return response.status_code, response.headers


def _innermost(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    tunnelled = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or tunnelled or address


def _is_host(url: httpx.URL) -> bool:
    named = _NAME.fullmatch(url.raw_host.decode("ascii")) is not None
    return (named or _literal(url.host) is not None) and (url.port is None or 0 < url.port <= MAX_PORT)


def _literal(host: str) -> str | None:
    try:
        return str(ip_address(host.strip("[]")))
    except ValueError:
        return None


def _refuse_unless_public(addresses: Sequence[str]) -> None:
    if not all(map(is_public, addresses)):
        raise InputError("WEBHOOK.ADDRESS", "The host of this address is not on the public internet.")
