"""From a name as somebody wrote it to the words that name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from kyc.screening.language.alphabets.east_asian import as_one
from kyc.screening.language.alternatives import called, unlabelled
from kyc.screening.language.compounds import taken_apart
from kyc.screening.language.foreign.meanings import meanings_of, parts_of, said_once, translated
from kyc.screening.language.foreign.numerals import ordinals_of
from kyc.screening.language.initials import initials_of
from kyc.screening.language.normalise import clean, script_of
from kyc.screening.language.numbers import numbered
from kyc.screening.language.respelling import usual_spellings
from kyc.screening.language.scripts import CONSONANTS_ONLY, Readings, Spellings, cut_off, readings
from kyc.screening.language.sounds import sound
from kyc.screening.language.translations import translations_of
from kyc.screening.language.words import (
    DOTTED_TITLES,
    GLUED_PARTICLES,
    INSTEAD,
    ORGANISATION_TYPES,
    PARTICLES,
    PERSONS_PARTICLES,
    SAME_NAMES,
    SORTS,
    TITLES,
    first_of_its_line,
    kind_of,
    kinds_as_one,
    letters_as_one,
    ordinals_beside,
    unglued,
    unqualified,
)

MAX_WORDS = 16  # of one name; of longer ones the longest words count

# Characters that fields for names hold: of old systems and cards, payment messages (35, 70) and Indonesian forms.
_FIELDS = frozenset({20, 25, 30, 35, 40, 50, 70, 105, 140})

# Words that join others, written onto one of them: PROPAGANDAAND AGITATION, HOME ANDAWAY.
_JOINING_WORD = re.compile(r"([a-z]{5,})(?:and|the|for|del)|(?:and|the|for|of)([a-z]{4,})")
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z][A-Za-z]{2}|[A-Z]{2,4}$)")
_ABBREVIATION = re.compile(
    r"(?:[^\W\d_]\.){2,}[^\W\d_]?\.?"
)  # A.B.C. of an organisation; of a person these are initials
_SHORTENED = re.compile(r"[A-Za-z]{3,8}\.")
_CAPITALISED = re.compile(r"[A-Z]?[a-z]+")
_SHORTEST_PART = 4  # letters before a capital inside a word

# Mhmmd, Brhm, Ignvtva: in a hurry, or as Arabic has it, vowels are left out but for one at either end.
_NO_VOWELS = re.compile(
    r"[b-df-hj-np-tv-xz]{3,}[aeiou]?|[aeiou][b-df-hj-np-tv-xz]{3,}|[aeiou][b-df-hj-np-tv-xz]{4,}[aeiou]"
    r"|(?=[^y]*y[^y]*$)[b-df-hj-np-tv-z]{6,}[aeiou]?"
)

_DOUBLED = re.compile(r"(.)\1+")

_WRITTEN_BACKWARDS = re.compile(r"[a-z]{3,}[A-Z]")
_TWO_INITIALS = re.compile(r"[B-DF-HJ-NP-TV-XZ]{2}")  # JC of Jean-Claude: two consonants are no name …
_NO_INITIALS = frozenset({"NG", "ST", "MC"})  # … but for these

_MIXED_DIGITS = re.compile(r"(?=.*\d)(?=.*[a-z])")
_DIGIT_LETTERS = (str.maketrans("015826", "oisbzg"), str.maketrans("015826", "olsbzg"))


@dataclass(frozen=True, slots=True, repr=False)
class Name:
    """A name, read: its telling words in a fixed order, each with its spellings.

    The order is that of the alphabet and not the written one, so that no score can depend on word order, but for the
    initials of organisations: those are in the written one.
    """

    words: tuple[Spellings, ...]
    initials: tuple[str, ...] = field(default=(), compare=False)

    def __repr__(self) -> str:
        return f"Name({len(self.words)} words)"


def is_searchable(name: str, *, person: bool = True) -> bool:
    """Tell whether a name holds anything to search for: at least one letter or digit of any alphabet.

    >>> is_searchable("Siti"), is_searchable(" 😀 \u200f")
    (True, False)
    """
    return bool(read_name(name, person=person).words)


@lru_cache(4096)  # whoever looks a thousand up together reads each twice, soon after one another
def read_name(text: str, *, person: bool) -> Name:
    """Read a name; titles and particles are left out while anything else remains.

    >>> [spellings[0] for spellings in read_name("Drs. H. Abu Bakar BAASYIR, S.H.", person=True).words]
    ['abu', 'baasyir', 'bakar']
    """
    chunks = clean(unlabelled(text if person else ordinals_of(text))).replace("&", " and ").split()
    if not text.isascii():
        chunks = as_one(chunks) if person else [part for chunk in chunks for part in parts_of(chunk)]
    chunks = chunks if person else unqualified(first_of_its_line(letters_as_one(kinds_as_one(chunks))))
    parts = [part for chunk in chunks for part in _parted(chunk, person=person)]
    words = [word for part in parts for word in _words_of(part, person=person)]
    if not (person or text.isascii()):
        latin = [word for part in parts if part.isascii() for word in _words_of(part, person=False)]
        words = said_once(words, latin) if latin else words
    telling = [word for word in words if word[0] not in (PERSONS_PARTICLES if person else PARTICLES)] or words
    if person:
        telling = [word for word in telling if word[0] not in TITLES] or telling
        telling = [_without_vowels(word) if _NO_VOWELS.fullmatch(word[0]) else word for word in telling]
    else:
        # A person may bear a word twice, Ibrahim Hasan Ibrahim; of an organisation's words a second says nothing more.
        numbers = numbered([_plain(part) for word in telling for part in unglued(word)])
        telling = list(dict.fromkeys(map(ordinals_beside, numbers)))
    fills = len(text.strip()) in _FIELDS
    return Name(_bounded(map(cut_off, telling) if fills else telling), () if person else initials_of(telling))


def read_names(text: str, *, person: bool) -> tuple[Name, ...]:
    """Read every name that a text gives and that holds anything to search for; a person's text gives one at most.

    >>> [len(name.words) for name in read_names("Kencana Abadi Utama t/a Melati Niaga", person=False)]
    [3, 2]
    """
    if person:
        name = read_name(text, person=True)
        return (name,) if name.words else ()
    names = (read_name(each, person=False) for each in called(text))
    return tuple(dict.fromkeys(name for name in names if name.words))


def _parted(chunk: str, *, person: bool) -> list[str]:
    """Part words that capitals tell apart, MohammedZafer; what comes first is long or a particle, so not McDonald."""
    if _is_plain(chunk):
        return [chunk]
    if _WRITTEN_BACKWARDS.fullmatch(chunk):
        return [chunk[::-1]]
    if person and _TWO_INITIALS.fullmatch(chunk) and chunk not in _NO_INITIALS and chunk.lower() not in DOTTED_TITLES:
        return list(chunk)
    parts = _CAPITAL.split(chunk)
    # A small letter among capitals is a slip of the fingers, and parts nothing.
    if len(parts) == 1 or not all(map(_CAPITALISED.fullmatch, parts[:-1])):
        return [chunk]
    whole = parts[-1].lower() in ORGANISATION_TYPES or all(
        len(part) >= _SHORTEST_PART or part.lower() in GLUED_PARTICLES for part in parts[:-1]
    )
    return parts if whole else [chunk]


def _is_plain(chunk: str) -> bool:
    """Tell at a glance, of nearly every word, that no capital of it stands behind a small letter."""
    return chunk[1:].islower() or (len(chunk) > 2 and chunk.isupper())


def _words_of(chunk: str, *, person: bool) -> Iterable[Spellings]:
    if "." not in chunk and (person or not meanings_of(chunk)):
        return _spellings(chunk, person=person)
    return _words_at_dots(chunk, person=person)


def _words_at_dots(chunk: str, *, person: bool) -> Iterator[Spellings]:
    """Split one written chunk at its dots, unless the dots abbreviate a title or a kind of company."""
    bare = chunk.replace(".", "")
    if not person and (meanings := meanings_of(bare)):
        yield from translated(meanings, _spellings(bare, person=False))
        return
    if "." in chunk.strip("."):
        joined = _spellings(bare, person=person)
        if joined and person and joined[0][0] in DOTTED_TITLES:
            return
        if not person and joined and _ABBREVIATION.fullmatch(chunk):
            yield from joined
            return
        if len(bare) <= 4 and joined and (joined[0][0] in ORGANISATION_TYPES or len(bare) > 2 * chunk.count(".")):
            yield from joined
            return
        for part in chunk.split("."):
            yield from _spellings(part, person=person)
    elif person and chunk.endswith(".") and bare.lower() == "h":
        return
    else:
        words = _spellings(bare, person=person)
        yield from words if person else _shortened(chunk, words)


def _shortened(chunk: str, words: Readings) -> Iterable[Spellings]:
    """Let a word with a dot be the beginning of a longer one, unless it is a kind of company: Electr. Co."""
    return map(cut_off, words) if _SHORTENED.fullmatch(chunk) and not kind_of(chunk[:-1].lower()) else words


def _spellings(chunk: str, *, person: bool) -> tuple[Spellings, ...]:
    # Whose a name is matters where an alphabet writes whole names as one word.
    return _spelled(chunk, True if chunk.isascii() else person)


@lru_cache(maxsize=65536)
def _spelled(chunk: str, person: bool) -> tuple[Spellings, ...]:
    if not chunk:
        return ()
    read = readings(chunk, person=person)
    if not chunk.isascii() and script_of(chunk[0]) == "CJK":  # a syllable is not short for anybody: Sam, Abe
        return tuple(
            (*spellings, *(more for word in spellings for more in usual_spellings(word))) for spellings in read
        )
    return tuple(_widened(part) for spellings in read for part in taken_apart(spellings))


def _widened(spellings: Spellings) -> Spellings:
    """Add the word in its usual spelling, without a particle, under its other name, and as letters for digits."""
    usual = [respelt for word in spellings for respelt in usual_spellings(word)]
    spellings = (*spellings, *usual)
    begun = [word for word in spellings if word.startswith(GLUED_PARTICLES)]
    more = [word[len(glued) :] for word in begun for glued in GLUED_PARTICLES if _is_glued(word, glued)]
    more += [name for word in spellings for name in SAME_NAMES.get(word, ())]
    for word in spellings:
        if not word.isalpha() and _MIXED_DIGITS.match(word):
            more += [word.translate(letters) for letters in _DIGIT_LETTERS]
    return tuple(dict.fromkeys([*spellings, *more])) if more or usual else spellings


def _without_vowels(word: Spellings) -> Spellings:
    """Let a word without vowels be compared by its consonants, as one in Arabic letters is, too.

    Two that meet may sound as one or have had a vowel between them.

    >>> _without_vowels(("mhmmd",)), _without_vowels(("mzhm",))
    (('mhmmd', '~mhmd'), ('mzhm', '~mjm', '~mzhm'))
    """
    apart = _DOUBLED.sub(r"\1", "".join(map(sound, word[0])))
    return tuple(dict.fromkeys((*word, CONSONANTS_ONLY + sound(word[0]), CONSONANTS_ONLY + apart)))


def _is_glued(word: str, particle: str) -> bool:
    return word.startswith(particle) and len(word) >= len(particle) + 4 and not word.startswith(CONSONANTS_ONLY)


@lru_cache(maxsize=65536)
def _plain(word: Spellings) -> Spellings:
    """Say a kind of company in the one way for it; put beside another word what it abbreviates, and what sort it is of.

    >>> _plain(("limited",)), _plain(("liabillity",)), _plain(("intl",)), _plain(("escorpiondel",))
    (('ltd',), ('llc',), ('intl', 'international'), ('escorpiondel', 'escorpion'))
    >>> _plain(("brigade",)), _plain(("battalion",))
    (('brigade', 'troopssort'), ('battalion', 'troopssort'))
    """
    word = tuple(dict.fromkeys((*word, *(meant for spelling in word for meant in translations_of(spelling)))))
    kinds = [kind for kind in map(kind_of, word) if kind]
    kinds += dict.fromkeys(SORTS[each] for each in (*word, *kinds) if each in SORTS)
    if kinds:
        # A word that means several things may be a kind of company among them.
        whole = kinds[0] in INSTEAD and kind_of(word[0])
        return (kinds[0],) if whole else tuple(dict.fromkeys((*word, *kinds)))
    bare = [found[1] or found[2] for spelling in word if (found := _JOINING_WORD.fullmatch(spelling))]
    return (*word, *bare)


def _bounded(words: Iterable[Spellings]) -> tuple[Spellings, ...]:
    ordered = sorted(words)
    if len(ordered) > MAX_WORDS:
        ordered = sorted(sorted(ordered, key=lambda word: (-len(word[0]), word))[:MAX_WORDS])
    return tuple(ordered)
