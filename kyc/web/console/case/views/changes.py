"""What has changed about a listed entity since somebody last judged the hit on it."""

from __future__ import annotations

from dataclasses import dataclass

from kyc.model.case import HitReview
from kyc.screening.exceptions import entity_fingerprint
from kyc.texts.marking import N_
from kyc.web.console.case.views.saying import Saying, say
from kyc.web.console.case.views.writing import cut
from watchlists.delta import Change
from watchlists.model import ListedEntity

_COMPARED = {"names", "schema", "birth_dates", "birth_places", "nationalities", "countries", "gender", "documents"}
_LABELS = {
    "names": N_("Names"),
    "schema": N_("Kind"),
    "birth_dates": N_("Birth dates"),
    "birth_places": N_("Birth places"),
    "nationalities": N_("Nationalities"),
    "countries": N_("Countries"),
    "gender": N_("Sex"),
    "documents": N_("Numbers"),
    "addresses": N_("Addresses"),
    "programmes": N_("Programmes"),
    "positions": N_("Positions"),
    "topics": N_("Topics"),
    "remarks": N_("Remarks"),
    "listed_on": N_("Listed on"),
    "url": N_("Address of the entry"),
}


@dataclass(frozen=True, slots=True, repr=False)
class FieldChange:
    """One field that differs: values that came and that went. `counts` where screening compares it."""

    label: Saying
    gone: tuple[str, ...]
    come: tuple[str, ...]
    counts: bool

    def __repr__(self) -> str:
        return f"FieldChange(counts={self.counts})"


@dataclass(frozen=True, slots=True, repr=False)
class SinceReview:
    """The last judgement of a hit, and what became of the entity since.

    `before_known` is False when the list's version of that time is no longer kept: then `changes` is empty and
    `is_changed` still tells whether what is compared differs.
    """

    review: HitReview
    is_changed: bool
    applicant_changed: bool
    before_known: bool
    changes: tuple[FieldChange, ...]

    def __repr__(self) -> str:
        return f"SinceReview(changed={self.is_changed})"

    @property
    def still_holds(self) -> bool:
        """Whether the judgement speaks of both sides as they now stand."""
        return not self.is_changed and not self.applicant_changed


def since_review(
    review: HitReview | None, before: ListedEntity | None, after: ListedEntity | None, applicant_fingerprint: str | None
) -> SinceReview | None:
    """Tell what changed since a review; None when there was none.

    `before` is the entity as it stood then, None where that is no longer known; `after` None when it left its list.
    """
    if review is None:
        return None
    is_changed = after is None or entity_fingerprint(after) != review.entity_fingerprint
    applicant_changed = applicant_fingerprint is not None and applicant_fingerprint != review.applicant_fingerprint
    changes = field_changes(before, after) if before and after else ()
    return SinceReview(review, is_changed, applicant_changed, before is not None, changes)


def field_changes(before: ListedEntity, after: ListedEntity) -> tuple[FieldChange, ...]:
    """The fields that differ between two versions of an entity, those that screening compares first."""
    names = sorted((name for name in Change(before, after).fields if name in _LABELS), key=lambda n: n not in _COMPARED)
    return tuple(_change(name, _values(before, name), _values(after, name)) for name in names)


def _change(name: str, old: tuple[str, ...], new: tuple[str, ...]) -> FieldChange:
    gone = tuple(cut(text)[0] for text in old if text not in new)
    come = tuple(cut(text)[0] for text in new if text not in old)
    return FieldChange(say(_LABELS[name]), gone, come, name in _COMPARED)


def _values(entity: ListedEntity, name: str) -> tuple[str, ...]:
    value = getattr(entity, name)
    if name == "names":
        return tuple(each.text for each in value)
    if name == "documents":
        return tuple(f"{each.kind}: {each.number}" for each in value)
    if isinstance(value, tuple):
        return tuple(map(str, value))
    return (str(value),) if value else ()
