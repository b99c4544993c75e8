"""Connections that dawdle: whoever does not send a request's head in time gives the place to somebody else."""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 15.0  # to send a request's line and headers, counted from connecting or from its first byte
_TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class HurriedProtocol(H11Protocol):
    """uvicorn's HTTP/1.1 with a time for the head; a body has its own (`kyc.web.limits`), and so has idling after it.

    uvicorn itself waits for ever, so that a few thousand half sent heads would keep everybody else out. How large a
    head may be, 64 KiB, is h11's to hold.
    """

    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin to count."""
        super().connection_made(transport)
        self._count()

    def data_received(self, data: bytes) -> None:
        """Stop counting when a head is whole, and count on while one is not."""
        super().data_received(data)
        if self.conn.their_state is h11.IDLE:
            self._count()
        else:
            self._stop()

    def connection_lost(self, exc: Exception | None) -> None:
        """Count no more."""
        self._stop()
        super().connection_lost(exc)

    def _count(self) -> None:
        if self._head_timer is None and not self.transport.is_closing():
            self._head_timer = self.loop.call_later(HEAD_SECONDS, self._end)

    def _stop(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _end(self) -> None:
        self._head_timer = None
        if not self.transport.is_closing():
            self.transport.write(_TOO_SLOW)
            self.transport.close()
