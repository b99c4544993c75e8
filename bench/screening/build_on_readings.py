"""Build the table of Chinese characters' readings in Japanese words, `kyc/screening/on_readings.txt`.

    python -m bench.screening.build_on_readings UNIHAN_READINGS

Source: `kJapaneseOn` of `Unihan_Readings.txt` in the Unicode Character Database (Unicode licence), as Debian's package
unicode-data 15.0.0 has it. Prints the table: how each character of Japan's first standard level is read most often. The
next reading is left out: it found no firm more, and a fifth of all strangers flagged by their own names were so by it.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from bench.screening.laying_out import lines_of

NOTICE = "# Unicode Character Database, (c) 1991-2022 Unicode, Inc., Unicode License."
_FIRST_LEVEL = (0x88, 0x98)  # leading bytes of Shift JIS


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("readings", type=Path)
    found = list(on_readings(parser.parse_args().readings))
    print("# How Chinese characters are read in Japanese words. See bench/screening/build_on_readings.py.")
    print(NOTICE)
    chars: dict[str, list[str]] = defaultdict(list)
    for char, sounds in found:
        chars[sounds[0]].append(char)
    print("[on]\n# `sound=characters`.")
    print(*lines_of(f"{sound}={''.join(own)}" for sound, own in sorted(chars.items())), sep="\n")


def on_readings(table: Path) -> Iterator[tuple[str, list[str]]]:
    """Give characters of the first level with the sounds that Chinese words have in Japanese, the commonest first."""
    for line in table.read_text("utf-8").splitlines():
        code, _, rest = line.partition("\t")
        field, _, sounds = rest.partition("\t")
        char = chr(int(code.removeprefix("U+"), 16)) if code.startswith("U+") else ""
        if field == "kJapaneseOn" and _is_first_level(char):
            yield char, sounds.lower().split()


def _is_first_level(char: str) -> bool:
    try:
        code = char.encode("shift_jis")
    except UnicodeEncodeError:
        return False
    return len(code) == 2 and _FIRST_LEVEL[0] <= code[0] <= _FIRST_LEVEL[1]


if __name__ == "__main__":
    main()
