"""Records that share an id are one entity: nothing a publisher says twice may hide what it says once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any

from watchlists.model import ListedEntity


def merge_all(entities: Iterable[ListedEntity]) -> list[ListedEntity]:
    """Merge entities of the same id, in the order of their first appearance."""
    found: dict[str, ListedEntity] = {}
    for entity in entities:
        known = found.get(entity.id)
        found[entity.id] = merge(known, entity) if known else entity
    return list(found.values())


def merge(first: ListedEntity, second: ListedEntity) -> ListedEntity:
    """Join two records of one entity: lists are united, single values kept from the first that has one."""
    joined: dict[str, Any] = {
        field.name: _join(getattr(first, field.name), getattr(second, field.name)) for field in fields(first)
    }
    return replace(first, **joined)


def _join(first: object, second: object) -> object:
    if isinstance(first, tuple) and isinstance(second, tuple):
        return tuple(dict.fromkeys((*first, *second)))
    return second if first is None else first
