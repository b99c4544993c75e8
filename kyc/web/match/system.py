"""What there is and how it is: catalogue, algorithms, health, and the push to look for new versions."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from hashlib import sha256
from threading import Thread
from typing import Annotated, Any

from fastapi import APIRouter, Header, HTTPException, Query, Request, Response

from kyc.model.screening import ListVersion
from kyc.services.lists.matching import ActiveLists
from kyc.web.match.algorithms import algorithms_json
from kyc.web.match.ftm import moment
from kyc.web.match.scope import COLLECTIONS, members
from kyc.web.match.source import Lists, MatchSource, Source
from kyc.web.match.wire import ErrorResponse, StatusResponse, answer
from watchlists.errors import ListError
from watchlists.reading import about

router = APIRouter(tags=["System information"])
_DOWN: dict[int | str, dict[str, Any]] = {503: {"model": ErrorResponse}}


@router.get("/healthz", response_model=StatusResponse)
async def healthz() -> StatusResponse:
    """Whether the process answers."""
    return StatusResponse()


@router.get("/readyz", response_model=StatusResponse, responses=_DOWN)
async def readyz(lists: Lists) -> StatusResponse:  # noqa: ARG001 - that there are some is the answer
    """Whether lists are loaded."""
    return StatusResponse()


@router.get("/catalog", responses=_DOWN)
@router.get("/manifest", include_in_schema=False)
def catalog(lists: Lists, source: Source, if_none_match: Annotated[str | None, Header()] = None) -> Response:
    """The lists that are searched, their versions, and the collections they form."""
    outdated = source.outdated()
    content = {
        "datasets": [*_lists(lists, outdated), *_collections(lists)],
        "current": [version.id for version in lists.versions if version.id not in outdated],
        "outdated": list(outdated),
        "index_stale": bool(outdated),
    }
    response = answer(content)
    tag = f'"{sha256(response.body).hexdigest()[:32]}"'
    if if_none_match == tag:
        return Response(status_code=304, headers={"ETag": tag})
    response.headers["ETag"] = tag
    return response


@router.get("/algorithms")
async def algorithms() -> Response:
    """What scores, and what it looks at."""
    return answer(algorithms_json())


@router.post("/updatez", response_model=StatusResponse, responses={403: {"model": ErrorResponse}, **_DOWN})
def force_update(
    request: Request, source: Source, token: Annotated[str, Query()] = "", sync: bool = False
) -> StatusResponse:
    """Load the active versions anew; needs the token that the server was given for it."""
    expected: str | None = request.state.match_update_token
    if not expected or not hmac.compare_digest(token.encode(), expected.encode()):
        raise HTTPException(403, detail="Invalid token.")
    if not sync:
        Thread(target=_refresh, args=(source,), daemon=True).start()
    elif not _refresh(source):
        raise HTTPException(503, detail="A list could not be loaded; what was loaded before stays.")
    return StatusResponse()


def _refresh(source: MatchSource) -> bool:
    try:
        source.refresh(force=True)
    except ListError:
        return False
    return True


def _lists(lists: ActiveLists, outdated: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    for version in lists.versions:
        topics = {topic for entity in lists.in_order if entity.source == version.id for topic in entity.topics}
        published = about(version.id)
        yield _dataset(version.id, published.title, version.entries, version) | {
            "publisher": {
                "name": published.publisher,
                "official": published.is_read and version.id not in ("ftm", "local"),
            },
            "category": "watchlist",
            "tags": sorted(_tags(topics)),
            "index_current": version.id not in outdated,
        }


def _tags(topics: set[str]) -> Iterator[str]:
    if any(topic.startswith(("sanction", "export.control", "debarment")) for topic in topics):
        yield "list.sanction"
    if any(topic.startswith("role.pep") for topic in topics):
        yield "list.pep"


def _collections(lists: ActiveLists) -> Iterator[dict[str, Any]]:
    newest = max(lists.versions, key=lambda version: version.fetched_at)
    for name, title in COLLECTIONS.items():
        counts = members(lists, name)
        if counts:
            yield _dataset(name, title, counts.total(), newest) | {
                "children": sorted(counts),
                "load": False,
                "version": None,
                "index_version": None,
            }


def _dataset(name: str, title: str, entries: int, version: ListVersion) -> dict[str, Any]:
    return {
        "name": name,
        "title": title,
        "version": version.version,
        "entity_count": entries,
        "thing_count": entries,
        "updated_at": moment(version.fetched_at),
        "last_export": moment(version.fetched_at),
        "load": True,
        "index_version": version.version,
        "index_current": True,
        "children": [],
        "tags": [],
        "deprecated": False,
    }
