"""Measure screening beside what else a user could pick.

python -m bench.screening [--size 30k|300k|3m] [--peers ours,logic-v2,token_sort,wratio] [--half dev|unseen]
                          [--queries N] [--outside] [--pairs FILE|FOLDER [--pairs-half dev|unseen]]
                          [--listed-pairs N] [--misses N] [--cold] [--lists FOLDER]

Prints one Markdown table. `--misses` lists what ours got wrong, of the half that may be looked at.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bench.screening.cold import cold_start
from bench.screening.figures import Run
from bench.screening.listed_pairs import listed_pairs, load_editions
from bench.screening.material import HALVES, Material, list_paths, load
from bench.screening.misses import misses
from bench.screening.outside import outside_questions
from bench.screening.pair_table import head, pair_table, wrong
from bench.screening.pairs import BOTH_HALVES, Pair, read_pairs
from bench.screening.peers.fuzz import Scan
from bench.screening.peers.nomenklatura.client import LogicV2
from bench.screening.peers.ours import Ours
from bench.screening.peers.peer import Cost, Peer
from bench.screening.queries import Question, questions
from bench.screening.sizes import SIZES, padded
from bench.screening.table import table
from kyc.screening.scoring.calibration import PAIR_THRESHOLD, THRESHOLD

LISTS = Path(os.environ.get("KYC_SHARED") or Path(__file__).parents[3] / "shared") / "lists"
PEERS = ("ours", "logic-v2", "token_sort", "wratio")
WARM_UP = 20  # questions asked before the clock starts


def main() -> None:
    options = _options()
    if options.pairs:
        _print_pairs(read_pairs(options.pairs, options.pairs_half), options.peers, bool(options.misses))
        return
    if options.listed_pairs:
        pairs = listed_pairs(load_editions(options.lists), options.half, options.listed_pairs)
        _print_pairs(pairs, options.peers, bool(options.misses))
        return
    material = load(options.lists)
    material = replace(material, entities=tuple(padded(material.entities, SIZES[options.size])))
    asked = questions(material, options.half, options.queries)
    if options.outside:
        unlisted = [question for question in asked if not question.right]
        asked = [*outside_questions(material, options.half, options.queries), *unlisted]
    print(f"{_described(material, asked)}, half: {options.half}, size: {options.size}\n")
    runs, costs = _runs(material, options.peers, asked)
    print(table(runs, costs))
    if options.misses:
        print(misses(runs[0], material, options.misses))
    if options.cold:
        print(
            "\ncold start of `kyc screen`: {:.2f} s wall, {:.2f} s CPU".format(*cold_start(list_paths(options.lists)))
        )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=SIZES, default="30k")
    parser.add_argument("--peers", type=_peers, default=["ours"], help=f"some of {', '.join(PEERS)}")
    parser.add_argument("--half", choices=HALVES, default="unseen")
    parser.add_argument("--queries", type=int, default=1000, help="varied questions about listed identities")
    parser.add_argument(
        "--pairs",
        type=Path,
        help="labelled pairs instead: lines of `kyc screen --pairs` with a label, or a table of names",
    )
    parser.add_argument(
        "--listed-pairs", type=int, default=0, metavar="N", help="N true pairs and near misses out of the lists instead"
    )
    parser.add_argument("--pairs-half", choices=(*HALVES, BOTH_HALVES), default=BOTH_HALVES, help="by the second name")
    parser.add_argument("--misses", type=int, default=0, help="wrong answers to show of each kind; with --half dev")
    parser.add_argument("--outside", action="store_true", help="variations of the PyPI package sanctions-screening-…")
    parser.add_argument("--cold", action="store_true", help="measure `kyc screen` from its start, too")
    parser.add_argument("--lists", type=Path, default=LISTS)
    options = parser.parse_args()
    if options.misses and not options.pairs and options.half != "dev":
        parser.error("--misses looks at names: only those of --half dev may be looked at")
    if not options.pairs and not options.lists.is_dir():
        parser.error(f"there are no lists in {options.lists}: set KYC_SHARED or give --lists")
    return options


def _peers(text: str) -> list[str]:
    names = text.split(",")
    if unknown := [name for name in names if name not in PEERS]:
        raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: there are {', '.join(PEERS)}")
    return names


def _built(name: str, material: Material | None) -> Peer:
    entities = material.entities if material else ()
    if name == "ours":
        return Ours(entities, threshold=THRESHOLD if material else PAIR_THRESHOLD)
    return LogicV2(entities) if name == "logic-v2" else Scan(name, entities)


def _runs(material: Material, names: Sequence[str], asked: Sequence[Question]) -> tuple[list[Run], dict[str, Cost]]:
    """Let one peer after the other answer, each gone before the next comes."""
    runs, costs = [], {}
    for name in names:
        peer = _built(name, material)
        if name != "logic-v2":
            peer.ask(
                [
                    replace(question, query=replace(question.query, name="Abayomi Testperson"))
                    for question in asked[:WARM_UP]
                ]
            )
        for context in (True, False) if peer.uses_context else (False,):
            those = asked if context else [question.name_only for question in asked]
            runs.append(Run(name, context, peer.threshold, those, peer.ask(those)))
        costs[name] = peer.cost
    return runs, costs


def _described(material: Material, asked: Sequence[Question]) -> str:
    names = sum(len(entity.names) for entity in material.entities)
    listed = sum(bool(question.right) for question in asked)
    return (
        f"{len(material.entities):,} entities, {names:,} names; "
        f"{listed:,} questions about listed, {len(asked) - listed:,} about unrelated"
    )


def _print_pairs(pairs: Sequence[Pair], names: Sequence[str], shown: bool) -> None:
    lines, seen = [], []
    for name in names:
        peer = _built(name, None)
        scores = peer.compare(pairs)
        lines += pair_table(pairs, name, peer.threshold, scores)
        if name == "ours" and shown:
            seen = wrong(pairs, peer.threshold, scores)
    print("\n".join([head(), *lines, *seen]))


if __name__ == "__main__":
    main()
