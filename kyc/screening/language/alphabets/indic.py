"""Names in the alphabets of India, Bangladesh and Nepal, which all descend from one and are coded in parallel."""

from __future__ import annotations

import re

from kyc.screening.language.alphabets.letters import CONSONANTS_ONLY
from kyc.screening.language.alphabets.systems import BENGALI, INDIC, TAMIL
from kyc.screening.language.sounds import sound

SCRIPTS = frozenset(
    {"DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA", "TAMIL", "TELUGU", "KANNADA", "MALAYALAM"}
)

_BLOCK, _DEVANAGARI = 0x80, 0x0900  # characters of an alphabet, and where the first of them begins
_VIRAMA, _NUKTA = "\u094d", "\u093c"
_OWN = {"BENGALI": BENGALI, "TAMIL": TAMIL}
_SCHWA = "@"  # the vowel that a consonant has where no other is written; seldom spoken at the end of a word
_UNSPOKEN = re.compile(r"(?<=[aeiou])([^aeiou@]+)@(?=[^aeiou@]{1,2}[aeiou])")
_SYSTEMS = 2


def indic(word: str, script: str) -> list[str]:
    """Spell a word with the vowels that are written, then without those that are not spoken, then its consonants.

    >>> indic("राजकुमार", "DEVANAGARI")[:2]
    ['rajakumar', 'rajkumar']
    """
    letters = "".join(chr(_DEVANAGARI + (ord(char) - _DEVANAGARI) % _BLOCK) for char in word)
    if script == "BENGALI":
        letters = letters.replace("ओय़", "व")  # two letters for a w
    table = INDIC | _OWN.get(script, {})
    spelled = [_spelled(letters, table, system).rstrip(_SCHWA) for system in range(_SYSTEMS)]
    spoken = [_UNSPOKEN.sub(r"\1", each) for each in spelled]
    vowelled = [each.replace(_SCHWA, "a") for each in (spelled[0], *spoken, spelled[1])]
    bare = [CONSONANTS_ONLY + sound(each.replace(_SCHWA, "")) for each in spelled]
    return list(dict.fromkeys((*vowelled, *bare)))


def _spelled(letters: str, table: dict[str, tuple[str, ...]], system: int) -> str:
    written = []
    for at, letter in enumerate(letters):
        following = letters[at + 1 : at + 2]
        if letter in (_VIRAMA, _NUKTA):
            continue
        if following == _NUKTA and letter + _NUKTA in table:
            letter, following = letter + _NUKTA, letters[at + 2 : at + 3]
        options = table.get(letter, ("",))
        written.append(options[min(system, len(options) - 1)])
        if _is_consonant(letter[0]) and not (_is_vowel_sign(following) or following == _VIRAMA):
            written.append(_SCHWA)
    return "".join(written)


def _is_consonant(letter: str) -> bool:
    return "\u0915" <= letter <= "\u0939" or "\u0958" <= letter <= "\u095f"


def _is_vowel_sign(letter: str) -> bool:
    return "\u093e" <= letter <= "\u094c" or letter in "\u0955\u0956\u0957\u0962" if letter else False
