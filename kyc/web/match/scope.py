"""Which entities a request may find: datasets, collections of them, and filters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import HTTPException, Query

from kyc.services.lists.matching import ActiveLists, Keep
from kyc.web.match.ftm import alpha2_of, is_target, properties_of
from kyc.web.match.vocabulary import TOPICS
from watchlists.model import ListedEntity

COLLECTIONS = {
    "default": "Every active list",
    "all": "Every active list",
    "sanctions": "Sanctioned, export-controlled and debarred entities",
    "peps": "Politically exposed persons and those close to them",
}
_TOPICS = {
    "default": ("",),
    "all": ("",),
    "sanctions": ("sanction", "export.control", "debarment"),
    "peps": ("role.pep", "role.rca"),
}
MOMENT = r"^\d{4}-\d{2}-\d{2}(T\d{2}(:\d{2}(:\d{2}(\.\d+)?(Z|[+-]\d{2}:?\d{2})?)?)?)?$"

Names = Annotated[Sequence[str], Query()]


@dataclass(frozen=True, slots=True)
class Scope:
    """The filters that /match and /search share."""

    include_dataset: Sequence[str] = ()
    exclude_dataset: Sequence[str] = ()
    exclude_schema: Sequence[str] = ()
    topics: Sequence[str] = ()
    changed_since: str | None = None

    def keep(self, lists: ActiveLists, dataset: str, more: Iterable[Keep] = ()) -> Keep:
        """The entities that pass all filters.

        Raises:
            HTTPException: 404 for a dataset that there is not, 400 when none is left to look in, or for a topic that
                neither FollowTheMoney nor a list has.
        """
        datasets = _datasets(lists, dataset, self.include_dataset, self.exclude_dataset)
        rules = [datasets, *more, *self._rules(lists)]
        return lambda entity: all(rule(entity) for rule in rules)

    def _rules(self, lists: ActiveLists) -> Iterator[Keep]:
        if self.exclude_schema:
            yield lambda entity: entity.schema.value not in self.exclude_schema
        if self.topics:
            _check_topics(lists, self.topics)
            yield lambda entity: not set(self.topics).isdisjoint(entity.topics)
        if self.changed_since:
            since = _moment(self.changed_since)
            yield lambda entity: lists.seen[entity.id].changed > since


async def scope_of(
    include_dataset: Names = (),
    exclude_dataset: Names = (),
    exclude_schema: Names = (),
    topics: Names = (),
    changed_since: Annotated[
        str | None, Query(pattern=MOMENT, description="Only entities that changed since; in UTC unless it says more.")
    ] = None,
) -> Scope:
    """Read the shared filters from the query string; names and meaning are yente's."""
    return Scope(include_dataset, exclude_dataset, exclude_schema, topics, changed_since)


def members(lists: ActiveLists, collection: str) -> Counter[str]:
    """The lists that hold entities of a collection, and how many."""
    return Counter(entity.source for entity in filter(_of(collection), lists.in_order))


def is_dataset(lists: ActiveLists, name: str) -> bool:
    """Whether there is a list or a collection of this name, with something in it."""
    if name in COLLECTIONS:
        return any(map(_of(name), lists.in_order))
    return any(version.id == name for version in lists.versions)


def _datasets(lists: ActiveLists, dataset: str, include: Sequence[str], exclude: Sequence[str]) -> Keep:
    """Datasets inside the one asked for narrow it, as yente has it; those outside widen it.

    For yente the latter leave nothing to find, but its client names several datasets in just this way, and an
    answer out of nothing would read as clear.
    """
    if not all(is_dataset(lists, name) for name in (dataset, *include)):
        raise HTTPException(404, detail="No such dataset.")
    scope, included = _of(dataset), [_of(name) for name in include]
    known = [entity for entity in lists.in_order if scope(entity)] if include else []
    inside = [each for each in included if any(map(each, known))]
    excluded = [_of(name) for name in exclude]

    def keep(entity: ListedEntity) -> bool:
        narrowed = scope(entity) and (not inside or any(each(entity) for each in inside))
        widened = any(each(entity) for each in included if each not in inside)
        return (narrowed or widened) and not any(each(entity) for each in excluded)

    if (include or exclude) and not any(map(keep, lists.in_order)):
        raise HTTPException(400, detail="No dataset is left to look in.")
    return keep


def _of(name: str) -> Keep:
    beginnings = _TOPICS.get(name)
    if beginnings is None:
        return lambda entity: entity.source == name
    return lambda entity: any(topic.startswith(beginnings) for topic in entity.topics) or "" in beginnings


def _check_topics(lists: ActiveLists, topics: Sequence[str]) -> None:
    """A topic that nobody knows would leave nobody to find, and nobody found reads as clear."""
    for topic in topics:
        if topic not in TOPICS and not any(topic in entity.topics for entity in lists.in_order):
            raise HTTPException(400, detail=f"Unknown topic: {topic[:64]!r}")


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise HTTPException(400, detail="changed_since: not a date that exists.") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def field_values(entity: ListedEntity, field: str) -> set[str]:
    """The values of a field by which yente filters, sorts and counts.

    A field is `schema`, `datasets`, `topics`, `countries`, `genders`, `identifiers`, `names`, `dates`, `caption`,
    `id`, `target`, or `properties.` and a property; one that the entity has not holds nothing.
    """
    if field == "countries":  # of the properties that are countries, without writing out all others
        return set(filter(None, map(alpha2_of, (*entity.nationalities, *entity.countries))))
    if read := _DIRECT.get(field):
        return set(read(entity))
    properties = properties_of(entity)
    names = _identifiers(properties) if field == "identifiers" else (field.removeprefix("properties."),)
    return {value for name in names for value in properties.get(name, ())}


def _identifiers(properties: Iterable[str]) -> list[str]:
    return [name for name in properties if name.endswith(("Number", "Code", "Bic", "mmsi"))]


def _target(entity: ListedEntity) -> tuple[str]:
    return ("true" if is_target(entity) else "false",)


_DIRECT: Mapping[str, Callable[[ListedEntity], Iterable[str]]] = {
    "id": lambda entity: (entity.id,),
    "caption": lambda entity: (entity.caption,),
    "schema": lambda entity: (entity.schema.value,),
    "datasets": lambda entity: (entity.source,),
    "topics": lambda entity: entity.topics,
    "target": _target,
    "genders": lambda entity: filter(None, (entity.gender,)),
    "names": lambda entity: (name.text for name in entity.names),
    "dates": lambda entity: (str(end) for span in entity.birth_dates for end in (span.start, span.end) if end),
}
