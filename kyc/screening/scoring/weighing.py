"""Putting together all that speaks for and against one entity."""

from __future__ import annotations

from dataclasses import dataclass

from kyc.model.screening import HitField, ScreeningQuery, Verdict
from kyc.screening.scoring.birthdates import compare_birth_dates
from kyc.screening.scoring.birthplaces import compare_places
from kyc.screening.scoring.calibration import score_of, tempered
from kyc.screening.scoring.evidence import (
    OTHER_SCHEMA,
    Finding,
    comparable_schemas,
    compare_countries,
    compare_genders,
    compare_numbers,
    normalised_numbers,
)
from watchlists.model import ListedEntity, ListedName, NameKind

WEAK_ALIAS_BITS = -2.0  # a name the publisher itself does not stand behind
_NO_NUMBERS = frozenset[str]()


@dataclass(frozen=True, slots=True)
class Comparable:
    """An entity with what is compared made ready."""

    entity: ListedEntity
    countries: frozenset[str]
    numbers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity, its best name, and what was found on it."""

    listed: Comparable
    name: ListedName
    name_bits: float
    findings: tuple[tuple[str, Finding | None], ...]
    bits: float


def made_ready(entity: ListedEntity) -> Comparable:
    """Prepare an entity for many comparisons."""
    return Comparable(
        entity,
        frozenset((*entity.nationalities, *entity.countries)),
        normalised_numbers(document.number for document in entity.documents) if entity.documents else _NO_NUMBERS,
    )


def numbers_of(query: ScreeningQuery) -> frozenset[str]:
    """Write the query's numbers the way the entities' are."""
    return normalised_numbers(query.id_numbers) if query.id_numbers else _NO_NUMBERS


def weigh(
    query: ScreeningQuery, listed: Comparable, name: ListedName, raw_bits: float, numbers: frozenset[str]
) -> Candidate:
    """Put together all that speaks for and against one entity."""
    entity = listed.entity
    name_bits = tempered(raw_bits)
    verdict = Verdict.AGREES if raw_bits > 0 else Verdict.CONTRADICTS
    findings: list[tuple[str, Finding | None]] = [("name", Finding(score_of(name_bits), name_bits, verdict))]
    if name.kind is NameKind.WEAK_ALIAS:
        findings.append(("name_kind", Finding(0.0, WEAK_ALIAS_BITS, Verdict.PARTLY)))
    if entity.schema is not query.schema and entity.schema not in comparable_schemas(query.schema):
        findings.append(("schema", OTHER_SCHEMA))
    if query.birth_date:
        findings.append(("birth_date", compare_birth_dates(query.birth_date, entity.birth_dates, name_bits=name_bits)))
    if query.countries:
        findings.append(("countries", compare_countries(frozenset(query.countries), listed.countries)))
    if query.gender:
        findings.append(("gender", compare_genders(query.gender, entity.gender)))
    if numbers:
        findings.append(("id_numbers", compare_numbers(numbers, listed.numbers)))
    if query.birth_place:
        findings.append(("birth_place", compare_places(query.birth_place, entity.birth_places)))
    bits = sum([finding.bits for _, finding in findings if finding])
    return Candidate(listed, name, name_bits, tuple(findings), bits)


def field_of(field: str, finding: Finding | None, query: ScreeningQuery, candidate: Candidate) -> HitField:
    """Show one compared field with both its values."""
    asked, listed = _values(field, query, candidate)
    if finding is None:
        return HitField(field, asked, None, None, 0.0, Verdict.NOT_COMPARED)
    return HitField(field, asked, listed, finding.similarity, finding.bits, finding.verdict)


def _values(field: str, query: ScreeningQuery, candidate: Candidate) -> tuple[str | None, str | None]:
    """Both sides of a compared field, for people to read."""
    entity = candidate.listed.entity
    if field == "name":
        return query.name, candidate.name.text
    if field == "name_kind":
        return None, candidate.name.kind.value
    if field == "schema":
        return query.schema.value, entity.schema.value
    if field == "birth_date":
        return str(query.birth_date), "; ".join(map(str, entity.birth_dates))
    if field == "countries":
        return "; ".join(query.countries), "; ".join(sorted(candidate.listed.countries))
    if field == "gender":
        return query.gender, entity.gender
    if field == "birth_place":
        return query.birth_place, "; ".join(entity.birth_places)
    return "; ".join(query.id_numbers), "; ".join(document.number for document in entity.documents)
