"""Receivers of webhooks that only seem to be: what a sandbox's endpoint answers, by its address, without a network.

`https://receiver.sandbox.invalid/…` resolves nowhere (RFC 2606), so nobody else's messages can end up here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlsplit

from kyc.services.webhooks.delivery import Answer

HOST = "receiver.sandbox.invalid"
FLAKY_FAILURES = 2
_STATUS = re.compile(r"/([2345][0-9][0-9])")
_FAULTS: Mapping[str, Answer] = {
    "/timeout": Answer(fault="WEBHOOK.TIMEOUT"),
    "/refused": Answer(fault="WEBHOOK.CONNECTION"),
    "/busy": Answer(503, "WEBHOOK.STATUS", timedelta(seconds=60)),
}


def seeming_answer(url: str, attempt: int) -> Answer | None:
    """What the receiver at an address answers to the given attempt; None when it is a real one.

    >>> seeming_answer("https://receiver.sandbox.invalid/500", 1)
    Answer(status=500, fault='WEBHOOK.STATUS', wait=None)
    >>> seeming_answer("https://example.com/500", 1) is None
    True
    """
    parts = urlsplit(url)
    if parts.hostname != HOST:
        return None
    if parts.path == "/flaky":
        return _of_status(503 if attempt <= FLAKY_FAILURES else 204)
    if found := _STATUS.fullmatch(parts.path):
        return _of_status(int(found[1]))
    return _FAULTS.get(parts.path, _of_status(204))


def _of_status(status: int) -> Answer:
    return Answer(status, None if status < 300 else "WEBHOOK.STATUS")
