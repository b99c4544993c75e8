"""Names of people as Indonesians write them.

Cards print names in capitals; letters and screens write `Budi Santoso bin Ahmad, S.Kom.` A name that has small letters
already was written by somebody who knew, and stays.
"""

from __future__ import annotations

import re

# Between a name and the father's: Malay and Arabic patronymics, Balinese and Javanese "alias".
_SMALL = {"bin", "binti", "bt", "al", "alias", "van", "de", "der"}
# Degrees and titles whose letters are not simply large-then-small.
_DEGREES = {
    "S.KOM": "S.Kom", "S.PD": "S.Pd", "S.PD.I": "S.Pd.I", "S.SOS": "S.Sos", "S.KED": "S.Ked", "S.FARM": "S.Farm",
    "M.PD": "M.Pd", "M.KOM": "M.Kom", "M.SI": "M.Si", "S.SI": "S.Si", "S.AG": "S.Ag", "M.AG": "M.Ag", "M.KN": "M.Kn",
    "M.HUM": "M.Hum", "S.PSI": "S.Psi", "AMD": "Amd", "A.MD": "A.Md", "PH.D": "Ph.D", "LC": "Lc", "M.SC": "M.Sc",
    "B.SC": "B.Sc",
}  # fmt: skip
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?")  # S.H. and M. and R.A. stay large
_WORD = re.compile(r"[^\W\d_]+")


def written_name(name: str) -> str:
    """Write a name in the letters people use, if it came in capitals alone; spaces are made single.

    >>> written_name("BUDI  SANTOSO"), written_name("SITI AMINAH BINTI M. YUSUF, S.KOM."), written_name("Ng Mei-Ling")
    ('Budi Santoso', 'Siti Aminah binti M. Yusuf, S.Kom.', 'Ng Mei-Ling')
    >>> written_name("R.A. KARTINI, S.H."), written_name("NUR'AINI"), written_name("I GUSTI NGURAH RAI")
    ('R.A. Kartini, S.H.', "Nur'aini", 'I Gusti Ngurah Rai')
    """
    words = name.split()
    if name != name.upper():
        return " ".join(words)
    return " ".join(_written(word, first=at == 0) for at, word in enumerate(words))


def _written(word: str, *, first: bool) -> str:
    bare = word.rstrip(".,")
    if bare.upper() in _DEGREES:
        return _DEGREES[bare.upper()] + word[len(bare) :]
    if _INITIALS.fullmatch(word.rstrip(",")):
        return word
    if not first and bare.lower() in _SMALL:
        return word.lower()
    return "-".join(_WORD.sub(_capital, part, count=1) for part in word.lower().split("-"))


def _capital(found: re.Match[str]) -> str:
    return found[0][0].upper() + found[0][1:]
