"""Cleared hits, remembered: a person's judgement holds while neither the applicant nor the entity changes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Protocol

from kyc.model.screening import Hit, HitStatus, Screening, ScreeningQuery
from watchlists.model import ListedEntity

_JSON = json.JSONEncoder(ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class ScreeningException:
    """A hit that a person cleared: who, why, until when, and on which state of both sides."""

    applicant_id: str
    entity_id: str
    applicant_fingerprint: str
    entity_fingerprint: str
    reason: str
    author: str
    created_at: datetime
    expires_at: datetime | None = None

    def __post_init__(self) -> None:
        if not self.reason.strip() or not self.author.strip():
            raise ValueError("an exception needs a reason and an author")

    def holds(self, applicant_fingerprint: str, entity_fingerprint: str, now: datetime) -> bool:
        """Tell whether it still speaks of the same applicant and the same entity, and has not run out."""
        same = (self.applicant_fingerprint, self.entity_fingerprint) == (applicant_fingerprint, entity_fingerprint)
        return same and (self.expires_at is None or now < self.expires_at)


class ExceptionStore(Protocol):
    """Remembers exceptions. A later one for the same applicant and entity takes the place of the earlier."""

    def put(self, exception: ScreeningException) -> None:
        """Remember an exception."""
        ...

    def find(self, applicant_id: str, entity_id: str) -> ScreeningException | None:
        """Find the latest exception for an applicant and an entity."""
        ...


class MemoryExceptions:
    """Exceptions for as long as the process lives; an `ExceptionStore`."""

    def __init__(self, exceptions: Iterable[ScreeningException] = ()) -> None:
        self._exceptions: dict[tuple[str, str], ScreeningException] = {}
        for exception in exceptions:
            self.put(exception)

    def put(self, exception: ScreeningException) -> None:
        """Remember an exception."""
        self._exceptions[exception.applicant_id, exception.entity_id] = exception

    def find(self, applicant_id: str, entity_id: str) -> ScreeningException | None:
        """Find the latest exception for an applicant and an entity."""
        return self._exceptions.get((applicant_id, entity_id))


def query_fingerprint(query: ScreeningQuery) -> str:
    """Digest what is asked; any other name, date, country, gender or number is another applicant."""
    return _digest(
        query.name.split(),
        query.schema.value,
        str(query.birth_date),
        sorted(query.countries),
        query.gender,
        sorted(query.id_numbers),
        *filter(None, [query.birth_place]),
    )


def applicant_fingerprint(queries: Iterable[ScreeningQuery]) -> str:
    """Digest everything that is asked about an applicant: a name declared beside the document's is part of them."""
    found = list(map(query_fingerprint, queries))
    return found[0] if len(found) == 1 else _digest(found)


def entity_fingerprint(entity: ListedEntity) -> str:
    """Digest what screening compares of an entity, and what it is listed for; remarks and addresses may change.

    Whoever was cleared as a politician's namesake is looked at again when that politician is sanctioned.
    """
    return _digest(
        sorted((name.text, name.kind.value) for name in entity.names),
        entity.schema.value,
        sorted(map(str, entity.birth_dates)),
        sorted({*entity.nationalities, *entity.countries}),
        entity.gender,
        sorted(document.number for document in entity.documents),
        sorted(entity.birth_places),
        sorted(entity.topics),
    )


def with_exceptions(
    screening: Screening, applicant_id: str, entities: Iterable[ListedEntity], store: ExceptionStore, *, now: datetime
) -> Screening:
    """Mark the hits that a person has cleared and that nothing has changed about since as false positives."""
    known = {entity.id: entity_fingerprint(entity) for entity in entities}
    applicant = query_fingerprint(screening.query)

    def marked(hit: Hit) -> Hit:
        exception = store.find(applicant_id, hit.entity_id)
        cleared = exception and exception.holds(applicant, known.get(hit.entity_id, ""), now)
        return replace(hit, status=HitStatus.FALSE_POSITIVE) if cleared else hit

    return replace(screening, hits=tuple(map(marked, screening.hits)))


def _digest(*values: object) -> str:
    return sha256(_JSON.encode(values).encode("utf-8", "surrogatepass")).hexdigest()
