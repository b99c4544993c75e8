"""POST /match: entities asked about by example."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from time import perf_counter
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Response

from kyc.model.screening import Hit, HitField
from kyc.screening.scoring.calibration import THRESHOLD, score_of
from kyc.services.lists.matching import ActiveLists, Keep
from kyc.web.match.algorithms import check_config, is_known
from kyc.web.match.example import Example, ExampleError, read_example
from kyc.web.match.ftm import alpha2_of, entity_json
from kyc.web.match.scope import Names, Scope, scope_of
from kyc.web.match.source import Lists
from kyc.web.match.wire import BODY, EntityExample, EntityMatchResponse, ErrorResponse, MatchBatch, answer, batch_of

log = logging.getLogger(__name__)
router = APIRouter()

MAX_MATCHES = 500  # hits of one query, as in yente
_ERRORS: dict[int | str, dict[str, Any]] = {code: {"model": ErrorResponse} for code in (400, 404, 413, 503)}

Share = Annotated[float, Query(ge=0, le=1, allow_inf_nan=False)]


@router.post(
    "/match/{dataset}",
    summary="Query by example",
    tags=["Matching"],
    response_model=EntityMatchResponse,
    responses=_ERRORS,
    openapi_extra=BODY,
)
def match(
    lists: Lists,
    batch: Annotated[MatchBatch, Depends(batch_of)],
    scope: Annotated[Scope, Depends(scope_of)],
    dataset: Annotated[str, Path(examples=["default"])],
    exclude_entity_ids: Names = (),
    limit: Annotated[int, Query(le=MAX_MATCHES)] = 5,
    threshold: Share = THRESHOLD,
    cutoff: Annotated[Share, Query(deprecated=True)] = THRESHOLD,
    algorithm: Annotated[str, Query()] = "best",
) -> Response:
    """Find the listed entities that resemble those described, and say of each by how much and why."""
    started = perf_counter()
    if not is_known(algorithm):
        raise HTTPException(400, detail=f"Invalid algorithm: {algorithm[:64]}")
    check_config(batch.config, algorithm)
    keep = scope.keep(lists, dataset, [lambda entity: entity.id not in exclude_entity_ids])
    examples = {key: _read(query) for key, query in batch.queries.items()}
    if all(example.problem for example in examples.values()):
        # Clients look at the results only, and no results would read as clear.
        raise HTTPException(400, detail=next(iter(examples.values())).problem)
    bounds = (min(cutoff, threshold), threshold, max(0, limit))
    lists.prepare(wording for example in examples.values() for wording in example.wordings)
    responses = {key: _matches(lists, example, keep, bounds) for key, example in examples.items()}
    _log(dataset, responses, started)
    headers = {"x-batch-size": str(len(responses)), "x-algorithm": _algorithm(lists)}
    return answer({"responses": responses, "limit": max(0, limit)}, headers=headers)


def _read(query: EntityExample) -> Example:
    try:
        return read_example(query.schema_, query.properties, query.id, beside=query.model_extra or ())
    except ExampleError as error:
        raise HTTPException(400, detail=f"Cannot parse example entity: {error}") from None


def _matches(lists: ActiveLists, example: Example, keep: Keep, bounds: tuple[float, float, int]) -> dict[str, Any]:
    least, threshold, limit = bounds
    hits = lists.hits(example.wordings, keep=keep, least=least, limit=limit)
    results = [_scored(lists, hit, threshold) for hit in hits[:limit]]
    return {
        "status": 400 if example.problem else 200,
        "results": results,
        "total": {"value": sum(hit.score >= threshold for hit in hits), "relation": "eq"},
        "query": example.understood,
        "not_compared": list(example.not_compared),
        "detail": example.problem,
    }


def _scored(lists: ActiveLists, hit: Hit, threshold: float) -> dict[str, Any]:
    explanations = {field.field: _explanation(hit, field) for field in hit.fields}
    return rendered(lists, hit.entity_id) | {
        "score": hit.score,
        "match": hit.score >= threshold,
        "explanations": explanations,
        "features": {name: each["score"] for name, each in explanations.items()},
        "bits": hit.bits,
        "strength": hit.strength,
        "coverage": hit.coverage,
    }


def _explanation(hit: Hit, field: HitField) -> dict[str, Any]:
    alike = "" if field.similarity is None else f", {field.similarity:.2f} alike"
    return {
        "score": hit.score - score_of(hit.bits - field.contribution) if field.contribution else 0.0,
        "detail": f"{field.verdict.replace('_', ' ')}{alike}: {field.contribution:+.1f} bits",
        "query": _spoken(field.field, field.applicant),
        "candidate": _spoken(field.field, field.entry),
        "weight": field.contribution,
    }


def _spoken(field: str, value: str | None) -> str | None:
    """Countries as the rest of the answer writes them."""
    if field != "countries" or not value:
        return value
    return "; ".join(alpha2_of(code) or code for code in value.split("; "))


def rendered(lists: ActiveLists, entity_id: str) -> dict[str, Any]:
    """An entity of the active lists with its own properties."""
    entity = lists.entities[entity_id]
    fetched = {version.id: version.fetched_at for version in lists.versions}
    return entity_json(entity, lists.seen.get(entity_id), fetched.get(entity.source))


def _algorithm(lists: ActiveLists) -> str:
    return f"{lists.screener.algorithm.name} {lists.screener.algorithm.version}"


def _log(dataset: str, responses: Mapping[str, Mapping[str, Any]], started: float) -> None:
    flagged = sum(each["total"]["value"] for each in responses.values())
    unscreened = sum(each["status"] != 200 for each in responses.values())
    took = round((perf_counter() - started) * 1000)
    event = {"dataset": dataset, "queries": len(responses), "flagged": flagged, "unscreened": unscreened, "ms": took}
    log.info("match.done", extra=event)
