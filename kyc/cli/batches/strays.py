"""Keys of a line that no question has: a birth date under `dob` is evidence that nobody weighs; it has to be said.

It is said on stderr, once for each key, and the line is answered. It is no error, because lines carry columns of their
caller's own (a customer number, a branch, a label), and even a key that looks like one of ours may be such a column:
the country of a branch. Nor does the answer tell: its shape is a promise. Whoever gives the right key as well means a
column of their own by the other, and is not bothered about it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

_ALIKE = 0.8  # of `difflib`: a letter too many, too few or wrong
_SHOWN = 40  # characters of a key

# What others call them, without case and marks, as `_plain` writes them.
_OTHERS = {
    "birth_date": "dob born bdate yob birthday dateofbirth birthdates datebirth tanggallahir tgllahir",
    "countries": "country countrycode nationality nationalities citizenship citizenships negara kewarganegaraan",
    "gender": "sex jeniskelamin",
    "id_numbers": "idnumber idno nik passport passportno passportnumber documentnumber documentno nationalid",
    "birth_place": "placeofbirth birthplaces pob birthcity tempatlahir",
    "names": "name fullname nama namalengkap alias aliases",
    "schema": "entitytype schemata",
}
_MEANT = {other: key for key, others in _OTHERS.items() for other in others.split()}


@dataclass(frozen=True, slots=True)
class Stray:
    """A key that was not read: as it was written, and the key that was probably meant.

    One that resembles none of ours is not told itself: of what we do not know, the keys may be somebody's name.
    """

    key: str | None = None
    meant: str | None = None


def strays(record: object, known: frozenset[str]) -> tuple[Stray, ...]:
    """The keys of an object that hold something and are none of the known ones.

    >>> strays({"name": "…", "dob": "1961-03-07", "branch": 7}, frozenset({"name", "birth_date"}))
    (Stray(key='dob', meant='birth_date'), Stray(key=None, meant=None))
    """
    if not isinstance(record, Mapping) or record.keys() <= known:
        return ()
    given = {key for key, value in record.items() if value not in (None, "", [])}
    return tuple(_stray(key, known, given) for key in record if key in given - known)


def _stray(key: str, known: frozenset[str], given: Set[str]) -> Stray:
    meant = _nearest(_plain(key[:_SHOWN]), known)
    return Stray() if meant is None or meant in given else Stray(key[:_SHOWN], meant)


@lru_cache(1_000)
def _nearest(plain: str, known: frozenset[str]) -> str | None:
    ours = {_plain(key): key for key in sorted(known)} | {
        other: key if key in known else f"{key}s" for other, key in _MEANT.items() if {key, f"{key}s"} & known
    }
    near = get_close_matches(plain, ours, 1, _ALIKE)
    return ours[near[0]] if near else None


def _plain(key: str) -> str:
    return "".join(character for character in key.lower() if character.isalnum())


class Notices:
    """Tells each key once, where it came first."""

    def __init__(self) -> None:
        self._told: set[tuple[str, Stray]] = set()

    def of(self, where: str, what: str, found: Iterable[Stray]) -> list[str]:
        """What there is to say that was not said before.

        Args:
            where: the line, for people.
            what: the object whose keys they are, such as `a query`.
            found: its strays.
        """
        new = [stray for stray in dict.fromkeys(found) if (what, stray) not in self._told]
        self._told.update((what, stray) for stray in new)
        return [f"{where}: {_sentence(what, stray)}" for stray in new]


def _sentence(what: str, stray: Stray) -> str:
    if stray.meant is None:
        return f"{what} holds keys of your own; they are not compared"
    return f"{what} has no key {stray.key!r}, and nothing there is compared: is {stray.meant!r} meant?"
