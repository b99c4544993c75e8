"""What happens to a name between a list and an application form.

Each variation takes a name, and returns None where it cannot happen to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from bench.screening.spellings import respelled, with_nickname, with_particle_changed

Variation = Callable[[str, Random], "str | None"]

# What a card reader takes for what, on worn or shiny cards.
_MISREAD = {
    "O": "0Q", "0": "O", "I": "1L", "1": "I", "L": "1I", "S": "5", "5": "S", "B": "8", "8": "B", "Z": "2", "G": "6",
    "D": "O", "Q": "O", "E": "F", "F": "E", "H": "N", "N": "H", "U": "V", "V": "Y", "T": "I", "K": "X", "C": "G",
    "RN": "M", "M": "RN", "VV": "W", "W": "VV", "CL": "D", "LI": "U",
}  # fmt: skip
_NEIGHBOURS = {
    "a": "qsz", "b": "vgn", "c": "xvd", "d": "sfe", "e": "wrd", "f": "dgr", "g": "fht", "h": "gjy", "i": "uok",
    "j": "hku", "k": "jli", "l": "kop", "m": "nj", "n": "bmh", "o": "ipl", "p": "ol", "q": "wa", "r": "etf",
    "s": "adw", "t": "ryg", "u": "yij", "v": "cbf", "w": "qes", "x": "zcs", "y": "tuh", "z": "xas",
}  # fmt: skip
_BEFORE = ("H.", "Hj.", "Dr.", "Ir.", "Prof.", "Mr", "Mrs.", "Sheikh", "Haji", "Eng.", "Drs.", "Mullah", "Sayyid")
_BEHIND = ("S.H.", "S.E.", "M.M.", "S.Pd.", "M.Si", "S.Kom", "Ph.D.", "MBA", "S.H., M.H.", "Jr.", "S.T., M.T.")
_COMPANY_TYPES = ("Ltd", "LLC", "Inc", "Co.", "Company", "Limited", "PT", "S.A.", "GmbH", "FZE", "JSC", "Group")


def typo(name: str, rng: Random) -> str | None:
    """One slip of the fingers in a word of four letters or more, two in long names now and then."""
    slips = 2 if len(name) > 18 and rng.random() < 0.3 else 1
    changed: str | None = name
    for _ in range(slips):
        changed = changed and _in_one_word(changed, rng, _slip)
    return changed


def misread(name: str, rng: Random) -> str | None:
    """One or two letters as a card reader would have them."""
    text = name.upper()
    for _ in range(rng.choice((1, 1, 2))):
        places = [(at, shape) for shape in _MISREAD for at in range(len(text)) if text.startswith(shape, at)]
        if not places:
            return None
        at, shape = rng.choice(places)
        text = text[:at] + rng.choice(_alternatives(shape)) + text[at + len(shape) :]
    return text


def dropped(name: str, rng: Random) -> str | None:
    """A word left out of three or more."""
    words = name.split()
    if len(words) < 3:
        return None
    words.pop(rng.randrange(len(words)))
    return " ".join(words)


def reordered(name: str, rng: Random) -> str | None:
    """The last word first, with or without a comma, or any other order."""
    words = name.split()
    if len(words) < 2:
        return None
    way = rng.random()
    if way < 0.4:
        return f"{words[-1]}, {' '.join(words[:-1])}"
    if way < 0.7:
        return " ".join((words[-1], *words[:-1]))
    rng.shuffle(words)
    return " ".join(words)


def joined(name: str, rng: Random) -> str | None:
    """Two words written as one."""
    words = re.split(r"[\s-]+", name)
    if len(words) < 2:
        return None
    at = rng.randrange(len(words) - 1)
    return " ".join((*words[:at], words[at] + words[at + 1], *words[at + 2 :]))


def split(name: str, rng: Random) -> str | None:
    """A long word written as two, with a space or a hyphen."""
    words = name.split()
    long = [at for at, word in enumerate(words) if len(word) >= 7]
    if not long:
        return None
    at = rng.choice(long)
    cut = rng.randrange(3, len(words[at]) - 2)
    words[at] = rng.choice((" ", "-")).join((words[at][:cut], words[at][cut:]))
    return " ".join(words)


def initials(name: str, rng: Random) -> str | None:
    """One or more words but the last cut to their first letters."""
    words = name.split()
    if len(words) < 2:
        return None
    all_of_them = rng.random() < 0.4
    chosen = range(len(words) - 1) if all_of_them else [rng.randrange(len(words) - 1)]
    for at in chosen:
        words[at] = words[at][0] + rng.choice(("", "."))
    return " ".join(words)


def titled(name: str, rng: Random) -> str | None:
    """A title before the name, or a degree behind it, as cards of Indonesia print them."""
    if rng.random() < 0.6:
        return f"{rng.choice(_BEFORE)} {name}"
    return f"{name}, {rng.choice(_BEHIND)}"


def company_type(name: str, rng: Random) -> str | None:
    """A company's legal form left out, exchanged or added."""
    words = [word for word in name.split() if word.strip(".,").upper() not in _LEGAL]
    if not words:
        return None
    return " ".join(words if rng.random() < 0.4 else (*words, rng.choice(_COMPANY_TYPES)))


def two_at_once(name: str, rng: Random) -> str | None:
    """Two of the others, one after the other."""
    changed: str | None = name
    for variation in rng.sample((typo, misread, dropped, reordered, joined, initials, respelled), 2):
        changed = changed and variation(changed, rng)
    return changed


def unchanged(name: str, rng: Random) -> str | None:
    """The name as listed, in capitals or not."""
    return name.upper() if rng.random() < 0.5 else name.title()


OF_PEOPLE: dict[str, Variation] = {
    "as listed": unchanged,
    "typo": typo,
    "misread by OCR": misread,
    "other spelling": respelled,
    "word dropped": dropped,
    "reordered": reordered,
    "joined": joined,
    "split": split,
    "initials": initials,
    "nickname": with_nickname,
    "particle": with_particle_changed,
    "titles": titled,
    "two at once": two_at_once,
}
OF_COMPANIES: dict[str, Variation] = {
    "as listed": unchanged,
    "typo": typo,
    "misread by OCR": misread,
    "word dropped": dropped,
    "joined": joined,
    "split": split,
    "legal form": company_type,
}
_LEGAL = frozenset(
    ("LTD", "LLC", "INC", "CO", "COMPANY", "LIMITED", "PT", "SA", "S.A", "GMBH", "FZE", "JSC", "OJSC", "PJSC", "GROUP")
)


def _slip(word: str, rng: Random) -> str:
    at = rng.randrange(1, len(word))
    kind = rng.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1 and at + 1 < len(word):
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == 2:
        return word[:at] + word[at - 1] + word[at:]
    return word[:at] + rng.choice(_NEIGHBOURS.get(word[at].lower(), "e")) + word[at + 1 :]


def _in_one_word(name: str, rng: Random, change: Callable[[str, Random], str]) -> str | None:
    words = name.split()
    long = [at for at, word in enumerate(words) if len(word) >= 4]
    if not long:
        return None
    at = rng.choice(long)
    words[at] = change(words[at], rng)
    return " ".join(words)


def _alternatives(shape: str) -> list[str]:
    """Single letters stand for themselves, `RN` and its like for one replacement."""
    said = _MISREAD[shape]
    return [said] if len(shape) > 1 or said in ("RN", "VV") else list(said)
