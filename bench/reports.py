"""What a stored report costs: to write, to read back, to judge again under another policy.

python -m bench.reports [--rounds 20] [--hits 10]

The reports are those of the invented applicants, with so many hits each; milliseconds of the processor for one.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import median
from time import process_time
from typing import TypeVar

from fixtures.applicants import APPLICANTS
from fixtures.casework import golden
from kyc.model.report import Report
from kyc.reporting.document import as_json, from_json, seal, verify

T = TypeVar("T")
_SANCTIONED = "sanctioned"


def main() -> None:
    """Print a line for each thing that is done with a report."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rounds", type=int, default=20)
    asked.add_argument("--hits", type=int, default=10)
    options = asked.parse_args()
    reports = material(options.hits)
    written = [json.dumps(as_json(report)).encode() for report in reports]
    documents = [json.loads(text) for text in written]
    print(f"{len(reports)} reports, {sum(map(len, written)) / len(written) / 1000:.0f} KB each, {options.hits} hits")
    for name, cost in (
        ("write (as_json)", _each(as_json, reports, options.rounds)),
        ("read JSON", _each(json.loads, written, options.rounds)),
        ("make records (from_json)", _each(from_json, documents, options.rounds)),
        ("verify the seal", _each(verify, documents, options.rounds)),
    ):
        print(f"{name:26}{cost:8.2f} ms")


def material(hits: int) -> list[Report]:
    """The invented applicants' reports, each with so many hits."""
    (hit,) = golden(_SANCTIONED).screening.hits[:1]  # type: ignore[union-attr]
    many = tuple(replace(hit, entity_id=f"local-{number}") for number in range(hits))
    reports = (golden(applicant.key) for applicant in APPLICANTS)
    return [
        seal(replace(each, screening=replace(each.screening, hits=many) if each.screening else None))
        for each in reports
    ]


def _each(work: Callable[[T], object], things: Sequence[T], rounds: int) -> float:
    """Milliseconds of the processor for one thing: the median of the rounds."""
    return median(_round(work, things) for _ in range(rounds))


def _round(work: Callable[[T], object], things: Sequence[T]) -> float:
    began = process_time()
    for thing in things:
        work(thing)
    return 1000 * (process_time() - began) / len(things)


if __name__ == "__main__":
    main()
