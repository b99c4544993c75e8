"""Pairs out of the lists: a hard fact says who is one, the pair hides it; near misses are two for their publisher."""

from __future__ import annotations

import pytest

from bench.screening.listed_pairs import ALL_NAMES, IN_CONTEXT, ONE_NAME, Listed, identities, listed_pairs
from bench.screening.material import half_of
from bench.screening.pairs import Pair
from watchlists.dates import DateSpan, PartialDate
from watchlists.model import ListedDocument, ListedEntity, ListedName, NameKind, Schema

OLD, NEW, OTHER = ("made_up", "2018"), ("made_up", "2023"), ("another", "2026")


def listed(edition: tuple[str, str], id_: str, *names: str, number: str = "", born: int = 1960) -> Listed:
    kinds = (NameKind.PRIMARY, *(NameKind.ALIAS for _ in names[1:]))
    entity = ListedEntity(
        id=id_,
        source=edition[0],
        schema=Schema.PERSON,
        names=tuple(ListedName(name, kind) for name, kind in zip(names, kinds, strict=True)),
        birth_dates=(DateSpan(PartialDate(born, 3, 7)),),
        nationalities=("IDN",),
        documents=(ListedDocument("passport", number),) if number else (),
    )
    return Listed(edition, entity)


LISTED = [
    listed(OLD, "made-1", "Kencana Wibawa", "Kencana Wibowo", number="A1234567"),
    listed(NEW, "made-1", "Kencana Wibawa"),
    listed(OTHER, "other-9", "Kentjana Wibawa", number="A-123 4567"),
    listed(OLD, "made-2", "Kencana Wibisana", born=1980),
    listed(NEW, "made-2", "Kencana Wibisana", born=1980),
    listed(OTHER, "other-8", "Melati Abadi", number="12345"),
]


def made() -> list[Pair]:
    return [pair for half in ("dev", "unseen") for pair in listed_pairs(LISTED, half, 10)]


def test_who_shares_an_id_in_two_years_or_a_number_in_two_lists_is_one() -> None:
    groups = {frozenset(each.entity.id for each in group) for group in identities(LISTED)}
    assert groups == {frozenset({"made-1", "other-9"}), frozenset({"made-2"}), frozenset({"other-8"})}


def test_two_of_one_list_with_one_number_are_left_out_as_unsure() -> None:
    brother = listed(OLD, "made-3", "Abadi Wibawa", number="A1234567")
    assert all(len(group) < 3 for group in identities([*LISTED, brother]))


def test_every_pair_is_asked_in_three_ways_and_hides_what_it_knows() -> None:
    pairs = made()
    ways = [pair.category.partition(":")[0] for pair in pairs]
    assert ways == [ONE_NAME, ALL_NAMES, IN_CONTEXT] * (len(pairs) // 3)
    assert not any(pair.entity.documents or pair.query.id_numbers for pair in pairs)
    assert all(len(pair.entity.names) == 1 and not pair.query.birth_date for pair in pairs[::3])
    assert all(pair.query.birth_date and pair.entity.nationalities for pair in pairs[2::3])


def test_a_true_pair_has_a_name_that_the_other_lacks() -> None:
    true = [pair for pair in made() if pair.label]
    assert true
    for pair in true:
        assert pair.query.name not in {name.text for name in pair.entity.names}


def test_a_near_miss_is_somebody_else_of_the_same_list() -> None:
    missed = [pair for pair in made() if not pair.label]
    assert missed
    assert all({pair.query.name.split()[0], pair.entity.names[0].text.split()[0]} == {"Kencana"} for pair in missed)
    assert {pair.entity.id for pair in missed} <= {"made-1", "made-2"}


@pytest.mark.parametrize("half", ["dev", "unseen"])
def test_an_identity_is_in_one_half(half: str) -> None:
    asked = {pair.query.name for pair in listed_pairs(LISTED, half, 10) if pair.label}
    own = {name.text for each in LISTED if half_of("made-1") == half for name in each.entity.names}
    assert asked <= own | {"Kencana Wibisana"}
