"""Queries, pairs and hits as JSON: the shapes of `kyc screen`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kyc.model.errors import InputError
from kyc.model.screening import Hit, HitField, ScreeningQuery
from kyc.screening.language.names import is_searchable
from watchlists.countries import alpha3
from watchlists.dates import DateSpan, PartialDate
from watchlists.model import ListedDocument, ListedEntity, ListedName, NameKind, Schema

QUERY_KEYS = frozenset({"id", "name", "schema", "birth_date", "countries", "gender", "id_numbers", "birth_place"})
CANDIDATE_KEYS = frozenset(
    {"id", "names", "schema", "birth_dates", "countries", "gender", "id_numbers", "birth_places"}
)
_GENDERS = {"male": "male", "m": "male", "female": "female", "f": "female"}


def query_of(record: object, *, schema: Schema = Schema.PERSON) -> ScreeningQuery:
    """Read a query.

    Args:
        record: an object with `name` and, all optional, `schema`, `birth_date`, `countries`, `gender`, `id_numbers`,
            `birth_place`.
        schema: what is asked about where the record does not say.

    Raises:
        InputError: naming the field that cannot be used, never its value.
    """
    fields = _object(record, "a query")
    name = fields.get("name")
    name = _encodable(name) if isinstance(name, str) else ""
    schema = _schema(fields.get("schema"), schema)
    if not is_searchable(name, person=schema is Schema.PERSON):
        raise InputError("QUERY.NAME", "a query needs a name with at least one letter or digit")
    return ScreeningQuery(
        name=name,
        schema=schema,
        birth_date=_birth_date(fields.get("birth_date")),
        countries=_countries(fields.get("countries")),
        gender=_gender(fields.get("gender")),
        id_numbers=_texts(fields.get("id_numbers"), "id_numbers"),
        birth_place="; ".join(_texts(fields.get("birth_place"), "birth_place")) or None,
    )


def entity_of(record: object) -> ListedEntity:
    """Read the candidate of a pair: an object with `names` and, all optional, what a query has, birth dates as a list.

    Raises:
        InputError: naming the field that cannot be used, never its value.
    """
    fields = _object(record, "a candidate")
    names = [name for name in _texts(fields.get("names"), "names") if is_searchable(name)]
    if not names:
        raise InputError("QUERY.NAME", "a candidate needs names with at least one letter or digit")
    dates = (_birth_date(date) for date in _texts(fields.get("birth_dates"), "birth_dates"))
    return ListedEntity(
        id="candidate",
        source="pair",
        schema=_schema(fields.get("schema"), Schema.PERSON),
        names=tuple(ListedName(name, NameKind.ALIAS if at else NameKind.PRIMARY) for at, name in enumerate(names)),
        birth_dates=tuple(DateSpan(date) for date in dates if date),
        birth_places=_texts(fields.get("birth_places"), "birth_places"),
        nationalities=_countries(fields.get("countries")),
        gender=_gender(fields.get("gender")),
        documents=tuple(ListedDocument("number", number) for number in _texts(fields.get("id_numbers"), "id_numbers")),
    )


def hit_json(hit: Hit) -> dict[str, Any]:
    """Write one hit of `kyc screen`."""
    return {
        "entity_id": hit.entity_id,
        "caption": hit.caption,
        "name": hit.name,
        "list": hit.source,
        "topics": list(hit.topics),
        "programmes": list(hit.programmes),
        "url": hit.url,
        "score": hit.score,
        "bits": hit.bits,
        "strength": hit.strength,
        "coverage": hit.coverage,
        "flagged": hit.flagged,
        "fields": [_field_json(field) for field in hit.fields],
    }


def _field_json(field: HitField) -> dict[str, Any]:
    return {
        "field": field.field,
        "query": field.applicant,
        "entity": field.entry,
        "similarity": field.similarity,
        "contribution": field.contribution,
        "verdict": field.verdict.value,
    }


def _object(record: object, what: str) -> Mapping[str, object]:
    if not isinstance(record, Mapping):
        raise InputError("QUERY.SHAPE", f"{what} is a JSON object with named fields")
    return record


def _schema(value: object, default: Schema) -> Schema:
    if value is None:
        return default
    try:
        return Schema(str(value))
    except ValueError:
        known = ", ".join(Schema)
        raise InputError("QUERY.SCHEMA", f"schema: expected one of {known}") from None


def _birth_date(value: object) -> PartialDate | None:
    if value is None or value == "":
        return None
    try:
        return PartialDate.parse(str(value))
    except ValueError:
        raise InputError(
            "QUERY.BIRTH_DATE", "birth_date: expected a date that exists, as YYYY, YYYY-MM or YYYY-MM-DD"
        ) from None


def _countries(value: object) -> tuple[str, ...]:
    texts = _texts(value, "countries")
    codes = [alpha3(text) for text in texts]
    if None in codes:
        raise InputError("QUERY.COUNTRY", "countries: expected ISO 3166-1 codes, such as ID or IDN")
    return tuple(dict.fromkeys(code for code in codes if code))


def _gender(value: object) -> str | None:
    if value is None or value == "":
        return None
    gender = _GENDERS.get(str(value).strip().lower())
    if gender is None:
        raise InputError("QUERY.GENDER", "gender: expected male or female")
    return gender


def _texts(value: object, field: str) -> tuple[str, ...]:
    """Read a list of texts, or a single one; empty ones are left out."""
    values = [] if value is None else value if isinstance(value, list) else [value]
    if not all(isinstance(item, str | int) for item in values):
        raise InputError("QUERY.SHAPE", f"{field}: expected a list of texts")
    return tuple(text for text in (_encodable(str(item)).strip() for item in values) if text)


def _encodable(text: str) -> str:
    """Replace the halves of characters that JSON can carry and UTF-8 cannot."""
    return text.encode("utf-8", "replace").decode()
