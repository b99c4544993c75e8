"""Whether two writings of a name mean one person: for comparing a claim with a document, not for screening.

Both names come from the same applicant, so most differences are titles, order, spacing, short forms and
misread letters. Screening asks another question and has its own, far wider, comparison.
"""

from __future__ import annotations

import re

import numpy as np
from anyascii import anyascii
from rapidfuzz import fuzz
from rapidfuzz.process import cdist
from scipy.optimize import linear_sum_assignment

# Titles of birth, pilgrimage, nobility, office and study as Indonesians write them before or after a name.
# fmt: off
_TITLES = frozenset((
    "H", "HJ", "HAJI", "HAJAH", "HAJJAH", "DR", "DRS", "DRA", "DRG", "IR", "PROF", "KH", "TGK", "USTADZ", "USTAD",
    "RADEN", "RR", "RM", "TN", "NY", "SDR", "SDRI", "MR", "MRS", "MS", "MISS", "SH", "SE", "ST", "SPD", "SKOM",
    "SSOS", "SAG", "SIP", "SIKOM", "SFARM", "SKM", "AMD", "AMK", "MM", "MSI", "MSC", "MBA", "MPD", "MKOM", "PHD",
    "CPA",
))
# fmt: on
# One name, many spellings and short forms on Indonesian cards.
_SHORT_FORMS = re.compile(r"M|MD|MHD|MHMD|MUH|MOH|MOCH|MUHD|MOHD|M[OU]C?H+[AE]M+[AE]D")
SAME_WORD = 0.85  # ratio of two words with one misread letter in six or seven
CONTAINED = 0.8  # below any sensible limit for "the same name", above any for "another name"
# A digit inside a name is a misread letter.
_MISREAD = str.maketrans("01586", "OISBG")


def tokens_of(name: str) -> tuple[str, ...]:
    """Return the words of a name in plain capitals, without titles and degrees.

    >>> tokens_of("Dr. H. Moch. Nur Hidayat, S.Pd., M.M.")
    ('MUHAMMAD', 'NUR', 'HIDAYAT')
    """
    words = [word for part in anyascii(name).upper().split(",") for word in _words_of(part)]
    kept = [word for word in words if word not in _TITLES] or words
    return tuple("MUHAMMAD" if _SHORT_FORMS.fullmatch(word) and len(kept) > 1 else word for word in kept)


def _words_of(part: str) -> list[str]:
    plain = part.translate(_MISREAD).replace("PH.D", "PHD")
    joined = re.sub(r"['`]|(?<=\b[A-Z])\.(?=[A-Z])", "", plain)  # S.Pd is one word, O'Neil too
    return re.findall(r"[A-Z]+", joined)


def alike(one: str, other: str, *, cut: bool = False) -> float:
    """Return how alike two names are, 0 to 1; the order of the words does not matter.

    `cut` says that `other` may have lost its end, as names do in an MRZ: what it lacks then counts less.

    >>> alike("Budi Santoso", "SANTOSO BUDI")
    1.0
    >>> alike("Alexandria Konstantinopoulou", "ALEXANDRIA KONSTANTIN", cut=True)
    1.0
    """
    left, right = tokens_of(one), tokens_of(other)
    if not left or not right:
        return 0.0
    if cut:
        left, right = _cut_to(left, right)
    joined = fuzz.ratio("".join(left), "".join(right)) / 100
    return round(max(_paired(left, right), joined), 4)


def _paired(left: tuple[str, ...], right: tuple[str, ...]) -> float:
    """Pair the words of two names best, and weigh each pair by its letters; words left over count as unlike.

    A name whose every word stands in the other is at least `CONTAINED` alike: shortened, not another.
    """
    table = cdist(left, right, scorer=_word_ratio, dtype=np.float32)
    pairs = list(zip(*linear_sum_assignment(table, maximize=True), strict=True))
    agreed = sum(float(table[pair]) * (len(left[pair[0]]) + len(right[pair[1]])) for pair in pairs)
    alike = agreed / sum(map(len, left + right))
    contained = all(table[pair] >= SAME_WORD for pair in pairs)
    return max(alike, CONTAINED) if contained else alike


def _word_ratio(one: str, other: str, **_: object) -> float:
    if 1 in (len(one), len(other)) and one[0] == other[0]:
        return 0.9  # an initial agrees with any word it may stand for, and proves a little less
    return fuzz.ratio(one, other) / 100


def _cut_to(whole: tuple[str, ...], cut: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Shorten the words of a whole name that a cut name holds the beginning of, and drop those it lacks."""
    kept: list[str] = []
    for word in whole:
        beginning = max((part for part in cut if word.startswith(part)), key=len, default=None)
        close = any(fuzz.ratio(word, part) >= 60 for part in cut)
        if beginning or close:
            kept.append(beginning or word)
    return (tuple(kept) if len(kept) >= min(2, len(cut)) else whole), cut
