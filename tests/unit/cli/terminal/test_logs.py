"""One line for each event, whatever was logged; of an exception its kind only."""

from __future__ import annotations

import json
import logging
import sys

import pytest

from kyc.cli.terminal.logs import JsonLines


def line(message: str, **extra: object) -> str:
    record = logging.getLogger("kyc.test").makeRecord("kyc.test", 20, "f", 1, message, (), None, extra=extra)
    return JsonLines().format(record)


@pytest.mark.parametrize("text", ["a\r\nINFO forged", "\u2028", "\x1b[31m", "\ud800", '"}'])
def test_hostile_text_stays_on_its_line(text: str) -> None:
    written = line("http.request", request=text)
    assert len(written.splitlines()) == 1
    assert written.isascii()
    assert json.loads(written)["request"] == text


def test_an_exceptions_text_is_not_written() -> None:
    try:
        raise ValueError("Quetzalina")
    except ValueError:
        record = logging.getLogger("kyc.test").makeRecord("kyc.test", 40, "f", 1, "http.failed", (), sys.exc_info())
    written = JsonLines().format(record)
    assert json.loads(written)["error"] == "ValueError"
    assert "Quetzalina" not in written
