"""Find printed labels in lines that an engine read, forgiving a misread letter, a lost colon or space."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from kyc.documents.scan import box_of
from kyc.model.document import TextLine
from kyc.model.geometry import Box

_SHORT = 6  # letters: a label so short must not run on, or AGAMA would be found in ALAMAT
_COLON = re.compile(r"^[\s:：;.,'’`|»>=]+")


@dataclass(frozen=True, slots=True, repr=False)
class Anchor:
    """A label found at the head of a line; `rest` is what follows it there."""

    key: str
    line: TextLine
    rest: str
    errors: int  # letters that differ from the label

    @property
    def box(self) -> Box:
        """Where the line stands."""
        return box_of(self.line)

    @property
    def middle(self) -> float:
        """Height of the line's middle."""
        return self.box.y + self.box.height / 2


def without_colon(text: str) -> str:
    """Drop what stands between a label and its value.

    >>> without_colon(" : JAKARTA")
    'JAKARTA'
    """
    return _COLON.sub("", text).strip()


def match(text: str, labels: Iterable[str]) -> tuple[str, int] | None:
    """If a text begins with one of the labels, give what follows and how many letters differ.

    A label of up to four letters must stand exactly so; a longer one may have one letter in four wrong.

    >>> match("Tempat/Tg1Lahir:BANDUNG, 09-03-1984", ["Tempat/Tgl Lahir"])
    ('BANDUNG, 09-03-1984', 1)
    >>> match("NAMAYA", ["Nama"])
    """
    found = [result for label in labels if (result := _match_one(text, label))]
    return min(found, key=lambda result: (result[1], len(result[0])), default=None)


def _match_one(text: str, label: str) -> tuple[str, int] | None:
    wanted = _letters(label)
    allowed = 0 if len(wanted) <= 4 else len(wanted) // 4
    best: tuple[str, int] | None = None
    for end, seen in _prefixes(text, len(wanted), allowed):
        errors = Levenshtein.distance(seen, wanted, score_cutoff=allowed)
        if errors > allowed or (len(wanted) <= _SHORT and _runs_on(text, end)):
            continue
        if best is None or errors < best[1]:
            best = (without_colon(text[end:]), errors)
    return best


def _prefixes(text: str, length: int, slack: int) -> Iterator[tuple[int, str]]:
    """Beginnings of a text with about so many letters: where each ends, and its letters."""
    seen = ""
    for at, character in enumerate(text):
        letter = _letters(character)
        if not letter:
            continue
        seen += letter
        if abs(len(seen) - length) <= slack:
            yield at + 1, seen


def _runs_on(text: str, end: int) -> bool:
    """Whether a short label's last letter has another of its kind right behind it; NIK and its number may touch."""
    return end < len(text) and text[end].isalpha() and text[end - 1].isupper() == text[end].isupper()


def _letters(text: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", text.upper())


def anchors(lines: Sequence[TextLine], labels: Mapping[str, Sequence[str]]) -> dict[str, Anchor]:
    """Find each label once where it is best written; a line has one label, the one it resembles most."""
    found: dict[str, Anchor] = {}
    for line in lines:
        matched = [Anchor(key, line, *result) for key, forms in labels.items() if (result := match(line.text, forms))]
        best = min(matched, key=lambda anchor: anchor.errors, default=None)
        if best and (best.key not in found or best.errors < found[best.key].errors):
            found[best.key] = best
    return found


def count_hits(texts: Iterable[str], labels: Mapping[str, Sequence[str]], keywords: Sequence[str]) -> int:
    """How many different labels begin a line, and keywords stand in one."""
    seen: set[str] = set()
    for text in texts:
        seen.update(key for key, forms in labels.items() if match(text, forms))
        plain = _letters(text)
        seen.update(word for word in keywords if _letters(word) in plain)
    return len(seen)


def cut_at(text: str, label: str, *, errors: int = 2) -> tuple[str, str] | None:
    """Split a line at a label inside it: what stands before, and what follows.

    >>> cut_at("LAKI-LAKI Gol. Darah: O", "Gol. Darah")
    ('LAKI-LAKI', 'O')
    """
    wanted = _letters(label)
    for start in range(len(text)):
        if start and text[start].isalnum() and text[start - 1].isupper() and text[start].isupper():
            continue  # not in the middle of a word in capitals
        result = _match_one(text[start:], label) if text[start].isalnum() else None
        if result and result[1] <= errors and len(wanted) > 4:
            return text[:start].strip(), result[0]
    return None
