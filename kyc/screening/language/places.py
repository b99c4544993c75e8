"""Reading a place as people write it: the town, what it lies in, and none of what every place is called.

`Kab. Garut, Jawa Barat, Indonesia`, `Garut Regency` and `مدينة القاهرة` name a town each;
a country is evidence of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import zip_longest

from kyc.screening.language.foreign.meanings import meanings_of, parts_of
from kyc.screening.language.normalise import clean
from kyc.screening.language.scripts import CONSONANTS_ONLY, Spellings, readings
from kyc.screening.language.tables import entries, mapping
from watchlists.countries import alpha3

_PLACES = re.compile(r"[;\n]|\bor\b")
_PARTS = re.compile(r"[,،、]")
_IN_BRACKETS = re.compile(r"[()/]")
_SHORTEST = 3  # letters of a word that tells a place


@dataclass(frozen=True, slots=True, repr=False)
class Place:
    """A place's words, each with its spellings: of the town, and of what it lies in.

    What is written as several words is there as one, too.
    """

    town: frozenset[Spellings]
    around: frozenset[Spellings]


@lru_cache(maxsize=16384)
def read_places(text: str) -> tuple[Place, ...]:
    """Read the places of a text, those left out of which no word tells them from others.

    >>> sorted(read_places("Kabupaten Banyuwangi, Jawa Timur, Indonesia")[0].town)
    [('banyuwangi',)]
    >>> read_places("Indonesia")
    ()
    """
    told = (_words_of_parts(place) for place in _PLACES.split(text))
    return tuple(Place(town[0], frozenset().union(*town[1:])) for town in told if town)


def whole_of(text: str) -> Spellings:
    """Read a single place as one word, without what it was or is called as well; empty where nothing tells it.

    >>> whole_of("El Qâhira"), whole_of("Ujung Pandang")[0]
    (('qahira',), 'ujungpandang')
    """
    return _as_one(_kept(text))


def _words_of_parts(place: str) -> list[frozenset[Spellings]]:
    """The words of each part that tells anything, from the smallest on."""
    parts = (part for part in _PARTS.split(place) if not _is_country(part))
    inner = (each for part in parts for each in _IN_BRACKETS.split(part) if not _is_country(each))
    return [words for part in inner if (words := frozenset(_words(part)))]


def _is_country(part: str) -> bool:
    # Al-Owja is no part of Albania, as a code before a hyphen would say.
    return alpha3(part.replace("-", " ")) is not None


def _words(part: str) -> Iterator[Spellings]:
    """The words of a part, and all of them as one with what else that is called."""
    kept = _kept(part)
    telling = [word for word in kept if _common().isdisjoint(word)] or kept
    whole = _as_one(kept)
    if whole:
        yield _with_others(whole)
    if len(kept) > 1:
        yield from (word for word in telling if _length(word[0]) >= _SHORTEST)


def _kept(part: str) -> list[Spellings]:
    """The words of a part but for kinds of places and a country behind them."""
    read = [word for chunk in clean(part).replace(".", " ").split() for each in parts_of(chunk) for word in _read(each)]
    kept = [word for word in read if _length(word[0]) > 1 and _kinds().isdisjoint(word)]
    return kept[:-1] if len(kept) > 1 and alpha3(kept[-1][0]) else kept  # Garut Indonesia


def _read(chunk: str) -> Iterator[Spellings]:
    """One written word in Latin letters; what it means in English where that is known, if that is no country."""
    if means := meanings_of(chunk):
        yield from (word for word in means if not any(map(alpha3, word)))
        return
    spelled = readings(chunk, person=False)
    if len(spelled) > 1 and (whole := _as_one(spelled)):  # the characters of one word
        yield whole
    else:
        yield from spelled


def _as_one(words: Sequence[Spellings]) -> Spellings:
    """Several words written together, an article at the start left out."""
    rest = words[1:] if len(words) > 1 and not _articles().isdisjoint(words[0]) else words
    joined = ("".join(each or word[0] for each, word in zip(row, rest, strict=True)) for row in zip_longest(*rest))
    bare = (CONSONANTS_ONLY * (CONSONANTS_ONLY in each) + each.replace(CONSONANTS_ONLY, "") for each in joined)
    return tuple(dict.fromkeys(each for each in bare if _length(each) >= _SHORTEST))


def _with_others(word: Spellings) -> Spellings:
    """Add what the place was or is called as well: Batavia, al-Qahira."""
    others = (other for spelling in word for other in _other_names().get(spelling, ()))
    return tuple(dict.fromkeys((*word, *others)))


def _length(spelling: str) -> int:
    letters = spelling.removeprefix(CONSONANTS_ONLY)
    return len(letters) if letters.isalpha() else 0


@cache
def _kinds() -> frozenset[str]:
    return frozenset(entries("places.txt", "kinds"))


@cache
def _common() -> frozenset[str]:
    return frozenset((*entries("places.txt", "common"), *_articles()))


@cache
def _articles() -> frozenset[str]:
    return frozenset(entries("places.txt", "articles"))


@cache
def _other_names() -> dict[str, tuple[str, ...]]:
    """Each name of a city by any other; its first one is what all have in common."""
    found: dict[str, tuple[str, ...]] = {}
    for name, others in mapping("glossaries/places/names.txt", "names").items():
        for each in others:
            found[each] = (*found.get(each, ()), name)
    return found
