"""What re-screening costs: python -m bench.rescreen growth | full | workers | all --lists FOLDER.

growth    deltas of real lists against books of growing size, beside a full re-screen of a sample of the same book
full      a full re-screen beside the bare loop over the same customers, a chunk of each by turns
workers   a full re-screen with one and with two processes
all       all three; with the kill bench (`python -m bench.rescreen.kill`) everything that docs/scaling.md shows
"""

from __future__ import annotations

import argparse
from pathlib import Path

from bench.rescreen.crews import workers
from bench.rescreen.growth import growth
from bench.rescreen.plain import full

_SIZES = {"growth": [10_000, 100_000, 1_000_000], "full": [20_000], "workers": [200_000]}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.rescreen")
    parser.add_argument("what", choices=(*_SIZES, "all"))
    parser.add_argument("--lists", type=Path, default=Path(__file__).parents[3] / "shared" / "lists")
    parser.add_argument("--customers", type=int, nargs="+", default=None)
    asked = parser.parse_args()
    for what in _SIZES if asked.what == "all" else (asked.what,):
        sizes = asked.customers or _SIZES[what]
        if what == "growth":
            growth(asked.lists, sizes)
        elif what == "full":
            full(asked.lists, sizes[0])
        else:
            workers(asked.lists, sizes[0])


if __name__ == "__main__":
    main()
