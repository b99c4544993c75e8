"""The shapes of yente's requests and answers, for the description of the API and for reading requests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError
from starlette.requests import ClientDisconnect

MAX_BODY = 8 * 1024 * 1024  # bytes; a hundred queries of a hundred names each are a tenth of it
MAX_BATCH = 100  # yente's default

Text = Annotated[str, Field(max_length=1_000)]


class EntityExample(BaseModel):
    """An entity to look for, by FollowTheMoney's schema and properties."""

    model_config = ConfigDict(extra="allow")  # yente passes over what stands beside; we say so where it was evidence

    id: Text | None = None
    schema_: Annotated[str, Field(alias="schema", max_length=64)]
    properties: dict[Text, Any] = Field(examples=[{"name": ["John Doe"], "birthDate": ["1975-04-21"]}])


class MatchBatch(BaseModel):
    """Up to a hundred entities to look for, each under a key of the caller's choice."""

    model_config = ConfigDict(json_schema_extra={"additionalProperties": True})

    queries: dict[Text, EntityExample]
    weights: dict[Text, FiniteFloat] = Field(default_factory=dict, description="Accepted, and not applied.")
    config: dict[Text, str | int | FiniteFloat | bool | None] = Field(
        default_factory=dict, description="Accepted where yente knows it, and not applied."
    )


class TotalSpec(BaseModel):
    """How many there are."""

    value: int
    relation: str = "eq"


class EntityResponse(BaseModel):
    """An entity; its properties hold texts, or entities linked to it."""

    id: str
    caption: str
    schema_: str = Field(alias="schema")
    properties: dict[str, list[Any]]
    datasets: list[str]
    referents: list[str]
    target: bool
    first_seen: str | None
    last_seen: str | None
    last_change: str | None


class FeatureResult(BaseModel):
    """One term of a score.

    `score` is what the whole score would lose without it, below 0 when it speaks against; `weight` its bits, which
    add up to the hit's.
    """

    score: float
    detail: str
    query: str | None
    candidate: str | None
    weight: float


class ScoredEntityResponse(EntityResponse):
    """A hit: an entity and how much it resembles the one asked about."""

    score: float
    match: bool
    explanations: dict[str, FeatureResult]
    features: dict[str, float] = Field(deprecated=True)
    bits: float
    strength: float
    coverage: float


class EntityMatches(BaseModel):
    """The answer to one query. `status` is 200, or 400 with `detail` when it could not be screened."""

    status: int
    results: list[ScoredEntityResponse]
    total: TotalSpec
    query: EntityExample
    not_compared: list[str] = Field(description="Properties of the query that played no part.")
    detail: str | None = None


class EntityMatchResponse(BaseModel):
    """The answers to a batch, under the caller's keys."""

    responses: dict[str, EntityMatches]
    limit: int


class FacetItem(BaseModel):
    """One value and how many results have it."""

    name: str
    label: str
    count: int


class Facet(BaseModel):
    """The values of one field among all results."""

    label: str
    values: list[FacetItem]


class SearchResponse(BaseModel):
    """A page of entities."""

    results: list[EntityResponse]
    facets: dict[str, Facet]
    total: TotalSpec
    limit: int
    offset: int


class AdjacentPage(BaseModel):
    """A page of entities linked to one by one property."""

    results: list[EntityResponse]
    total: TotalSpec
    limit: int
    offset: int


class AdjacentResponse(BaseModel):
    """An entity and the first page of each property that links others to it."""

    entity: EntityResponse
    adjacent: dict[str, AdjacentPage]


class StatusResponse(BaseModel):
    """Whether it works."""

    status: str = "ok"


class ErrorResponse(BaseModel):
    """What went wrong."""

    detail: str


BODY = {"requestBody": {"required": True, "content": {"application/json": {"schema": MatchBatch.model_json_schema()}}}}


async def batch_of(request: Request) -> MatchBatch:
    """Read a batch within the limits.

    The body is parsed by pydantic's own parser, which refuses what `json` lets through and cannot be written out
    again: halves of characters, numbers of any length, nesting without end.

    Raises:
        HTTPException: 413 when it is too long, 400 when it has too many queries or none.
        RequestValidationError: when it is no batch.
    """
    try:
        batch = MatchBatch.model_validate_json(await _content(request))
    except ValidationError as error:
        faults = error.errors(include_input=False, include_context=False, include_url=False)
        raise RequestValidationError([{**fault, "loc": ("body", *fault["loc"])} for fault in faults]) from None
    if not batch.queries:
        raise HTTPException(400, detail="No queries provided.")
    if len(batch.queries) > MAX_BATCH:
        raise HTTPException(400, detail=f"Too many queries in one batch (limit: {MAX_BATCH})")
    return batch


async def _content(request: Request) -> bytes:
    parts, size = [], 0
    try:
        async for part in request.stream():
            size += len(part)
            if size > MAX_BODY:
                raise HTTPException(413, detail=f"The body is longer than {MAX_BODY} bytes.")
            parts.append(part)
    except ClientDisconnect:  # nobody is there to hear this; as an error of ours it would fill the log
        raise HTTPException(400, detail="The body ended before its end.") from None
    return b"".join(parts)


def answer(content: Mapping[str, Any], *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Write JSON; what a list holds of broken characters becomes question marks, never an error."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Response(text.encode("utf-8", "replace"), status, dict(headers or {}), "application/json")
