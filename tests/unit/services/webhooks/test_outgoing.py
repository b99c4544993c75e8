from __future__ import annotations

import asyncio
from collections.abc import Mapping

import httpx
import pytest

from kyc.model.errors import InputError
from kyc.services.webhooks.outgoing import Rules, Target, find, is_public, parse_url, post

STRICT, LOOSE = Rules(), Rules(private=True)
PUBLIC = "93.184.215.14"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1",
        "ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "2002:7f00:1::", "64:ff9b::a00:1", "2001:db8::1",
        "2001:0:4136:e378:8000:63bf:f5ff:fffe", "not an address",
    ],
)  # fmt: skip
def test_only_the_public_internet_is_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::808:808"])
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://example.com/hook", "WEBHOOK.URL"),
        ("ftp://example.com/hook", "WEBHOOK.URL"),
        ("file:///etc/passwd", "WEBHOOK.URL"),
        ("gopher://example.com", "WEBHOOK.URL"),
        ("https://", "WEBHOOK.URL"),
        ("https:///hook", "WEBHOOK.URL"),
        ("example.com/hook", "WEBHOOK.URL"),
        ("https://user:word@example.com/", "WEBHOOK.URL"),
        ("https://example.com/#part", "WEBHOOK.URL"),
        ("https://example.com:99999/", "WEBHOOK.URL"),
        ("https://exa mple.com/", "WEBHOOK.URL"),
        ("https://example.com/" + "a" * 2000, "WEBHOOK.URL"),
        ("https://example.com/\r\nHost: other", "WEBHOOK.URL"),
        ("https://127.0.0.1/", "WEBHOOK.ADDRESS"),
        ("https://[::1]/", "WEBHOOK.ADDRESS"),
        ("https://[::ffff:169.254.169.254]/latest", "WEBHOOK.ADDRESS"),
    ],
)
def test_addresses_that_can_never_be_sent_to_are_refused_at_once(url: str, code: str) -> None:
    with pytest.raises(InputError) as refusal:
        parse_url(url, STRICT)
    assert refusal.value.code == code


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "017700000001", "localhost", "localtest.example"])
def test_a_name_is_judged_by_the_address_it_leads_to(host: str) -> None:
    with pytest.raises(InputError) as refusal:
        find(f"https://{host}/", STRICT, lambda _host, _port: ["127.0.0.1"])
    assert refusal.value.code == "WEBHOOK.ADDRESS"


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    with pytest.raises(InputError) as refusal:
        find("https://example.com/", STRICT, lambda _host, _port: [PUBLIC, "10.0.0.1"])
    assert refusal.value.code == "WEBHOOK.ADDRESS"


def test_a_host_that_is_not_found_says_so() -> None:
    def unknown(_host: str, _port: int) -> list[str]:
        raise OSError

    with pytest.raises(InputError) as refusal:
        find("https://example.com/", STRICT, unknown)
    assert refusal.value.code == "WEBHOOK.UNRESOLVED"


def test_development_may_send_to_this_machine() -> None:
    assert find("http://localhost:8080/hook", LOOSE, lambda _host, _port: ["127.0.0.1"]).addresses == ("127.0.0.1",)


def posted(target: Target, answer: httpx.Response) -> tuple[list[httpx.Request], tuple[int, Mapping[str, str]]]:
    seen: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if request.url.host == "192.0.2.9":
            raise httpx.ConnectError("no route")
        return answer

    async def run() -> tuple[int, Mapping[str, str]]:
        async with httpx.AsyncClient(transport=httpx.MockTransport(handle)) as sender:
            return await post(sender, target, {"webhook-id": "evt_1"}, b"{}")

    return seen, asyncio.run(run())


def test_the_connection_goes_to_the_examined_address_under_the_hosts_name() -> None:
    target = find("https://hooks.example.com:8443/in?x=1", STRICT, lambda _host, _port: [PUBLIC])
    (request,), (status, _) = posted(target, httpx.Response(204))
    assert status == 204
    assert str(request.url) == f"https://{PUBLIC}:8443/in?x=1"
    assert request.headers["host"] == "hooks.example.com:8443"
    assert request.extensions["sni_hostname"] == "hooks.example.com"


def test_a_redirect_is_an_answer_and_not_followed() -> None:
    target = Target(httpx.URL("https://example.com/"), (PUBLIC,))
    seen, (status, _) = posted(target, httpx.Response(302, headers={"location": "http://169.254.169.254/"}))
    assert (len(seen), status) == (1, 302)


def test_the_next_address_is_tried_when_one_does_not_answer() -> None:
    target = Target(httpx.URL("https://example.com/"), ("192.0.2.9", PUBLIC))
    seen, (status, _) = posted(target, httpx.Response(200))
    assert [request.url.host for request in seen] == ["192.0.2.9", PUBLIC]
    assert status == 200
