"""Entities as lines, their digests, and what changes between two versions."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from watchlists.dates import DateSpan, PartialDate
from watchlists.delta import compare
from watchlists.errors import ListError
from watchlists.fingerprint import fingerprint
from watchlists.merge import merge, merge_all
from watchlists.model import ListedDocument, ListedEntity, ListedName, NameKind, Schema
from watchlists.records import content_hash, decode, encode, list_hash

SLOWLY = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TEXT = st.text(min_size=1, max_size=12)
SOME = st.lists(TEXT, max_size=3).map(tuple)
MAYBE = st.none() | TEXT
YEARS = st.builds(PartialDate, st.integers(1900, 2020), st.integers(1, 12), st.integers(1, 28)) | st.builds(
    PartialDate, st.integers(1900, 2020), st.none() | st.integers(1, 12)
)
ENTITIES = st.builds(
    ListedEntity,
    id=TEXT,
    source=st.just("local"),
    schema=st.sampled_from(Schema),
    names=st.lists(st.builds(ListedName, TEXT, st.sampled_from(NameKind), MAYBE, MAYBE, MAYBE, MAYBE), min_size=1).map(
        tuple
    ),
    birth_dates=st.lists(st.builds(DateSpan, YEARS, st.none() | YEARS, st.booleans()), max_size=3).map(tuple),
    birth_places=SOME,
    nationalities=SOME,
    countries=SOME,
    gender=st.sampled_from([None, "male", "female"]),
    documents=st.lists(st.builds(ListedDocument, TEXT, TEXT, MAYBE, MAYBE), max_size=2).map(tuple),
    addresses=SOME,
    programmes=SOME,
    positions=SOME,
    topics=SOME,
    remarks=MAYBE,
    listed_on=MAYBE,
    url=MAYBE,
)
ANI = ListedEntity(
    "local-1", "local", Schema.PERSON, (ListedName("Ani Contoh"), ListedName("A. Contoh", NameKind.ALIAS))
)


@SLOWLY
@given(ENTITIES)
def test_reading_back_what_was_written_gives_the_same_entity(entity: ListedEntity) -> None:
    line = encode(entity)
    assert "\n" not in line
    assert decode(line) == entity
    assert encode(decode(line)) == line


@pytest.mark.parametrize(
    "line", ["", "{", "[]", "{}", '{"id":1}', '{"id":"a","source":"b","schema":"Ghost","names":[["x"]]}']
)
def test_a_damaged_line_is_a_list_error(line: str) -> None:
    with pytest.raises(ListError) as caught:
        decode(line)
    assert caught.value.code == "LIST.DAMAGED"


@SLOWLY
@given(st.lists(ENTITIES, max_size=4), st.randoms())
def test_the_digest_of_a_list_does_not_depend_on_its_order(entities: list[ListedEntity], random: object) -> None:
    shuffled = list(entities)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert list_hash(map(content_hash, entities)) == list_hash(map(content_hash, shuffled))


@SLOWLY
@given(ENTITIES)
def test_the_order_of_names_changes_the_content_but_not_what_is_screened(entity: ListedEntity) -> None:
    turned = replace(entity, names=entity.names[::-1], documents=entity.documents[::-1])
    assert fingerprint(turned) == fingerprint(entity)


@pytest.mark.parametrize("field", ["remarks", "listed_on", "url"])
def test_rewording_a_remark_leaves_the_fingerprint(field: str) -> None:
    changed = replace(ANI, **{field: "other"})  # type: ignore[arg-type]
    assert fingerprint(changed) == fingerprint(ANI)
    assert content_hash(changed) != content_hash(ANI)


@pytest.mark.parametrize(
    "change",
    [
        {"names": (ListedName("Ani Contoh"),)},
        {"names": (ListedName("Ani Contoh"), ListedName("A. Contoh", NameKind.WEAK_ALIAS))},
        {"birth_dates": (DateSpan(PartialDate(1975)),)},
        {"birth_places": ("Solo",)},
        {"nationalities": ("IDN",)},
        {"countries": ("IDN",)},
        {"gender": "female"},
        {"documents": (ListedDocument("passport", "X1"),)},
        {"topics": ("role.pep",)},
        {"schema": Schema.COMPANY},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_screening_compares_changes_the_fingerprint(change: dict[str, object]) -> None:
    assert fingerprint(replace(ANI, **change)) != fingerprint(ANI)  # type: ignore[arg-type]


def test_a_delta_tells_a_reworded_remark_from_a_new_alias() -> None:
    budi, citra = (replace(ANI, id=f"local-{number}") for number in (2, 3))
    before = [ANI, budi, citra]
    reworded, renamed = replace(ANI, remarks="new"), replace(budi, names=(*budi.names, ListedName("B", NameKind.ALIAS)))
    delta = compare(before, [renamed, reworded, replace(ANI, id="local-4")])
    assert [entity.id for entity in delta.added] == ["local-4"]
    assert [entity.id for entity in delta.removed] == ["local-3"]
    assert [(change.id, change.fields, change.concerns_screening) for change in delta.changed] == [
        ("local-1", ("remarks",), False),
        ("local-2", ("names",), True),
    ]
    assert [entity.id for entity in delta.to_screen] == ["local-4", "local-2"]


@SLOWLY
@given(st.lists(ENTITIES, max_size=5, unique_by=lambda entity: entity.id))
def test_a_version_does_not_differ_from_itself(entities: list[ListedEntity]) -> None:
    assert not compare(entities, entities[::-1])


@SLOWLY
@given(ENTITIES, ENTITIES)
def test_merging_loses_no_name(first: ListedEntity, second: ListedEntity) -> None:
    assert set(merge(first, second).names) == {*first.names, *second.names}


def test_entities_of_one_id_become_one() -> None:
    other = replace(ANI, names=(ListedName("Ani C."),), gender="female")
    (merged,) = merge_all([ANI, other])
    assert [name.text for name in merged.names] == ["Ani Contoh", "A. Contoh", "Ani C."]
    assert merged.gender == "female"


def test_a_line_is_plain_json_with_only_what_is_known() -> None:
    assert json.loads(encode(ANI)) == {
        "id": "local-1",
        "source": "local",
        "schema": "Person",
        "names": [["Ani Contoh", "primary"], ["A. Contoh", "alias"]],
    }
