"""What a place of birth says: a town or a district told by both sides."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz.distance import OSA

from kyc.model.screening import Verdict
from kyc.screening.language.normalise import script_of
from kyc.screening.language.places import Place, read_places
from kyc.screening.language.scripts import CONSONANTS_ONLY, Spellings
from kyc.screening.language.sounds import skeleton, sound, written_consonants
from kyc.screening.scoring.evidence import Finding

SAME_PLACE = Finding(1.0, 2.5, Verdict.AGREES)
SAME_REGION = Finding(0.5, 0.0, Verdict.PARTLY)
OTHER_PLACE = Finding(0.0, -2.0, Verdict.CONTRADICTS)

_LONG, _VERY_LONG = 5, 9  # letters of a word from which on one of them may be another, or two
_LONG_SOUND = 6  # sounds of a word from which on one of them may be another
_CONSONANTS, _UNWRITTEN = 4, 3  # consonants that tell a place where vowels differ, and where they are not written


def compare_places(asked: str, listed: Iterable[str]) -> Finding | None:
    """Compare a place of birth with all that a list gives; None where one of them names no more than a country.

    None, too, where they differ and are not in the same letters: a third of such are one place, romanised otherwise.

    >>> compare_places("Kab. Garut", ["Garut, West Java, Indonesia"]) is SAME_PLACE
    True
    >>> compare_places("Indonesia", ["Garut, Indonesia"]) is None
    True
    """
    ours = read_places(asked)
    telling = [text for text in listed if read_places(text)]
    theirs = [place for text in telling for place in read_places(text)]
    if not ours or not theirs:
        return None
    found = max((_compared(one, other) for one in ours for other in theirs), key=lambda found: found.similarity)
    return None if found is OTHER_PLACE and any(_letters(asked) != _letters(text) for text in telling) else found


def _letters(text: str) -> set[str]:
    """The scripts that a text is written in."""
    return {*map(script_of, text)} - {""}


@lru_cache(maxsize=65536)
def _compared(one: Place, other: Place) -> Finding:
    """A town that is the other's, or what the other lies in, agrees; two towns of one region do in part."""
    if _meet(one.town, other.town | other.around) or _meet(one.around, other.town):
        return SAME_PLACE
    return SAME_REGION if _meet(one.around, other.around) else OTHER_PLACE


def _meet(words: frozenset[Spellings], others: frozenset[Spellings]) -> bool:
    return any(alike(mine, theirs) for word in words for other in others for mine in word for theirs in other)


def alike(one: str, other: str) -> bool:
    """Whether two spellings may be of one place.

    >>> alike("soerabaja", "surabaya"), alike("kandahar", "qandahar"), alike("solo", "polo")
    (True, True, False)
    """
    if one == other:
        return True
    if CONSONANTS_ONLY in (one[0], other[0]):
        consonants = written_consonants(one)
        return len(consonants) >= _UNWRITTEN and consonants == written_consonants(other)
    shorter = min(len(one), len(other))
    if shorter < _LONG:
        return False
    return OSA.distance(one, other, score_cutoff=2) <= (2 if shorter >= _VERY_LONG else 1) or _sound_alike(one, other)


def _sound_alike(one: str, other: str) -> bool:
    heard, consonants = (sound(one), sound(other)), skeleton(one)
    if len(consonants) >= _CONSONANTS and consonants == skeleton(other):
        return True
    most = 1 if min(map(len, heard)) >= _LONG_SOUND else 0
    return OSA.distance(*heard, score_cutoff=most) <= most
