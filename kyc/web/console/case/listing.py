"""The listed entity behind a hit: as it stands now, and as it stood when somebody last judged it."""

from __future__ import annotations

from kyc.model.case import HitReview
from kyc.model.errors import StoreError
from kyc.model.screening import Hit
from kyc.screening.exceptions import entity_fingerprint
from kyc.services.casework.gathering import CaseView
from kyc.services.lists.entities import entity_as_of
from kyc.storage.files.snapshots import FolderSnapshots
from kyc.storage.unit import Unit
from kyc.web.console.case.views.changes import SinceReview, since_review
from kyc.web.kit import Kit
from watchlists.model import ListedEntity


def entity_of(kit: Kit, entity_id: str) -> ListedEntity | None:
    """The entity on the active lists; None when it left them, or none is loaded."""
    try:
        return kit.lists.current().entities.get(entity_id)
    except StoreError:
        return None


def since_last_review(
    kit: Kit, unit: Unit, view: CaseView, hit: Hit, entity: ListedEntity | None
) -> SinceReview | None:
    """What changed since the hit was last judged, in this case or an earlier one of the applicant."""
    review = _last(unit, view, hit.entity_id)
    if review is None:
        return None
    before = entity
    if entity is None or entity_fingerprint(entity) != review.entity_fingerprint:
        store = FolderSnapshots(kit.settings.home / "lists")
        before = entity_as_of(store, hit.source, hit.entity_id, at=review.at, fingerprint=review.entity_fingerprint)
    return since_review(review, before, entity, view.applicant_fingerprint)


def _last(unit: Unit, view: CaseView, entity_id: str) -> HitReview | None:
    told = [*view.reviews, *(review for case in view.earlier for review in unit.reviews.of(case.id))]
    return max((each for each in told if each.entity_id == entity_id), key=lambda each: each.at, default=None)
