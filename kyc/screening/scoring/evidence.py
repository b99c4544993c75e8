"""What a birth date, countries, a gender and numbers add to a name, in bits.

Every function answers with a `Finding`, or None when one side is silent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from kyc.model.screening import Verdict
from watchlists.model import Schema


@dataclass(frozen=True, slots=True)
class Finding:
    """How alike two values are (0 to 1), the bits that says, and the word for it."""

    similarity: float
    bits: float
    verdict: Verdict


SAME_COUNTRY = Finding(1.0, 2.5, Verdict.AGREES)
OTHER_COUNTRY = Finding(0.0, -3.0, Verdict.CONTRADICTS)
SAME_GENDER = Finding(1.0, 0.5, Verdict.AGREES)
OTHER_GENDER = Finding(0.0, -5.0, Verdict.CONTRADICTS)
SAME_NUMBER = Finding(1.0, 18.0, Verdict.AGREES)
NEAR_NUMBER = Finding(0.8, 7.0, Verdict.PARTLY)  # a digit misread
OTHER_NUMBER = Finding(0.0, -0.5, Verdict.CONTRADICTS)  # people have several, and renew them
OTHER_SCHEMA = Finding(0.0, -40.0, Verdict.CONTRADICTS)  # a person is no ship

# What kind of number it is comes and goes before a ship's, and a bank's head office after its code.
_SHIP_OR_BANK = re.compile(r"^(?:IMO(\d{7})|MMSI(\d{9})|([A-Z]{6}[A-Z0-9]{2})XXX)$")

_SHORTEST_NUMBER = 5  # characters; a shorter one is shared by chance
_SHORTEST_MISREAD = 8

_ORGANISATIONS = frozenset({Schema.ORGANIZATION, Schema.COMPANY, Schema.LEGAL_ENTITY})


def comparable_schemas(schema: Schema) -> frozenset[Schema]:
    """Kinds of listed things that a query of this kind may mean.

    >>> Schema.VESSEL in comparable_schemas(Schema.PERSON)
    False
    """
    if schema is Schema.PERSON:
        return frozenset({Schema.PERSON, Schema.LEGAL_ENTITY})
    if schema is Schema.LEGAL_ENTITY:
        return _ORGANISATIONS | {Schema.PERSON}
    return _ORGANISATIONS if schema in _ORGANISATIONS else frozenset({schema})


def compare_countries(query: frozenset[str], entity: frozenset[str]) -> Finding | None:
    """Compare sets of countries: one in common agrees, for people have several."""
    if not query or not entity:
        return None
    return SAME_COUNTRY if query & entity else OTHER_COUNTRY


def compare_genders(query: str | None, entity: str | None) -> Finding | None:
    """Compare genders, where both are known."""
    if not query or not entity:
        return None
    return SAME_GENDER if query == entity else OTHER_GENDER


def compare_numbers(query: frozenset[str], entity: frozenset[str]) -> Finding | None:
    """Compare document numbers, as `normalised_numbers` gives them."""
    if not query or not entity:
        return None
    if query & entity:
        return SAME_NUMBER
    long = [(one, other) for one in query for other in entity if min(len(one), len(other)) >= _SHORTEST_MISREAD]
    near = any(OSA.distance(one, other, score_cutoff=1) <= 1 for one, other in long)
    return NEAR_NUMBER if near else OTHER_NUMBER


def normalised_numbers(numbers: Iterable[str]) -> frozenset[str]:
    """Write numbers without what comes and goes between two writings; too short ones are left out.

    >>> sorted(normalised_numbers(["A-123 456", "12", "IMO 9074729", "MMSI: 235009802", "QZXWUTR5XXX"]))
    ['235009802', '9074729', 'A123456', 'QZXWUTR5']
    """
    letters = ("".join(filter(str.isalnum, number.upper())) for number in numbers)
    bare = (_SHIP_OR_BANK.sub(r"\1\2\3", number) for number in letters)
    return frozenset(number for number in bare if len(number) >= _SHORTEST_NUMBER)
