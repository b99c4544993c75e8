"""A cleared hit stays cleared until either side changes or the exception runs out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kyc.model.screening import HitStatus, ScreeningQuery
from kyc.screening.exceptions import (
    MemoryExceptions,
    ScreeningException,
    entity_fingerprint,
    query_fingerprint,
    with_exceptions,
)
from kyc.screening.screener import ListScreener
from watchlists.dates import DateSpan, PartialDate
from watchlists.model import ListedDocument, ListedEntity, ListedName, NameKind, Schema

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ENTITY = ListedEntity("local-1", "local", Schema.PERSON, (ListedName("Suradji Wiryakusumah"),))
QUERY = ScreeningQuery("Suradji Wiryakusumah", birth_date=PartialDate(1990, 2, 3))


def cleared(days: int | None = 365) -> ScreeningException:
    expires = None if days is None else NOW + timedelta(days)
    prints = query_fingerprint(QUERY), entity_fingerprint(ENTITY)
    return ScreeningException("applicant-1", "local-1", *prints, "another birth place", "analyst-7", NOW, expires)


def status(
    exception: ScreeningException, *, query: ScreeningQuery = QUERY, entity: ListedEntity = ENTITY, later: int = 1
) -> HitStatus:
    screening = ListScreener([entity], ()).screen(query)
    store, now = MemoryExceptions([exception]), NOW + timedelta(later)
    return with_exceptions(screening, "applicant-1", [entity], store, now=now).hits[0].status


def test_a_cleared_hit_is_a_false_positive() -> None:
    assert status(cleared()) is HitStatus.FALSE_POSITIVE


def test_it_comes_back_when_the_exception_runs_out() -> None:
    assert status(cleared(30), later=31) is HitStatus.OPEN
    assert status(cleared(None), later=10_000) is HitStatus.FALSE_POSITIVE


def test_it_comes_back_when_the_applicant_changes() -> None:
    assert status(cleared(), query=replace(QUERY, birth_date=PartialDate(1991, 2, 3))) is HitStatus.OPEN


def test_it_comes_back_when_what_is_compared_of_the_entity_changes() -> None:
    assert status(cleared(), entity=replace(ENTITY, birth_dates=(DateSpan(PartialDate(1990)),))) is HitStatus.OPEN


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "Suradji Wiryakusuma"},
        {"schema": Schema.ORGANIZATION},
        {"birth_date": None},
        {"birth_date": PartialDate(1990, 2)},
        {"countries": ("IDN",)},
        {"gender": "male"},
        {"id_numbers": ("X1234567",)},
    ],
)
def test_whatever_else_is_asked_about_the_applicant_is_another_state(changed: dict[str, Any]) -> None:
    assert query_fingerprint(replace(QUERY, **changed)) != query_fingerprint(QUERY)


@pytest.mark.parametrize(
    "changed",
    [
        {"names": (*ENTITY.names, ListedName("Pak Radji", NameKind.ALIAS))},
        {"names": (ListedName("Suradji Wiryakusumah", NameKind.WEAK_ALIAS),)},
        {"schema": Schema.LEGAL_ENTITY},
        {"birth_dates": (DateSpan(PartialDate(1990), circa=True),)},
        {"nationalities": ("IDN",)},
        {"countries": ("IDN",)},
        {"gender": "male"},
        {"documents": (ListedDocument("passport", "X1234567"),)},
        {"birth_places": ("Garut",)},
        {"topics": ("role.pep", "sanction")},
    ],
)
def test_whatever_is_compared_of_the_entity_is_in_its_fingerprint(changed: dict[str, Any]) -> None:
    assert entity_fingerprint(replace(ENTITY, **changed)) != entity_fingerprint(ENTITY)
    assert status(cleared(), entity=replace(ENTITY, **changed)) is HitStatus.OPEN


def test_a_place_that_is_asked_about_is_another_state() -> None:
    assert (
        len(
            {
                query_fingerprint(query)
                for query in (QUERY, *(replace(QUERY, birth_place=place) for place in ("Garut", "Solo")))
            }
        )
        == 3
    )


def test_the_order_in_which_a_list_tells_things_is_no_change() -> None:
    two = (ListedName("Suradji Wiryakusumah"), ListedName("Pak Radji", NameKind.ALIAS))
    one, other = (replace(ENTITY, names=names, nationalities=("IDN", "MYS")) for names in (two, two[::-1]))
    assert entity_fingerprint(one) == entity_fingerprint(replace(other, nationalities=("MYS", "IDN")))


def test_it_stays_when_only_remarks_change() -> None:
    assert status(cleared(), entity=replace(ENTITY, remarks="reviewed", programmes=("X",))) is HitStatus.FALSE_POSITIVE


def test_it_holds_for_its_own_applicant_alone() -> None:
    assert status(replace(cleared(), applicant_id="applicant-2")) is HitStatus.OPEN


def test_a_reason_is_needed() -> None:
    with pytest.raises(ValueError, match="reason"):
        replace(cleared(), reason=" ")
