"""Ad hoc screenings over the wire."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

from pydantic import ConfigDict, Field, model_validator

from kyc.model.screening import ListVersion, ScreeningQuery
from kyc.screening.wire import hit_json, query_of
from kyc.services.onboarding.screenings import AdHocScreening
from kyc.web.api.schemas import ApplicantId, Country, Gender, Name, PartialDay, Wire
from watchlists.model import Schema

Numbers = Annotated[Sequence[Name], Field(max_length=20)]
Countries = Annotated[Sequence[Country], Field(max_length=20)]


class QueryIn(Wire):
    """Whom to look for."""

    name: Name
    schema_: Annotated[Schema, Field(alias="schema")] = Schema.PERSON
    birth_date: PartialDay | None = None
    countries: Countries = ()
    gender: Gender | None = None
    id_numbers: Numbers = ()
    birth_place: Annotated[Name | None, Field(description="A town or a district.")] = None

    def to_model(self) -> ScreeningQuery:
        """As the services know it.

        Raises:
            InputError: QUERY.NAME when the name holds neither letter nor digit.
        """
        return query_of(self.model_dump(mode="json", by_alias=True))


class ScreeningIn(Wire):
    """Either somebody described, or an applicant by what they declared."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"query": {"name": "Siti Contoh", "birth_date": "1990", "countries": ["ID"]}}]}
    )

    query: QueryIn | None = None
    applicant_id: ApplicantId | None = None

    @model_validator(mode="after")
    def _is_one(self) -> ScreeningIn:
        if (self.query is None) == (self.applicant_id is None):
            raise ValueError("expected either query or applicant_id")
        return self


class ListOut(Wire):
    """A list as it stood when it was searched."""

    id: str
    version: str
    sha256: str
    entries: int
    fetched_at: datetime

    @classmethod
    def from_model(cls, version: ListVersion) -> ListOut:
        """As clients see it."""
        return cls.model_validate({name: getattr(version, name) for name in cls.model_fields})


class ScreeningOut(Wire):
    """The best hits; `kyc screen` tells what each key of a hit means. Nothing of this may reach who was looked for."""

    id: str
    at: datetime
    threshold: float
    lists: Sequence[ListOut]
    hits: Sequence[Mapping[str, Any]]

    @classmethod
    def from_model(cls, found: AdHocScreening) -> ScreeningOut:
        """As clients see it."""
        return cls(
            id=found.id,
            at=found.at,
            threshold=found.screening.algorithm.threshold,
            lists=tuple(map(ListOut.from_model, found.screening.lists)),
            hits=tuple(map(hit_json, found.screening.hits)),
        )
