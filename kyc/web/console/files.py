"""The way to the console's first page, and its files, which anybody may have."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from kyc.web.console.routes import open_to_all, room
from kyc.web.console.session import HOME
from kyc.web.console.statics import by_address

router = room()


@router.get("/")
@open_to_all
def home() -> Response:
    """Go to the queue."""
    return RedirectResponse(HOME, 303)


@router.get("/static/{name}")
@open_to_all
def static(request: Request, name: str) -> Response:
    """One file, packed where the browser can unpack it."""
    asset = by_address().get(name)
    if asset is None:
        raise HTTPException(404)
    if "gzip" in request.headers.get("accept-encoding", ""):
        # Named here, so that nothing packs it a second time.
        return Response(asset.packed, headers=asset.headers | {"Content-Encoding": "gzip"}, media_type=asset.media_type)
    return Response(asset.body, headers=asset.headers, media_type=asset.media_type)
