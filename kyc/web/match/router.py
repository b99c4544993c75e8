"""The endpoints as one router, for our own server or behind somebody else's authentication."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request

from kyc.web.match import entities, matching, searching, system
from kyc.web.match.source import MatchSource


def match_router(source: MatchSource, *, update_token: str | None = None) -> APIRouter:
    """Make the router. It answers whoever reaches it: authentication is the matter of the app that mounts it.

    Args:
        source: the lists to answer from; whoever mounts the router calls its `refresh` from time to time.
        update_token: what /updatez has to be given; without one it refuses everybody.
    """

    async def provide(request: Request) -> None:
        request.state.match_source = source
        request.state.match_update_token = update_token

    router = APIRouter(dependencies=[Depends(provide)])
    for part in (matching, searching, entities, system):
        router.include_router(part.router)
    return router
