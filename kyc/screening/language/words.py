"""Words that stand in names without naming anybody, as `words.txt` gives them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby, pairwise

from kyc.screening.language.scripts import Readings, Spellings
from kyc.screening.language.tables import entries, mapping

_TABLE = "words.txt"


def _same_names() -> dict[str, tuple[str, ...]]:
    """Other names of a name: what it is short for, and the spelling under which its other spellings stand."""
    found = {short: list(names) for short, names in mapping(_TABLE, "short_names").items()}
    for entry in entries(_TABLE, "same_names"):
        name, _, others = entry.partition("=")
        for other in others.split("|"):
            found.setdefault(other, []).append(name)
    for names in list(found.values()):
        names += [more for name in names for more in found.get(name, ()) if more not in names]
    return {other: tuple(names) for other, names in found.items()}


TITLES = frozenset(entries(_TABLE, "titles"))
DOTTED_TITLES = TITLES | frozenset(entries(_TABLE, "dotted_titles"))
PERSONS_PARTICLES = frozenset(entries(_TABLE, "particles"))
PARTICLES = PERSONS_PARTICLES | frozenset(entries(_TABLE, "organisation_particles"))
GLUED_PARTICLES = entries(_TABLE, "glued_particles")
ORGANISATION_TYPES = {name: kind for kind, names in mapping(_TABLE, "organisation_types").items() for name in names}
GLUED_TYPES = tuple(sorted(entries(_TABLE, "glued_types"), key=len, reverse=True))
_GLUED_BEFORE = tuple(sorted(entries(_TABLE, "glued_before"), key=len, reverse=True))
_QUALIFIERS = frozenset(entries(_TABLE, "qualifiers"))
_AFTER_QUALIFIERS = _QUALIFIERS | ORGANISATION_TYPES.keys()
SAME_NAMES = _same_names()
_ORGANISATION_WORDS = {
    other: word for word, others in mapping(_TABLE, "organisation_words").items() for other in (word, *others)
}

# A spelling beside a word's own, under which all words of a sort meet.
SORTS = {name: f"{sort}sort" for sort, names in mapping(_TABLE, "sorts").items() for name in names}

_ORDINALS = {figures: word for word, others in mapping(_TABLE, "ordinals").items() for figures in others}
_IN_WORDS = {str(at): word for at, word in enumerate(mapping(_TABLE, "ordinals"), 1)}
_LETTER = re.compile(r"[A-Z]\.?")
_FEWEST_APART = 3  # letters; two are as often the initials of words, I/E of import and export

_SHORTEST_BEFORE_TYPE = 4  # letters of a word that a kind of company was written onto …
_SHORTEST_BEHIND_TYPE = 5  # … and of one that is written onto such a kind: Groupement is one word
_SHORTEST_MISSPELT = 7  # letters of a kind that is known with one of them wrong; of shorter ones other words are made


def kind_of(word: str) -> str | None:
    """Say what a word of an organisation's name stands for, though a letter of a long one may be wrong.

    >>> kind_of("sirketi"), kind_of("liabillity"), kind_of("kencana")
    ('ltd', 'llc', None)
    """
    if len(word) < _SHORTEST_MISSPELT or word in _KINDS:
        return _KINDS.get(word)
    shorter = _shortened(word)
    known = (_KINDS.get(each) for each in shorter if len(each) >= _SHORTEST_MISSPELT)
    return next(filter(None, (*known, *map(_MISSPELT_KINDS.get, (word, *shorter)))), None)


def ordinals_beside(word: Spellings) -> Spellings:
    """Put the ordinal beside its figure: Branch 1, First Branch.

    >>> ordinals_beside(("1",)), ordinals_beside(("kencana",))
    (('1', 'first'), ('kencana',))
    """
    return (*word, _IN_WORDS[word[0]]) if word[0] in _IN_WORDS else word


def kinds_as_one(chunks: Sequence[str]) -> list[str]:
    """Write kinds of company whose letters stand apart as one word.

    >>> kinds_as_one(["Kencana", "d.", "o.", "o."]), kinds_as_one(["Abadi", "Sp.", "z", "o.o."])
    (['Kencana', 'doo'], ['Abadi', 'spzoo'])
    """
    bare = [chunk.replace(".", "").lower() for chunk in chunks]
    short = [len(part) < 3 for part in bare]
    if not any(one and other for one, other in pairwise(short)):
        return list(chunks)
    whole, at = list[str](), 0
    while at < len(chunks):
        ends = range(at + 4, at + 1, -1) if all(short[at : at + 2]) else ()
        end = next((end for end in ends if all(short[at:end]) and _is_kind("".join(bare[at:end]))), None)
        whole.append("".join(bare[at:end]) if end else chunks[at])
        at = end or at + 1
    return whole


def letters_as_one(chunks: Sequence[str]) -> list[str]:
    """Write capitals that stand apart one after the other as the one word they are elsewhere.

    >>> letters_as_one(["K", "M", "U", "Kencana", "B"])
    ['KMU', 'Kencana', 'B']
    """
    whole = list[str]()
    for apart, some in groupby(chunks, lambda chunk: bool(_LETTER.fullmatch(chunk))):
        together = list(some)
        known = apart and len(together) >= _FEWEST_APART
        whole += ["".join(together).replace(".", "")] if known else together
    return whole


def _is_kind(word: str) -> bool:
    return len(word) > 2 and word in ORGANISATION_TYPES


def unglued(word: Spellings) -> Readings:
    """Take the kind of company off the word it was written onto.

    >>> unglued(("kencanalimited",)), unglued(("grupokencana",)), unglued(("kencana",))
    ((('kencana',), ('limited',)), (('grupo',), ('kencana',)), (('kencana',),))
    """
    for kind in GLUED_TYPES if word[0].endswith(GLUED_TYPES) else ():
        if word[0].endswith(kind) and len(word[0]) >= len(kind) + _SHORTEST_BEFORE_TYPE:
            return (tuple(spelling.removesuffix(kind) for spelling in word), (kind,))
    for kind in _GLUED_BEFORE if word[0].startswith(_GLUED_BEFORE) else ():
        if word[0].startswith(kind) and len(word[0]) >= len(kind) + _SHORTEST_BEHIND_TYPE:
            return ((kind,), tuple(spelling.removeprefix(kind) for spelling in word))
    return (word,)


def unqualified(chunks: Sequence[str]) -> list[str]:
    """Leave out what is only said of the kind of company behind it.

    >>> unqualified(["Open", "Joint", "Stock", "Company", "Kencana"]), unqualified(["Public", "Library"])
    (['Joint', 'Stock', 'Company', 'Kencana'], ['Public', 'Library'])
    """
    bare = [chunk.replace(".", "").lower() for chunk in chunks]
    said = [
        word in _QUALIFIERS and other in _AFTER_QUALIFIERS for word, other in zip(bare, [*bare[1:], ""], strict=False)
    ]
    return [chunk for chunk, of_kind in zip(chunks, said, strict=True) if not of_kind]


def first_of_its_line(chunks: Sequence[str]) -> list[str]:
    """Write the Roman one at the end of a name, kinds of company aside, as a figure; elsewhere I is a letter.

    >>> first_of_its_line(["Kencana", "I"]), first_of_its_line(["Kencana", "Fund", "I", "Ltd."])
    (['Kencana', '1'], ['Kencana', 'Fund', '1', 'Ltd.'])
    """
    end = len(chunks)
    while end and chunks[end - 1].replace(".", "").lower() in ORGANISATION_TYPES:
        end -= 1
    alone = end > 1 and chunks[end - 1] == "I" and len(chunks[end - 2]) > 1
    return [*chunks[: end - 1], "1", *chunks[end:]] if alone else list(chunks)


def _shortened(word: str) -> list[str]:
    """The word without each of its letters but the first."""
    return [word[:at] + word[at + 1 :] for at in range(1, len(word))]


_KINDS = _ORGANISATION_WORDS | _ORDINALS | ORGANISATION_TYPES
INSTEAD = frozenset((*_ORDINALS.values(), *ORGANISATION_TYPES.values()))  # what is written in no other way
_MISSPELT_KINDS = {
    shorter: kind for name, kind in _KINDS.items() if len(name) >= _SHORTEST_MISSPELT for shorter in _shortened(name)
}
