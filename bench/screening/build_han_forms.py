"""Build the table of Chinese characters' forms, `kyc/screening/glossaries/han_forms.txt`.

    python -m bench.screening.build_han_forms FOLDER

Source: the dictionaries of OpenCC 1.x (Apache 2.0), of which FOLDER holds `TSCharacters.txt` and
`JPShinjitaiCharactersRev.txt`, as the PyPI package opencc-purepy has them. Prints the table: each simplified character
of China's standard with the traditional and the Japanese form of it.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

from bench.screening.laying_out import lines_of

NOTICE = "# Forms of characters: OpenCC, (c) 2010 Carbo Kuo and contributors, Apache License 2.0."


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    print("# Chinese characters by their simplified form. See bench/screening/build_han_forms.py.")
    print(f"{NOTICE}\n[forms]\n# `simplified=traditional and Japanese`.")
    print(*lines_of(f"{simple}={others}" for simple, others in forms(folder).items()), sep="\n")


def forms(folder: Path) -> dict[str, str]:
    """Give the other forms of each simplified character of the standard that has any."""
    simplified = _first_of(folder / "TSCharacters.txt")
    japanese = {new: old for old, new in _first_of(folder / "JPShinjitaiCharactersRev.txt").items()}
    found: dict[str, list[str]] = defaultdict(list)
    for other, simple in [*simplified.items(), *((new, simplified.get(old, old)) for new, old in japanese.items())]:
        if other != simple and other not in simplified.values() and _is_standard(simple) and len(other) == 1:
            found[simple].append(other)
    return {simple: "".join(dict.fromkeys(others)) for simple, others in sorted(found.items())}


def _first_of(table: Path) -> dict[str, str]:
    rows = (line.split() for line in table.read_text("utf-8").splitlines() if not line.startswith("#"))
    return {row[0]: row[1] for row in rows if len(row) > 1}


def _is_standard(char: str) -> bool:
    try:
        return len(char.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False


if __name__ == "__main__":
    main()
