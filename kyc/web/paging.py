"""Pages: newest first, by keyset, so that what is added meanwhile shifts nothing."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Request

from kyc.web.problems import Fault, RequestError

MOST = 100

Limit = Annotated[int, Query(ge=1, le=MOST, description="At most so many.")]
Cursor = Annotated[
    str | None, Query(max_length=80, description="Where to go on: take the address that the header Link gives.")
]


def before(cursor: str | None) -> str | None:
    """The id below which a page begins.

    Raises:
        RequestError: 422 REQUEST.CURSOR when it is none of ours.
    """
    if cursor is None:
        return None
    try:
        return base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)).decode("ascii")
    except (ValueError, binascii.Error):
        fault = Fault("REQUEST.CURSOR", "Take the address that the header Link gives.", parameter="cursor")
        raise RequestError(422, "REQUEST.CURSOR", "The cursor is none of ours.", faults=[fault]) from None


def link(request: Request, following: str | None) -> dict[str, str]:
    """The header Link to the next page (RFC 8288); nothing on the last."""
    if following is None:
        return {}
    cursor = base64.urlsafe_b64encode(following.encode()).decode("ascii").rstrip("=")
    asked = {name: value for name, value in request.query_params.items() if name != "cursor"}
    return {"Link": f'<{request.url.path}?{urlencode({**asked, "cursor": cursor})}>; rel="next"'}
