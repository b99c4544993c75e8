"""Build the table of Chinese characters as names have them, `kyc/screening/east_asian_names.txt`.

    python -m bench.screening.build_east_asian --japanese FOLDER [with ToJyutping on the path]

Sources: ToJyutping 3.2.0 (BSD-2) for how the characters of China's and Taiwan's standards are read in Cantonese, spelt
here as Hong Kong's registry does; japanese-personal-name-dataset 0.4.0 (MIT) for Japanese family names, and given names
with their characters: which of the sounds are which character's is learnt from all names together (expectation and
maximisation). Prints the table.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from math import prod
from pathlib import Path

from bench.screening.laying_out import lines_of

Shares = Mapping[str, Mapping[str, float]]

NOTICES = """\
# Cantonese readings: ToJyutping, (c) 2024 Cantonese Computational Linguistics Infrastructure Development Workgroup,
# BSD 2-Clause. Japanese names: japanese-personal-name-dataset, (c) 2022 shuheilocale, MIT."""
MOST_READINGS = 4  # of a character in given names …
MOST_ALONE = 6  # of a character that is a whole name
LEAST_SHARE = 0.07  # … each in that many of the names with it
FEWEST_NAMES = 4  # with a character
ROUNDS = 6  # of learning which sounds are which character's
UNSEEN = 1e-3  # share of a reading that was not seen yet

_INITIALS = {"gw": "kw", "g": "k", "d": "t", "b": "p", "z": "ch", "c": "ch", "j": "y"}
_FINALS = {
    "aa": "a", "aai": "ai", "aau": "au", "aam": "am", "aan": "an", "aang": "ang", "aap": "ap", "aat": "at", "aak": "ak",
    "am": "um", "ap": "up", "oeng": "eung", "oek": "euk", "oe": "euh", "eoi": "ui", "eon": "un", "eot": "ut",
    "yu": "yu", "yun": "uen", "yut": "uet",
}  # fmt: skip
_SYLLABLE = re.compile(r"(gw|kw|ng|[bpmfdtnlgkhwzcsj])?([a-z]+)")
_MORA = re.compile(r"[bcdfghjkmprstwyz]*[aeiou]|n[aeiou]|ny[aeiou]|n")
_KANJI = re.compile(r"[\u4e00-\u9fff]{1,4}")
_LONG = re.compile(r"(?<=o)[uo](?!e)|(?<=u)u")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--japanese", type=Path, required=True, help="folder dataset of japanese-personal-name-dataset")
    folder = parser.parse_args().japanese
    print("# Chinese characters in names. See bench/screening/build_east_asian.py for where they come from.")
    print(f"{NOTICES}\n[cantonese_characters]\n# As Hong Kong spells them: `spelling=characters`.")
    print(*lines_of(f"{spelling}={''.join(chars)}" for spelling, chars in sorted(_cantonese().items())), sep="\n")
    print("[japanese_family]\n# Family names of Japan, the commonest: `sound=names`.")
    print(*lines_of(f"{sound}={'|'.join(names)}" for sound, names in sorted(_family(folder).items())), sep="\n")
    print("[japanese_given]\n# How characters are read that begin given names, and with a hyphen those that do not.")
    print(*lines_of(f"{char}={'|'.join(sounds)}" for char, sounds in learnt_readings(folder).items()), sep="\n")
    print("[japanese_alone]\n# How a character is read that is the whole of a given name.")
    print(*lines_of(f"{char}={'|'.join(sounds)}" for char, sounds in _of_one_character(folder).items()), sep="\n")


def hong_kong(jyutping: str) -> str:
    """Spell a syllable as Hong Kong's registry does.

    >>> [hong_kong(syllable) for syllable in ("gwok", "zan", "jing", "koeng", "gei", "zi", "jyut")]
    ['kwok', 'chun', 'ying', 'keung', 'kei', 'chi', 'yuet']
    """
    found = _SYLLABLE.fullmatch(jyutping)
    if not found:
        return jyutping
    initial, final = found[1] or "", found[2]
    if initial == "j" and final.startswith("yu"):
        return "y" + {"yu": "u", "yun": "uen", "yut": "uet"}[final]
    if final == "i" and initial == "s":
        return "sze"
    if final == "an" and initial in ("z", "c"):
        return "chun"
    return _INITIALS.get(initial, initial) + ("ah" if (initial, final) == ("w", "aa") else _FINALS.get(final, final))


def shortened(romaji: str) -> str:
    """Write long vowels as passports do.

    >>> shortened("satou"), shortened("oono"), shortened("yuuki")
    ('sato', 'ono', 'yuki')
    """
    return _LONG.sub("", romaji)


def _cantonese() -> dict[str, list[str]]:
    from ToJyutping import get_jyutping_list  # type: ignore[import-not-found]

    found: dict[str, list[str]] = defaultdict(list)
    for char in map(chr, range(0x4E00, 0xA000)):
        reading = get_jyutping_list(char)[0][1] if _is_common(char) else None
        if reading:
            found[hong_kong(reading.rstrip("0123456789"))].append(char)
    return found


def _is_common(char: str) -> bool:
    """Whether a character is in China's or Taiwan's standard."""
    return any(char.encode(standard, "ignore") for standard in ("gb2312", "big5"))


def _family(folder: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    with (folder / "last_name_org.csv").open(newline="", encoding="utf-8") as file:
        for written, _, _, romaji in csv.reader(file):
            found[shortened(romaji)].append(written)
    return found


def learnt_readings(folder: Path) -> dict[str, list[str]]:
    """Learn how single characters are read in given names, by their share in names whose reading is known."""
    names = list(_read_names(folder))
    shares: Shares = {}
    for _ in range(ROUNDS):
        counts: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for written, moras in names:
            for weight, parts in _divisions(written, moras, shares):
                for char, part in zip(placed(written), parts, strict=True):
                    counts[char][part] += weight
        shares = {char: {part: n / sum(found.values()) for part, n in found.items()} for char, found in counts.items()}
    readings: dict[str, list[str]] = defaultdict(list)
    for char, found in sorted(counts.items()):
        total, ranked = sum(found.values()), sorted(found, key=lambda part: -found[part])[:MOST_READINGS]
        if round(total) >= FEWEST_NAMES and _is_common(char[-1]):
            readings[char] = [part for part in ranked if found[part] >= LEAST_SHARE * total]
    return readings


def placed(name: str) -> list[str]:
    """Mark the characters that do not begin a name: they are read otherwise.

    >>> placed("純一郎")
    ['純', '-一', '-郎']
    """
    return [*name[:1], *(f"-{char}" for char in name[1:])]


def _of_one_character(folder: Path) -> dict[str, list[str]]:
    """How a character is read that is the whole of a given name."""
    readings: dict[str, list[str]] = defaultdict(list)
    for file in ("man_opti", "woman_opti", "man_org", "woman_org"):
        with (folder / f"first_name_{file}.csv").open(newline="", encoding="utf-8") as opened:
            for _, romaji, *written in csv.reader(opened):
                for char in written:
                    if len(char) == 1 and _KANJI.fullmatch(char) and len(readings[char]) < MOST_ALONE:
                        readings[char].append(shortened(romaji))
    return {char: list(dict.fromkeys(sounds)) for char, sounds in sorted(readings.items()) if sounds}


def _read_names(folder: Path) -> Iterator[tuple[str, list[str]]]:
    for file in ("first_name_man_org.csv", "first_name_woman_org.csv"):
        with (folder / file).open(newline="", encoding="utf-8") as opened:
            for _, romaji, *written in csv.reader(opened):
                moras = _MORA.findall(romaji)
                yield from ((name, moras) for name in written if len(name) <= len(moras) and _KANJI.fullmatch(name))


def _divisions(written: str, moras: Sequence[str], shares: Shares) -> Iterator[tuple[float, tuple[str, ...]]]:
    """Give every way to divide the sounds of a name among its characters, weighted so that all come to one."""
    ways = []
    for cuts in combinations(range(1, len(moras)), len(written) - 1):
        parts = tuple("".join(moras[start:end]) for start, end in pairwise((0, *cuts, len(moras))))
        likely = prod(shares.get(char, {}).get(part, UNSEEN) for char, part in zip(placed(written), parts, strict=True))
        ways.append((likely, parts))
    total = sum(likely for likely, _ in ways)
    return ((likely / total, parts) for likely, parts in ways)


if __name__ == "__main__":
    main()
