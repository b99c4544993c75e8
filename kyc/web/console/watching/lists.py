"""The lists that are screened against: versions, ages, what the last version brought."""

from __future__ import annotations

from functools import partial

from fastapi.responses import Response

from kyc.model.user import Right
from kyc.services.lists.ages import most_age
from kyc.services.lists.standing import last_delta, standing, standings
from kyc.storage.files.snapshots import FolderSnapshots
from kyc.web.console.routes import needs, room
from kyc.web.console.visit import TheVisit, Visit

router = room()

SHOWN = 40  # entries of a delta on a page


@router.get("/lists")
@needs(Right.READ_LISTS)
def every_list(visit: TheVisit) -> Response:
    """Show every list with its active version and age."""
    settings = visit.kit.settings
    found = standings(_store(visit), now=visit.now, oldest=partial(most_age, settings=settings))
    return visit.page("watching/lists.html", lists=found, is_any_stale=any(each.is_stale for each in found))


@router.get("/lists/{key}")
@needs(Right.READ_LISTS)
def one_list(visit: TheVisit, key: str) -> Response:
    """Show a list's versions."""
    found = standing(_store(visit), key, now=visit.now, oldest=partial(most_age, settings=visit.kit.settings))
    return visit.page("watching/list.html", one=found)


@router.get("/lists/{key}/delta")
@needs(Right.READ_LISTS)
def delta(visit: TheVisit, key: str) -> Response:
    """Show what the active version brought; two versions are read for that, so the page does not wait for it."""
    store = _store(visit)
    found = standing(store, key, now=visit.now, oldest=partial(most_age, settings=visit.kit.settings))
    return visit.page("watching/delta.html", one=found, delta=last_delta(store, found), most=SHOWN)


def _store(visit: Visit) -> FolderSnapshots:
    return FolderSnapshots(visit.kit.settings.home / "lists")
