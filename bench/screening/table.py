"""The figures as one Markdown table: a row for each figure, a column for each peer and mode."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from math import isnan

from bench.screening.disguise import DISGUISES
from bench.screening.figures import APART, Run
from bench.screening.peers.peer import Cost
from bench.screening.queries import NATIVE, NATIVE_FIRM

Figure = Callable[[Run], str]


def table(runs: Sequence[Run], costs: Mapping[str, Cost]) -> str:
    """Write all figures of all runs."""
    heads = [f"{run.peer}, {'context' if run.context else 'name only'}" for run in runs]
    lines = [_line("figure", heads), _line("---", ["---:"] * len(runs))]
    rows = [(label, [figure(run) for run in runs]) for label, figure in _figures(runs[0])]
    lines += [_line(label, cells) for label, cells in rows if any(set(cell) - set("– /") for cell in cells)]
    costs_of = [costs[run.peer] for run in runs]
    lines.append(_line("index build, CPU s", [_number(cost.seconds, 1) for cost in costs_of]))
    lines.append(_line("memory of the index, MB", [_number(cost.megabytes, 0) for cost in costs_of]))
    return "\n".join(lines)


def _figures(run: Run) -> Iterator[tuple[str, Figure]]:
    yield "**recall at 1 % false positives** (95 %)", _overall
    yield "**top-1**", lambda each: _number(each.top)
    for kind in (NATIVE, NATIVE_FIRM):
        yield f"{kind}: recall at 1 % / top-1", partial(_found_of, kind)
    yield "contradicting namesakes flagged, as shipped", _namesakes
    yield "as shipped: recall / false positives", lambda each: _two(each.shipped_recall, each.shipped_false)
    for sort in _kinds(run, listed=False):
        yield f"false positives as shipped: {sort}", partial(_false_of, sort)
    for kind in _kinds(run, listed=True):
        yield f"recall at 1 % / top-1: {kind}", partial(_found_of, kind)
    for kind in DISGUISES:
        yield f"cost of a disguise, points: {kind}", partial(_disguise_cost, kind)
    yield "ms a query, mean / p95 (CPU)", lambda each: " / ".join(_number(value, 2) for value in each.milliseconds)
    yield "queries a second and core", lambda each: _number(1000 / each.milliseconds[0], 0)


def _kinds(run: Run, *, listed: bool) -> list[str]:
    kinds = [question.kind for question in run.questions if bool(question.right) is listed]
    return [kind for kind in dict.fromkeys(kinds) if kind not in APART]


def _overall(run: Run) -> str:
    found = run.overall
    return f"{_number(found.value)} ({_number(found.low)}–{_number(found.high)})"


def _namesakes(run: Run) -> str:
    return _number(run.namesakes) if run.context else "–"


def _false_of(sort: str, run: Run) -> str:
    return _number(run.false_of(sort))


def _found_of(kind: str, run: Run) -> str:
    return _two(run.recall_of(kind), run.top_of(kind))


def _disguise_cost(kind: str, run: Run) -> str:
    return _number(run.disguise_cost(kind), 1)


def _two(one: float, other: float) -> str:
    return f"{_number(one)} / {_number(other)}"


def _number(value: float, digits: int = 3) -> str:
    return "–" if isnan(value) else f"{value:.{digits}f}"


def _line(label: str, cells: Sequence[str]) -> str:
    return f"| {' | '.join((label, *cells))} |"
