"""GET /entities: one entity, and what is linked to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Response

from kyc.services.lists.matching import ActiveLists
from kyc.web.match.ftm import linked
from kyc.web.match.matching import rendered
from kyc.web.match.source import Lists
from kyc.web.match.vocabulary import LINKS
from kyc.web.match.wire import AdjacentPage, AdjacentResponse, EntityResponse, ErrorResponse, answer

router = APIRouter(tags=["Data access"])

MAX_PAGE, MAX_OFFSET = 500, 9_499  # as in yente
_ERRORS: dict[int | str, dict[str, Any]] = {code: {"model": ErrorResponse} for code in (404, 503)}

Limit = Annotated[int, Query(le=MAX_PAGE)]
Offset = Annotated[int, Query(le=MAX_OFFSET)]


# An id of somebody's own list may hold a slash, so the shortest path comes last: it would take the others' for ids.
@router.get("/entities/{entity_id:path}/adjacent/{property_name}", response_model=AdjacentPage, responses=_ERRORS)
def fetch_adjacent_by(
    lists: Lists, entity_id: str, property_name: str, limit: Limit = 10, offset: Offset = 0
) -> Response:
    """Get a page of the entities linked to one by one property."""
    _known(lists, entity_id)
    if property_name not in LINKS:
        raise HTTPException(404, detail="No such property!")
    return answer(_page(linked(lists.entities[entity_id]).get(property_name, ()), limit, offset))


@router.get("/entities/{entity_id:path}/adjacent", response_model=AdjacentResponse, responses=_ERRORS)
def fetch_adjacent(lists: Lists, entity_id: str, limit: Limit = 10, offset: Offset = 0) -> Response:
    """Get the entities linked to one, by the property that links them."""
    _known(lists, entity_id)
    links = linked(lists.entities[entity_id])
    pages = {name: _page(entities, limit, offset) for name, entities in links.items()}
    return answer({"entity": rendered(lists, entity_id), "adjacent": pages})


@router.get("/entities/{entity_id:path}", response_model=EntityResponse, responses=_ERRORS)
def fetch_entity(lists: Lists, entity_id: str, nested: bool = True) -> Response:
    """Get an entity by its id; `nested` with the entities linked to it among its properties."""
    _known(lists, entity_id)
    record = rendered(lists, entity_id)
    if nested:
        record["properties"] = record["properties"] | linked(lists.entities[entity_id])
    return answer(record)


def _known(lists: ActiveLists, entity_id: str) -> None:
    if entity_id not in lists.entities:
        raise HTTPException(404, detail="No such entity!")


def _page(entities: Sequence[dict[str, Any]], limit: int, offset: int) -> dict[str, Any]:
    limit, offset = max(0, limit), max(0, offset)
    return {
        "results": list(entities[offset : offset + limit]),
        "total": {"value": len(entities), "relation": "eq"},
        "limit": limit,
        "offset": offset,
    }
