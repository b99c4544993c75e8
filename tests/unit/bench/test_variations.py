import unicodedata
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.screening.disguise import DISGUISES, INVISIBLE, lookalikes, zero_width
from bench.screening.material import words_of
from bench.screening.variations import (
    OF_COMPANIES,
    OF_PEOPLE,
    company_type,
    dropped,
    initials,
    joined,
    misread,
    reordered,
    split,
    titled,
    typo,
)

WORD = st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=12).map(str.title)
NAMES = st.lists(WORD, min_size=1, max_size=5).map(" ".join)
SEEDS = st.integers(0, 10_000)
VARIATIONS = {**OF_PEOPLE, **OF_COMPANIES}


@pytest.mark.parametrize("kind", VARIATIONS)
@given(name=NAMES, seed=SEEDS)
def test_a_variation_is_a_name_and_the_same_again(kind: str, name: str, seed: int) -> None:
    changed = VARIATIONS[kind](name, Random(seed))
    assert changed is None or changed.strip()
    assert changed == VARIATIONS[kind](name, Random(seed))


@given(name=NAMES, seed=SEEDS)
def test_reordering_keeps_the_words(name: str, seed: int) -> None:
    changed = reordered(name, Random(seed))
    assert changed is None or words_of(changed) == words_of(name)


@given(name=NAMES, seed=SEEDS)
def test_joining_and_splitting_keep_the_letters(name: str, seed: int) -> None:
    for variation in (joined, split):
        changed = variation(name, Random(seed))
        assert changed is None or changed.replace(" ", "").replace("-", "") == name.replace(" ", "")


@given(name=NAMES, seed=SEEDS)
def test_dropping_takes_one_word_of_three_or_more(name: str, seed: int) -> None:
    changed = dropped(name, Random(seed))
    count = len(name.split())
    assert changed is None if count < 3 else changed is not None and len(changed.split()) == count - 1


@given(name=NAMES, seed=SEEDS)
def test_initials_leave_the_last_word_alone(name: str, seed: int) -> None:
    changed = initials(name, Random(seed))
    assert changed is None or changed.split()[-1] == name.split()[-1]


@given(name=NAMES, seed=SEEDS)
def test_titles_leave_the_name_whole(name: str, seed: int) -> None:
    assert name in str(titled(name, Random(seed)))


def test_a_typo_changes_little() -> None:
    changed = typo("Suryadi Wirakusuma", Random(1))
    assert changed
    assert changed != "Suryadi Wirakusuma"
    assert abs(len(changed) - len("Suryadi Wirakusuma")) <= 2


def test_a_misread_name_has_letters_a_card_reader_confuses() -> None:
    seen = {misread("Orban", Random(seed)) for seed in range(50)}
    assert {"0RBAN", "OR8AN"} <= seen


def test_a_company_keeps_its_name_without_its_form() -> None:
    changed = {company_type("Sinar Jaya Ltd", Random(seed)) for seed in range(50)}
    assert "Sinar Jaya" in changed
    assert all(str(text).startswith("Sinar Jaya") for text in changed)


@given(name=NAMES, seed=SEEDS)
def test_invisible_characters_are_all_that_is_added(name: str, seed: int) -> None:
    disguised = zero_width(name, Random(seed))
    assert disguised != name
    assert "".join(letter for letter in disguised if letter not in INVISIBLE) == name


@given(name=NAMES, seed=SEEDS)
def test_lookalikes_keep_the_length_and_are_letters(name: str, seed: int) -> None:
    disguised = lookalikes(name, Random(seed))
    assert len(disguised) == len(name)
    assert all(
        unicodedata.category(new)[0] in "LN" for new, old in zip(disguised, name, strict=True) if new != old
    )  # Roman numerals are numbers to Unicode


def test_there_are_two_disguises() -> None:
    assert set(DISGUISES) == {"zero-width", "lookalikes"}
