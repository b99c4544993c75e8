"""A made book: customers with names of many countries, mostly Indonesian, whose vocabulary grows with their number."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from bench.screening.people import pools
from kyc.model.screening import ScreeningQuery
from watchlists.dates import PartialDate

_HOME = "IDN"
_AT_HOME = 0.6  # share of customers with an Indonesian name
_ODD_WORDS = 0.04  # share of words that are spelt as nobody else spells them
_UNDATED = 0.03
_TWO_NAMES = 0.02  # customers whose card and declaration name two people
_LETTERS = "abdeghiklmnoprstuwy"


def customers(first: int, count: int, *, seed: int = 7) -> Iterator[tuple[ScreeningQuery, ...]]:
    """Make the questions of customers number `first` and on; each number gives the same customer every time."""
    for number in range(first, first + count):
        rng = Random(f"{seed}-{number}")
        one = _query(rng)
        yield (one, _query(rng)) if rng.random() < _TWO_NAMES else (one,)


def _query(rng: Random) -> ScreeningQuery:
    country = _HOME if rng.random() < _AT_HOME else rng.choice(sorted(pools()))
    born = None if rng.random() < _UNDATED else _birth_date(rng)
    number = "".join(str(rng.randrange(10)) for _ in range(16))
    return ScreeningQuery(
        _name(country, rng),
        birth_date=born,
        countries=(country,) if rng.random() < 0.95 else (),
        gender=rng.choice(("male", "female", None)),
        id_numbers=(number,),
    )


def _name(country: str, rng: Random) -> str:
    pool = pools()[country]
    words = [rng.choice(pool["given"]), rng.choice(pool["family"] or pool["given"])]
    if rng.random() < 0.5:
        words.insert(1, rng.choice(pool["given"]))
    return " ".join(_odd(word, rng) if rng.random() < _ODD_WORDS else word for word in words)


def _odd(word: str, rng: Random) -> str:
    at = rng.randrange(len(word) + 1)
    return word[:at] + rng.choice(_LETTERS) + rng.choice(_LETTERS) + word[at:]


def _birth_date(rng: Random) -> PartialDate:
    return PartialDate(rng.randint(1945, 2006), rng.randint(1, 12), rng.randint(1, 28))
