"""Build the table of vowelled names, `kyc/screening/arabic_names.txt`, from spellings that people bear.

    python -m bench.screening.build_arabic --names names.sqlite3

The source is the index of the PyPI package arabic-name-romanizer (0.2.0): of people in Wikidata (CC0), each word of the
name in Arabic letters beside the word of the Latin one, with the number of people who bear the two. Of every name
those spellings are kept that many of its bearers have and that sound different; a pair whose consonants are others is
no spelling but a slip of the alignment. Prints the table.
"""

from __future__ import annotations

import argparse
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from anyascii import anyascii
from rapidfuzz.distance import OSA

from bench.screening.laying_out import lines_of
from kyc.screening.language.alphabets.arabic import folded_arabic
from kyc.screening.language.alphabets.letters import consonants
from kyc.screening.language.alphabets.systems import ARABIC
from kyc.screening.language.sounds import sound, written_consonants

Pairs = Iterable[tuple[str, str, int]]

FEWEST_BEARERS = 2  # of a name, all spellings together
LEAST_SHARE = 0.06  # of its bearers who spell a name so
MOST_SPELLINGS = 4  # of a name
SHORTEST = 3  # letters; of two too many names are made
MOST_APART = 0.34  # of the consonants, and one at most, may be another

_ARTICLE = "ال"
_LATIN_ARTICLE = re.compile(r"^(?:[aeiou]l|a(?=([dnrstz])\1|sh)[dnrstz]|ash)[- ']*(?=\w{3})")
_ONE_WORD = re.compile(r"[aeiou]?l\w")  # an article written onto the name, or none: Elham, Laggoune
_WORD = re.compile(r"[a-z]+")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--names", type=Path, required=True, help="names.sqlite3 of arabic-name-romanizer")
    with sqlite3.connect(parser.parse_args().names) as index:
        rows = index.execute("SELECT arabic_key, latin, count FROM units WHERE source = 'wikidata'").fetchall()
    entries = (f"{name}={'|'.join(spellings)}" for name, spellings in spellings_of(rows).items())
    print("# Names in Arabic letters as their bearers spell them: `letters=spellings`, the commonest first. See")
    print("# bench/screening/build_arabic.py. Of people in Wikidata (CC0).")
    print("[names]", *lines_of(entries), sep="\n")


def spellings_of(pairs: Pairs) -> dict[str, tuple[str, ...]]:
    """Choose the spellings of every name that is borne often enough, by its letters without the article.

    >>> spellings_of([("العقيل", "al-Aqeel", 3), ("عقيل", "Aqil", 2), ("عقيل", "Boris", 1)])
    {'عقيل': ('aqeel',)}
    """
    borne: dict[str, Counter[str]] = defaultdict(Counter)
    whole: Counter[str] = Counter()
    for letters, latin, count in pairs:
        name, plain = folded_arabic(letters), anyascii(latin).lower()
        bare = name.removeprefix(_ARTICLE)
        if bare != name and len(bare) >= SHORTEST:
            whole[name] += count if _ONE_WORD.match(plain) else -count
            _count(borne, bare, _LATIN_ARTICLE.sub("", plain), count)
        _count(borne, name, plain, count)
    kept = {name: counts for name, counts in borne.items() if counts.total() >= FEWEST_BEARERS}
    return {name: _commonest(counts) for name, counts in sorted(kept.items()) if whole.get(name, 1) > 0}


def _count(borne: dict[str, Counter[str]], letters: str, latin: str, count: int) -> None:
    spelling = "".join(_WORD.findall(latin))
    if spelling and " " not in letters and len(letters) >= SHORTEST and _is_spelling(letters, spelling):
        borne[letters][spelling] += count


def _is_spelling(letters: str, latin: str) -> bool:
    """Whether a Latin word has the consonants of the letters, but for one at most."""
    heard = written_consonants(latin)
    own = {written_consonants(each) for each in consonants(letters, ARABIC)}
    return any(OSA.distance(heard, each) <= min(1, MOST_APART * max(len(heard), len(each))) for each in own)


def _commonest(counts: Counter[str]) -> tuple[str, ...]:
    """Add up what sounds the same under its commonest spelling."""
    by_sound: dict[str, Counter[str]] = defaultdict(Counter)
    for spelling, count in counts.items():
        by_sound[sound(spelling)][spelling] += count
    ranked = sorted(by_sound.values(), key=lambda same: (-same.total(), min(same)))
    kept = [same for same in ranked if same.total() >= LEAST_SHARE * counts.total()][:MOST_SPELLINGS]
    return tuple(max(sorted(same), key=same.__getitem__) for same in kept)


if __name__ == "__main__":
    main()
