"""GET /search: the search box, and lists to browse. What it finds is unscored: screening is /match."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Annotated, Any

import pycountry
from fastapi import APIRouter, Depends, HTTPException, Query, Response

from kyc.model.screening import ScreeningQuery
from kyc.screening.language.names import is_searchable
from kyc.services.lists.matching import ActiveLists, Keep
from kyc.services.lists.words import Wanted, words_of
from kyc.web.match.entities import Limit, Offset
from kyc.web.match.matching import rendered
from kyc.web.match.scope import Names, Scope, field_values, scope_of
from kyc.web.match.source import Lists
from kyc.web.match.vocabulary import ASKED, DERIVED, NOT_MATCHABLE, PLURALS, TOPICS
from kyc.web.match.wire import ErrorResponse, SearchResponse, answer
from watchlists.countries import alpha3
from watchlists.model import ListedEntity
from watchlists.reading import about

router = APIRouter(tags=["Matching"])

_SIMILAR = 0.5  # score from which on a fuzzy search shows an entity
_MOST_SIMILAR = 500
_FACET_VALUES = 1_000
_ERRORS: dict[int | str, dict[str, Any]] = {code: {"model": ErrorResponse} for code in (400, 404, 503)}


class Facet(StrEnum):
    """Fields whose values are counted."""

    DATASETS = "datasets"
    SCHEMA = "schema"
    COUNTRIES = "countries"
    IDENTIFIERS = "identifiers"
    TOPICS = "topics"
    GENDERS = "genders"


class Operator(StrEnum):
    """Whether several filters on one field have to hold all, or one."""

    AND = "AND"
    OR = "OR"


_LABELS = {
    Facet.DATASETS: "Data sources",
    Facet.SCHEMA: "Entity types",
    Facet.COUNTRIES: "Countries",
    Facet.IDENTIFIERS: "Identifiers",
    Facet.TOPICS: "Topics",
    Facet.GENDERS: "Genders",
}


# Lucene's `names:`, `properties.alias:`; `~`, `~2`, `^1.5`. An answer out of nothing would read as clear.
_LUCENE = re.compile(r"""[A-Za-z_.]+:(?=[^\s/])|[~^][\d.]*(?=["')]*$)""")

_COUNTED = (Facet.COUNTRIES, Facet.TOPICS, Facet.DATASETS)


async def filters_of(
    countries: Names = (),
    datasets: Names = (),
    topics: Names = (),
    filter: Names = (),  # noqa: A002 - yente's name
    schema: str = "Thing",
    target: Annotated[bool | None, Query(deprecated=True)] = None,
    filter_op: Operator = Operator.OR,
) -> list[Keep]:
    """Read the filters that only a search has."""
    if schema not in ASKED and schema not in NOT_MATCHABLE:
        raise HTTPException(400, detail="Invalid schema")
    wanted: dict[str, set[str]] = {"countries": {country.lower() for country in countries}, "datasets": set(datasets)}
    for text in filter:
        field, colon, value = text.partition(":")
        if not colon:
            raise HTTPException(400, detail="Invalid filter: expected field:value")
        wanted.setdefault(field, set()).add(value)
    if filter_op is Operator.AND:  # several topics are alternatives otherwise, which the scope sees to
        wanted["topics"] = set(topics)
    if target is not None:
        wanted["target"] = {str(target).lower()}
    kinds = DERIVED.get(schema, frozenset({schema}))
    return [_of_schema(kinds), *(_filter(field, values, filter_op) for field, values in wanted.items() if values)]


def _of_schema(kinds: frozenset[str]) -> Keep:
    return lambda entity: entity.schema.value in kinds


def _filter(field: str, values: set[str], operator: Operator) -> Keep:
    if operator is Operator.AND:
        return lambda entity: values <= field_values(entity, field)
    return lambda entity: not values.isdisjoint(field_values(entity, field))


@router.get("/search/{dataset}", summary="Entity search", response_model=SearchResponse, responses=_ERRORS)
def search(
    lists: Lists,
    dataset: str,
    scope: Annotated[Scope, Depends(scope_of)],
    filters: Annotated[list[Keep], Depends(filters_of)],
    sort: Names = (),
    facets: Annotated[Sequence[Facet], Query()] = _COUNTED,
    q: str = "",
    limit: Limit = 10,
    offset: Offset = 0,
    fuzzy: bool = False,
    simple: bool = False,  # noqa: ARG001 - both of yente's syntaxes come to the same here
) -> Response:
    """Find entities by words. All have to be there; `OR` parts alternatives, `-` excludes, `*` ends a beginning.

    With `fuzzy`, entities of similar names come after those.
    """
    keep = scope.keep(lists, dataset, filters)
    found = [entity for entity in _found(lists, q, keep, fuzzy=fuzzy) if keep(entity)]
    found = _sorted(lists, found, sort)
    limit, offset = max(0, limit), max(0, offset)
    content = {
        "results": [rendered(lists, entity.id) for entity in found[offset : offset + limit]],
        "facets": {facet.value: _facet(facet, found) for facet in facets},
        "total": {"value": len(found), "relation": "eq"},
        "limit": limit,
        "offset": offset,
    }
    return answer(content)


def _found(lists: ActiveLists, text: str, keep: Keep, *, fuzzy: bool) -> Iterable[ListedEntity]:
    if not text.strip():
        return lists.in_order
    found = [lists.in_order[at] for at in lists.words.find(_alternatives(text))]
    if not fuzzy or not is_searchable(text):
        return found
    wordings = (ScreeningQuery(text, schema) for schema in ASKED["Thing"])
    similar = lists.hits(wordings, keep=keep, least=_SIMILAR, limit=_MOST_SIMILAR)[:_MOST_SIMILAR]
    known = {entity.id for entity in found}
    return [*found, *(lists.entities[hit.entity_id] for hit in similar if hit.entity_id not in known)]


def _alternatives(text: str) -> Iterator[Wanted]:
    """Read what was typed into the search box."""
    present, absent, negated = list[str](), list[str](), False
    for chunk in [*text.split(), "OR"]:
        if chunk in ("OR", "|"):
            if present:
                yield Wanted(tuple(present), tuple(absent))
            present, absent = [], []
        elif chunk in ("AND", "+", "&"):
            continue
        elif chunk in ("NOT", "-"):
            negated = True
            continue
        else:
            (absent if negated or chunk.startswith("-") else present).extend(_words(chunk))
        negated = False


def _words(chunk: str) -> list[str]:
    """The words of a piece; a field before them, and a distance or a weight behind, are Lucene's, and looked past."""
    chunk = _LUCENE.sub("", chunk)
    words = words_of(chunk)
    if words and chunk.rstrip('")').endswith("*"):
        words[-1] += "*"
    return words


def _sorted(lists: ActiveLists, found: list[ListedEntity], sorts: Sequence[str]) -> list[ListedEntity]:
    """Sort by fields, `field:asc` or `field:desc`, the first one weighing most; what has no value comes last."""
    for sort in reversed(sorts):
        field, _, order = sort.partition(":")
        keys = {entity.id: _key(lists, entity, field) for entity in found}
        there = [entity for entity in found if keys[entity.id]]
        there.sort(key=lambda entity: keys[entity.id], reverse=order == "desc")
        found = there + [entity for entity in found if not keys[entity.id]]
    return found


def _key(lists: ActiveLists, entity: ListedEntity, field: str) -> str:
    if field in ("first_seen", "last_seen", "last_change"):
        return rendered(lists, entity.id)[field] or ""
    return min(field_values(entity, field), default="").casefold()


def _facet(facet: Facet, found: Iterable[ListedEntity]) -> dict[str, Any]:
    counts = Counter(value for entity in found for value in field_values(entity, facet.value))
    values = [
        {"name": value, "label": _label(facet, value), "count": count}
        for value, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_FACET_VALUES]
    ]
    return {"label": _LABELS[facet], "values": values}


def _label(facet: Facet, value: str) -> str:
    if facet is Facet.COUNTRIES:
        country = pycountry.countries.get(alpha_3=alpha3(value) or "")
        return str(getattr(country, "common_name", None) or getattr(country, "name", value))
    if facet is Facet.DATASETS:
        return about(value).title
    labels = {Facet.TOPICS: TOPICS, Facet.SCHEMA: PLURALS}.get(facet, {})
    return labels.get(value, value.capitalize() if facet is Facet.GENDERS else value)
