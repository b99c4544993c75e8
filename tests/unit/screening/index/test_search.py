"""A search finds what comparing the query with every name by itself finds, however much of the list it skips."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise, permutations
from math import isnan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kyc.model.screening import Hit, ScreeningQuery
from kyc.screening.flagged import flagged
from kyc.screening.index.candidates import NameIndex
from kyc.screening.index.pairs.initials import initials_bits
from kyc.screening.index.pairs.joins import written_together
from kyc.screening.index.spelling.keys import listed_keys, query_keys
from kyc.screening.index.spelling.likeness import Spellings
from kyc.screening.index.spelling.net import found_by, listed_grams, looked_for, may_be_near, query_grams
from kyc.screening.language.initials import as_initials, initialled
from kyc.screening.language.names import Name, read_name
from kyc.screening.language.numbers import is_number
from kyc.screening.language.sounds import sound
from kyc.screening.scoring.alignment import (
    BITS_INITIAL,
    BITS_JOINED,
    NUMBERS_WEIGH,
    UNMATCHED_LISTED,
    UNMATCHED_QUERY,
    Join,
    best_pairing,
    contradicted,
    unmatched,
)
from kyc.screening.scoring.weights import word_bits
from kyc.screening.screener import ListScreener
from watchlists.dates import DateSpan, PartialDate
from watchlists.model import ListedDocument, ListedEntity, ListedName, NameKind, Schema

Word = tuple[str, ...]

WORDS = re.findall(
    r"\S+",
    "suradji soeradji suraji wiryakusumah wirya kusumah wiryakusuma kusuma muhammad mohamad mohammed m s a ali siti "
    "aminah aminat zhiganshin zhiganshina zighanshin жиганшин محمد abdurrahman rahman abdul tan ten noorzehi noor zehi "
    "5uradj1 1961 1962 tenggara amt smk",
)
FIRST = np.zeros(1, dtype=np.int32)
names = st.lists(st.sampled_from(WORDS), min_size=1, max_size=7).map(" ".join)
lists = st.lists(names, min_size=1, max_size=12)


def bits_of(word: Word, *, person: bool) -> float:
    return min(word_bits(spelling, person=person) for spelling in word)


def cost(asked: str, listed: str) -> float:
    """What two spellings lose to their difference; infinite where nothing would bring them together."""
    (_, letters, length), (_, held, held_length) = looked_for(asked), found_by(listed)
    sharing = bool(query_grams(asked) & listed_grams(listed))
    netted = sharing and bool(
        may_be_near(
            np.array([held], dtype=np.uint64),
            np.array([letters], dtype=np.uint64),
            np.array([held_length], dtype=np.int16),
            np.array([length], dtype=np.int16),
        )[0]
    )
    if not query_keys(asked) & listed_keys(listed) and not netted:
        return float("inf")
    return float(Spellings([listed]).distances([asked], FIRST, FIRST)[0])


def matched(asked: Word, listed: Word, *, person: bool) -> float:
    """Bits of the best match of two words, by their best spellings; nothing where there is none."""
    most = [
        min(word_bits(one, person=person), word_bits(other, person=person)) - cost(one, other)
        for one in asked
        for other in listed
    ]
    if len(asked[0]) > 1 and asked[0][0] in listed:
        most.append(BITS_INITIAL)
    return max(most)


def gain(asked: Word, listed: Word, *, person: bool) -> float:
    penalty, weight = weighed(asked, UNMATCHED_QUERY, person), weighed(listed, UNMATCHED_LISTED, person)
    match = matched(asked, listed, person=person)
    if match > -penalty:
        return match + penalty + weight
    initial = len(asked[0]) == 1 and asked[0].isalpha()
    return BITS_INITIAL + penalty + weight if initial and any(each[0] == asked[0] for each in listed) else 0.0


def weighed(word: Word, weights: tuple[float, float], person: bool) -> float:
    """What a word speaks against a name without it; of several spellings the least counts."""
    times = NUMBERS_WEIGH if not person and is_number(word[0]) else 1.0
    return times * float(unmatched(np.array(bits_of(word, person=person), dtype=np.float32), weights))


def joins(asked: Name, listed: Name, *, person: bool) -> Iterator[Join]:
    """Where two words of one side, written together, sound like one of the other."""
    told = [bits_of(word, person=person) for word in asked.words]
    penalties = [weighed(word, UNMATCHED_QUERY, person) for word in asked.words]
    weights = [weighed(word, UNMATCHED_LISTED, person) for word in listed.words]
    pairs = {heard: (one, other) for heard, one, other in written_together([word[0] for word in asked.words])}
    for heard, pair in pairs.items():
        for at, word in enumerate(listed.words):
            for spelling in word:
                if sound(spelling) == heard:
                    least = min(sum(told[each] for each in pair), word_bits(spelling, person=person))
                    yield Join(pair, (at,), least - BITS_JOINED + sum(penalties[each] for each in pair) + weights[at])
    for at, word in enumerate(asked.words):
        for one, other in permutations(range(len(listed.words)), 2):
            together = [
                heard for heard, *both in written_together([each[0] for each in listed.words]) if both == [one, other]
            ]
            if len(word[0]) >= 4 and together and together[0] in map(sound, word):
                theirs = sum(word_bits(listed.words[each][0], person=person) for each in (one, other))
                gained = min(told[at], theirs) - BITS_JOINED + penalties[at] + weights[one] + weights[other]
                yield Join((at,), (one, other), gained)
    yield from () if person else by_initials(asked, listed, told, penalties, weights)


def by_initials(
    asked: Name, listed: Name, told: list[float], penalties: list[float], weights: list[float]
) -> Iterator[Join]:
    """Where one word is the initials of the other side's words."""
    for at in as_initials(asked.words):
        word = asked.words[at][0]
        if word in listed.initials:
            positions = next(each for each in initialled(listed.words) if len(each) == len(word))
            least = min(told[at], initials_bits(word))
            yield Join((at,), positions, least + penalties[at] + sum(weights[each] for each in positions))
    for at in as_initials(listed.words):
        word = listed.words[at][0]
        if word in asked.initials:
            positions = next(each for each in initialled(asked.words) if len(each) == len(word))
            least = min(word_bits(word, person=False), initials_bits(word))
            yield Join(positions, (at,), least + sum(penalties[each] for each in positions) + weights[at])


def plainly(asked: Name, listed: Name, *, person: bool) -> float:
    """Bits of a name beside another, by the definition alone; not a number where two listed words fit one alike."""
    gains = [[gain(one, other, person=person) for other in listed.words] for one in asked.words]
    if any(max(line) > 0 and line.count(max(line)) > 1 for line in gains):
        return float("nan")
    penalties = [weighed(word, UNMATCHED_QUERY, person) for word in asked.words]
    weights = [weighed(word, UNMATCHED_LISTED, person) for word in listed.words]
    best = best_pairing(gains, penalties, weights, list(joins(asked, listed, person=person)))
    bits, left, left_listed = (
        np.array([each], dtype=np.float64)
        for each in (
            best.gain - sum(penalties) - sum(weights),
            sum(penalties) - best.query,
            sum(weights) - best.listed,
        )
    )
    return float(contradicted(bits, left, left_listed)[0])


def shares(asked: Name, listed: Name, *, person: bool) -> bool:
    """Whether anything but the query's initials brings two names together: by those alone nobody is found."""
    words = (
        matched(one, other, person=person) > -weighed(one, UNMATCHED_QUERY, person)
        for one in asked.words
        for other in listed.words
    )
    return any(words) or any(joins(asked, listed, person=person))


@settings(max_examples=300, deadline=None)
@given(names, lists, st.booleans(), st.sampled_from([-1.0, 0.0, 6.0]))
def test_a_search_finds_what_the_definition_says(asked: str, listed: list[str], person: bool, floor: float) -> None:
    query, rows = read_name(asked, person=person), [read_name(text, person=person) for text in listed]
    found, bits = NameIndex(rows).search(query, person=person, floor=floor)
    expected = [plainly(query, row, person=person) if shares(query, row, person=person) else -np.inf for row in rows]
    sure = {at for at, each in enumerate(expected) if abs(each - floor) > 1e-3}
    assert sure & set(found.tolist()) == {at for at in sure if expected[at] > floor}
    for at, each in zip(found.tolist(), bits.tolist(), strict=True):
        assert isnan(expected[at]) or each == pytest.approx(expected[at], abs=1e-3)


@given(names, lists, st.sampled_from([-1.0, 0.0, 6.0]))
def test_what_is_skipped_changes_no_bits(asked: str, listed: list[str], floor: float) -> None:
    query, rows = read_name(asked, person=True), [read_name(text, person=True) for text in listed]
    index = NameIndex(rows)
    everything = index.search(query, person=True, floor=-np.inf)[1]
    everything[[not shares(query, row, person=True) for row in rows]] = -np.inf
    found, bits = index.search(query, person=True, floor=floor)
    assert found.tolist() == np.flatnonzero(everything >= floor).tolist()
    assert bits.tolist() == everything[found].tolist()


@given(names, lists)
def test_bounds_are_never_below_the_bits(asked: str, listed: list[str]) -> None:
    rows = [read_name(text, person=True) for text in listed]
    found = NameIndex(rows).prospects(read_name(asked, person=True), person=True, floor=-1.0)
    bits = found.exact(np.arange(len(found.rows)))
    assert (bits <= found.bounds + 1e-3).all()
    assert (bits == found.bounds)[~found.unsure].all()
    assert all(one < other for one, other in pairwise(found.rows.tolist()))


dates = st.builds(PartialDate, st.integers(1958, 1963)) | st.just(PartialDate(1961, 3, 7))
countries = st.lists(st.sampled_from(["IDN", "AFG"]), max_size=1).map(tuple)
genders = st.sampled_from([None, "male", "female"])
numbers = st.sampled_from([(), (), ("A1234567",), ("A1234568",)])
queries = st.builds(
    ScreeningQuery,
    names,
    schema=st.sampled_from([Schema.PERSON, Schema.PERSON, Schema.LEGAL_ENTITY, Schema.COMPANY]),
    birth_date=st.none() | dates,
    countries=countries,
    gender=genders,
    id_numbers=numbers,
)
listed_names = st.builds(ListedName, names, kind=st.sampled_from([NameKind.PRIMARY, NameKind.WEAK_ALIAS]))
entities = st.lists(
    st.builds(
        ListedEntity,
        id=st.just(""),
        source=st.just("local"),
        schema=st.sampled_from([Schema.PERSON, Schema.PERSON, Schema.PERSON, Schema.COMPANY]),
        names=st.lists(listed_names, min_size=1, max_size=4).map(tuple),
        birth_dates=st.lists(dates.map(DateSpan), max_size=1).map(tuple),
        nationalities=countries,
        gender=genders,
        documents=numbers.map(lambda own: tuple(ListedDocument("passport", each) for each in own)),
    ),
    min_size=1,
    max_size=60,
).map(lambda found: [replace(each, id=f"local-{at:02}") for at, each in enumerate(found)])


def told(hits: tuple[Hit, ...]) -> list[tuple[str, float, str | None]]:
    return [(hit.entity_id, hit.bits, hit.name) for hit in hits]


@settings(max_examples=200, deadline=None)
@given(queries, entities, st.integers(1, 5))
def test_the_best_few_are_the_first_of_all(query: ScreeningQuery, listed: list[ListedEntity], limit: int) -> None:
    everything = ListScreener(listed, (), limit=1000)
    few = ListScreener.over(everything.listing, (), limit=limit)
    assert told(few.screen(query).hits) == told(everything.screen(query).hits[:limit])


@settings(max_examples=100, deadline=None)
@given(queries, entities)
def test_every_flagged_hit_has_the_bits_of_its_pair(query: ScreeningQuery, listed: list[ListedEntity]) -> None:
    screener = ListScreener(listed, (), limit=2)
    by_id = {each.id: each for each in listed}
    found = flagged(screener, query)
    assert [hit.bits for hit in found] == [screener.compare(query, by_id[hit.entity_id]).bits for hit in found]
    alone = (entity for entity in listed if ListScreener([entity], ()).screen(query).flagged)
    assert {hit.entity_id for hit in found} == {entity.id for entity in alone}


def test_a_better_name_that_does_not_speak_does_not_hide_its_bearer() -> None:
    """Somebody is shown for a weak alias, and ranked by a surer name that alone would not be shown."""
    aliases = [("Ghulam Zighanshin",), ("Zighanshin Wirya", "Noorzehi Tenggara")]
    kinds = (NameKind.WEAK_ALIAS, NameKind.PRIMARY)
    listed = [
        ListedEntity(
            f"local-{at}",
            "local",
            Schema.PERSON,
            tuple(ListedName(text, kind) for text, kind in zip(own, kinds, strict=False)),
            birth_dates=(DateSpan(PartialDate(1990)),),
        )
        for at, own in enumerate(aliases)
    ]
    query = ScreeningQuery("Tenggara Zighanshin", birth_date=PartialDate(1961, 3, 7))
    best = ListScreener(listed, (), limit=1).screen(query).hits
    assert [(hit.entity_id, hit.name) for hit in best] == [("local-1", "Noorzehi Tenggara")]
