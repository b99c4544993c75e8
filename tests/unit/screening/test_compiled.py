"""What is compiled finds the same as numpy does, to the bit."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from pathlib import Path
from string import ascii_lowercase

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kyc.screening import compiled
from kyc.screening.index.candidates import NameIndex
from kyc.screening.index.pairs.joins import JoinedWords, JoinTable
from kyc.screening.index.pairs.pairing import CompiledPairing, PlainPairing
from kyc.screening.index.rows.placing import PlacedWords
from kyc.screening.index.rows.querywords import QueryWord, QueryWords
from kyc.screening.index.rows.reaching import Anywhere, CompiledReaching, Needed, PlainReaching
from kyc.screening.index.rows.rows import NameRows
from kyc.screening.index.spelling import nearby
from kyc.screening.index.spelling.keys import hashed, listed_keys
from kyc.screening.index.spelling.nearby import CompiledNearness, PlainNearness
from kyc.screening.language.names import Name, read_name
from kyc.screening.scoring import assignment

ROOT = Path(__file__).parents[3]
SOURCES = sorted(path.stem for path in Path(compiled.__path__[0]).glob("*.pyx"))

pytestmark = pytest.mark.skipif(not compiled.is_built(), reason="there was no compiler")

LISTED = (
    "Muhammad Muhamad Suradji", "Mohamed Ahmed", "M. Suradji", "Yusuf Youssef Yousuf Ibrahim", "Ибрагим Юсуф",
    "ABC Trading 2 Limited", "Fund 2", "Fund 3", "Budi", "محمد يوسف", "Wirya Kusumah", "Wiryakusumah Kencanasari",
    "Pakkasara Bakkasara", "Abdul Rahman Abdurrahman", "Gazprom Neft", "Hussein al Hussein", "S A Ali", "Siti Aminah",
    "Kencanasariwidyaningsihpurnamadewisulistyawati",
)  # fmt: skip
ASKED = (
    *LISTED, "Mohammad Yusof", "Surajdi", "Brhm Mhmmd", "M Y", "Second Fund", "Zzyzx", "Budhi Budi", "Юсуф", "A B C",
    "Gasprom", "Kencanasa", "5uradji Rnuhamad", "Wirya Kencanasari Kusumah", "חוסיין", "Huseyn Hussein Hussain",
    "Budi Budi Muhammad Muhammad",
    "Kencanasariwidyaningsihpurnamadewisulistyawatx",
)  # fmt: skip
asked = st.lists(st.sampled_from(ASKED), min_size=1, max_size=2).map(" ".join)


@cache
def read() -> list[Name]:
    return [read_name(name, person=not name.startswith(("ABC", "Fund", "Gaz"))) for name in LISTED]


@cache
def rows() -> NameRows:
    return NameRows(read())


def arrays(*found: np.ndarray) -> list[tuple[str, list[object]]]:
    return [(each.dtype.str, each.tolist()) for each in found]


letters = st.text(ascii_lowercase, min_size=1, max_size=9)
spellings = st.one_of(
    letters,
    st.sampled_from(["muhammad", "mohamad", "kencanasari", "kencana", "suradji", "soeradji", "gazprom", "gasprom"]),
    letters.map(lambda word: "~" + word),
    letters.map(lambda word: "^" + word),
    st.integers(0, 2000).map(str),
    st.text("ab", min_size=30, max_size=70),
)


def near(words: Sequence[str], asked: str, made: str) -> tuple[object, object]:
    """What a kind of `Nearness` finds near a word, and what matching that gains for people and for others."""
    listed = vocabulary_of(words)
    plain = PlainNearness(listed)
    by = plain if made == "numpy" else CompiledNearness(listed, plain)
    (found,) = by.search([asked])
    matches = [by.matching([[(*found, bits)]], kind, [2.5])[0] for kind in (0, 1) for bits in (3.0, 12.0)]
    return arrays(*found), [(*arrays(*each[:2]), each[2]) for each in matches]


def vocabulary_of(words: Sequence[str]) -> nearby.Listed:
    vocabulary = NameRows([Name(tuple((word,) for word in words))]).vocabulary
    return nearby.Listed(vocabulary._keys, vocabulary._net, vocabulary._sounded, vocabulary.bits)


@given(st.lists(spellings, min_size=1, max_size=12, unique=True), st.data())
@settings(max_examples=400)
def test_the_same_spellings_are_near_at_the_same_cost(words: list[str], data: st.DataObject) -> None:
    changed = st.sampled_from(words).flatmap(lambda word: st.sampled_from([word, word[1:] or word, word + "h"]))
    one = data.draw(st.one_of(spellings, changed))
    assert near(words, one, "c++") == near(words, one, "numpy")


@given(st.lists(spellings, min_size=1, max_size=12, unique=True), st.lists(spellings, max_size=4))
def test_the_same_spellings_stand_under_keys(words: list[str], keys: list[str]) -> None:
    listed = vocabulary_of(words)
    plain = PlainNearness(listed)
    wanted = hashed([*keys, *listed_keys(words[0])])
    assert CompiledNearness(listed, plain).meeting(wanted) == plain.meeting(wanted)


def looked_up(name: str, *, person: bool) -> list[QueryWord]:
    return QueryWords(rows()).of(read_name(name, person=person), person=person)


@given(asked, st.booleans(), st.integers(-40, 60), st.sets(st.integers(0, len(LISTED) - 1)), st.data())
def test_the_same_rows_are_reached(name: str, person: bool, least: int, watched: set[int], data: st.DataObject) -> None:
    words = looked_up(name, person=person)
    if not words:
        return
    several = data.draw(st.integers(0, len(words)))
    left = data.draw(st.lists(st.integers(0, 40), min_size=several, max_size=several))
    allowed = data.draw(st.none() | st.lists(st.booleans(), min_size=len(LISTED), max_size=len(LISTED)).map(np.array))
    initials = data.draw(
        st.lists(st.tuples(st.sampled_from([1 << at for at in range(32)]), st.integers(0, 30)), max_size=3)
    )
    anywhere = Anywhere(
        [letter for letter, _ in initials], [gain for _, gain in initials], data.draw(st.integers(0, 30))
    )
    needed = Needed(words[:several], least, left, anywhere)
    answers = [
        by.rows(needed, words[several:], np.array(sorted(watched), dtype=np.int32), allowed)
        for by in (PlainReaching(rows()), CompiledReaching(rows()))
        for _ in range(2)  # the second time at a desk that was used
    ]
    # A row whose words weigh more than is held of them may be found by one alone: pairing rules it out.
    assert len({(*sorted(set(found.tolist())), "sums", *sums.tolist()) for found, sums in answers}) == 1


def test_more_words_than_a_name_has_are_refused() -> None:
    words = looked_up("Muhammad", person=True) * 32
    with pytest.raises(ValueError, match="more words"):
        CompiledReaching(rows()).rows(Needed(words, 0, [0] * 32, Anywhere([], [], 0)), [], np.zeros(0, np.int32), None)


@given(asked, st.booleans(), st.sets(st.integers(0, len(LISTED) - 1), min_size=1))
def test_words_are_paired_the_same(name: str, person: bool, some: set[int]) -> None:
    words = looked_up(name, person=person)
    if not words:
        return
    initials = read_name(name, person=person).initials
    joins = JoinedWords(JoinTable(read()), rows()).find(words, person=person, initials=initials)
    found = np.array(sorted(some), dtype=np.int32)
    plain, quick = (by.paired(words, joins, found) for by in (PlainPairing(rows()), CompiledPairing(rows())))
    for field in fields(plain):
        one, other = (getattr(each, field.name) for each in (plain, quick))
        assert (field.name, one.dtype.str, one.tolist()) == (field.name, other.dtype.str, other.tolist())
    places, penalties = np.arange(len(found)), [word.penalty for word in words]
    told = [by(rows()).resolved(plain, penalties, places).tolist() for by in (PlainPairing, CompiledPairing)]
    assert told[0] == told[1]


@given(st.integers(1, 6), st.integers(1, 6), st.data())
def test_the_same_words_are_assigned_even_where_several_ways_gain_alike(
    lines: int, columns: int, data: st.DataObject
) -> None:
    cell = st.sampled_from([0.0, 0.0, 0.5, 1.0, 1.5])
    gains = data.draw(st.lists(st.lists(cell, min_size=columns, max_size=columns), min_size=lines, max_size=lines))
    assert assignment.assigned(gains) == assignment.plainly_assigned(gains)


@given(asked, st.booleans(), st.sampled_from([-np.inf, -8.0, 0.0, 6.0]))
def test_a_search_finds_the_same(name: str, person: bool, floor: float) -> None:
    one, other = (index.search(read_name(name, person=person), person=person, floor=floor) for index in both())
    assert arrays(*one) == arrays(*other)


@cache
def both() -> tuple[NameIndex, NameIndex]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KYC_KERNEL", "numpy")
        plain = NameIndex(read())
        assert isinstance(plain._reaching, PlainReaching)
    quick = NameIndex(read())
    assert isinstance(quick._reaching, CompiledReaching)
    return plain, quick


def test_every_source_is_built_and_may_be_left_out_and_keeps_its_bits() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    built = {each["name"].rpartition(".")[2]: each for each in project["tool"]["setuptools"]["ext-modules"]}
    assert sorted(built) == SOURCES
    assert all(each["optional"] and "-ffp-contract=off" in each["extra-compile-args"] for each in built.values())


def test_nothing_is_held_of_words_that_numpy_would_place() -> None:
    """What was compiled needs no place remembered for each word, which takes memory by the row."""
    _, quick = both()
    quick.prepare(read(), person=True)
    assert not any(isinstance(each, PlacedWords) for each in vars(quick._reaching).values())
