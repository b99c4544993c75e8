"""What the endpoints need from whoever mounts them, and how they get at it."""

from __future__ import annotations

from typing import Annotated, Protocol, cast

from fastapi import Depends, HTTPException, Request

from kyc.model.errors import StoreError
from kyc.services.lists.matching import ActiveLists


class MatchSource(Protocol):
    """Lists to answer from, such as `kyc.services.lists.matching.ListKeeper`."""

    def current(self) -> ActiveLists:
        """The lists to answer from; raises StoreError while there are none."""
        ...

    def refresh(self, *, force: bool = False) -> bool:
        """Load versions that became active since; raises ListError when one cannot be read."""
        ...

    def outdated(self) -> tuple[str, ...]:
        """The lists of which another version is active than the one answered from."""
        ...


async def source_of(request: Request) -> MatchSource:
    """The source that `match_router` was given."""
    return cast(MatchSource, request.state.match_source)


async def lists_of(request: Request) -> ActiveLists:
    """The lists to answer from; 503 while there are none, since an empty answer would read as clear."""
    try:
        return (await source_of(request)).current()
    except StoreError:
        raise HTTPException(503, detail="Index not ready.") from None


Source = Annotated[MatchSource, Depends(source_of)]
Lists = Annotated[ActiveLists, Depends(lists_of)]
