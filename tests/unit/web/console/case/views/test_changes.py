"""What changed about an entity since the last judgement."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kyc.model.case import HitReview
from kyc.model.screening import HitStatus
from kyc.screening.exceptions import entity_fingerprint
from kyc.texts.translator import translator
from kyc.web.console.case.views.changes import field_changes, since_review
from tests.databases import NOON
from watchlists.dates import DateSpan, PartialDate
from watchlists.model import ListedDocument, ListedEntity, ListedName, Schema

THEN = ListedEntity(
    "un-1", "un_sc", Schema.PERSON, (ListedName("BUDI"),), (DateSpan(PartialDate(1960)),), remarks="first"
)


def review(of: ListedEntity = THEN, applicant: str = "me") -> HitReview:
    return HitReview(
        "case", of.id, HitStatus.FALSE_POSITIVE, "name_only", "usr", NOON, applicant, entity_fingerprint(of)
    )


@pytest.mark.parametrize(
    ("change", "label", "gone", "come", "counts"),
    [
        ({"names": (ListedName("BUDI"), ListedName("BUDIMAN"))}, "Names", (), ("BUDIMAN",), True),
        ({"birth_dates": (DateSpan(PartialDate(1961)),)}, "Birth dates", ("1960",), ("1961",), True),
        ({"documents": (ListedDocument("passport", "A1"),)}, "Numbers", (), ("passport: A1",), True),
        ({"gender": "male"}, "Sex", (), ("male",), True),
        ({"remarks": "second"}, "Remarks", ("first",), ("second",), False),
        ({"programmes": ("SDGT",)}, "Programmes", (), ("SDGT",), False),
    ],
)
def test_a_change_names_what_went_and_what_came(
    change: dict[str, Any], label: str, gone: tuple[str, ...], come: tuple[str, ...], counts: bool
) -> None:
    (found,) = field_changes(THEN, replace(THEN, **change))
    assert (found.label.spoken(translator("en")), found.gone, found.come, found.counts) == (label, gone, come, counts)


def test_what_screening_compares_stands_first() -> None:
    changed = replace(THEN, remarks="second", gender="male", programmes=("X",))
    assert [change.counts for change in field_changes(THEN, changed)] == [True, False, False]


def test_a_judgement_on_the_same_two_sides_holds() -> None:
    since = since_review(review(), THEN, replace(THEN, remarks="second"), "me")
    assert since is not None
    assert since.still_holds


@pytest.mark.parametrize(
    ("after", "applicant"),
    [
        (replace(THEN, gender="female"), "me"),  # the entity is another
        (None, "me"),  # it left its list
        (THEN, "somebody else"),  # the applicant is another
    ],
)
def test_a_judgement_on_another_state_does_not_hold(after: ListedEntity | None, applicant: str) -> None:
    since = since_review(review(), THEN, after, applicant)
    assert since is not None
    assert not since.still_holds


def test_a_version_that_is_no_longer_kept_still_tells_that_something_changed() -> None:
    since = since_review(review(), None, replace(THEN, gender="male"), "me")
    assert since is not None
    assert (since.is_changed, since.before_known, since.changes) == (True, False, ())


def test_without_a_judgement_there_is_nothing_to_compare() -> None:
    assert since_review(None, THEN, THEN, "me") is None
