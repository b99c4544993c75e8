"""What changed about a listed entity since a hit on it was judged, from the versions of lists that are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from kyc.model.screening import HitStatus
from kyc.screening.exceptions import entity_fingerprint
from kyc.services.casework import hits
from kyc.services.lists.entities import entity_as_of
from kyc.services.lists.watchlists import import_list
from kyc.settings import Settings
from kyc.storage.database import Database
from kyc.storage.files.snapshots import FolderSnapshots
from kyc.web.console.case.listing import entity_of
from tests.databases import NOON, TENANT, Clock
from tests.unit.web.console.case.conftest import Worked
from tests.unit.web.console.case.lived import LISTS
from tests.unit.web.console.case.lodging import LISTED, WHO
from watchlists.dates import DateSpan, PartialDate
from watchlists.model import ListedEntity
from watchlists.records import content_hash, list_hash

SOURCE = "us_ofac_sdn"


@pytest.fixture
def lists(settings: Settings) -> FolderSnapshots:
    """A store with one version of a list."""
    made = FolderSnapshots(settings.home / "lists")
    import_list(made, SOURCE, sorted((LISTS / SOURCE).iterdir()), now=NOON - timedelta(days=9), version="1")
    return made


def published(lists: FolderSnapshots, version: str, **changed: Any) -> None:
    """Another version, in which the entity of the hit differs."""
    active = lists.active(SOURCE)
    assert active is not None
    entities = tuple(replace(entity, **changed) if entity.id == LISTED else entity for entity in lists.entities(active))
    digest = list_hash(map(content_hash, entities))
    new = replace(active, version=version, sha256=digest, fetched_at=NOON + timedelta(days=int(version)))
    lists.put(new, entities)
    lists.activate(new, at=new.fetched_at)


def test_a_changed_birth_date_is_shown_with_what_it_was(
    worked: Worked, lists: FolderSnapshots, store: Database, app: FastAPI, clock: Clock
) -> None:
    browser, case = worked("flagged_namesake")
    with store.transaction(TENANT, WHO) as unit:
        assert browser.user is not None
        hits.review(unit, browser.user, case.id, LISTED, HitStatus.FALSE_POSITIVE, "birth_date_differs")
    clock.advance(minutes=9)
    published(lists, "2", birth_dates=(DateSpan(PartialDate(1991, 2, 3)),), remarks="mended")
    app.state.kit.lists.refresh()
    text = browser.get(f"/cases/{case.id}/hits/{LISTED}").text
    assert "The entry has changed." in text
    for shown in ("<del><bdi>1975-08-17</bdi></del>", "<ins><bdi>1991-02-03</bdi></ins>", "mended"):
        assert shown in text


def test_an_unchanged_entry_says_so(worked: Worked, lists: FolderSnapshots, store: Database, app: FastAPI) -> None:
    browser, case = worked("flagged_namesake")
    app.state.kit.lists.refresh()
    with store.transaction(TENANT, WHO) as unit:
        assert browser.user is not None
        hits.review(unit, browser.user, case.id, LISTED, HitStatus.FALSE_POSITIVE, "birth_date_differs")
    text = browser.get(f"/cases/{case.id}/hits/{LISTED}").text
    assert "Nothing that screening compares has changed on either side." in text


def test_the_version_of_that_time_is_found_by_its_fingerprint(lists: FolderSnapshots) -> None:
    first = _entity(lists)
    published(lists, "2", gender="female")
    published(lists, "3", gender="female", remarks="only the remarks")
    found = entity_as_of(lists, SOURCE, LISTED, at=NOON, fingerprint=entity_fingerprint(first))
    assert found == first


@pytest.mark.parametrize(
    ("source", "entity", "days", "fingerprint"),
    [
        (SOURCE, LISTED, 0, "another"),
        (SOURCE, "sdn-0", 0, "x"),
        (SOURCE, LISTED, -30, "x"),  # before there was a list
        ("un_sc", LISTED, 0, "x"),  # a list that was never there
    ],
)
def test_what_is_not_kept_is_not_made_up(
    source: str, entity: str, days: int, fingerprint: str, lists: FolderSnapshots
) -> None:
    at = NOON + timedelta(days=days)
    assert entity_as_of(lists, source, entity, at=at, fingerprint=fingerprint) is None


def test_without_lists_there_is_no_entity(app: FastAPI) -> None:
    assert entity_of(app.state.kit, LISTED) is None


def _entity(lists: FolderSnapshots) -> ListedEntity:
    active = lists.active(SOURCE)
    assert active is not None
    return next(entity for entity in lists.entities(active) if entity.id == LISTED)
