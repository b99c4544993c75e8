"""Batches of `kyc screen`: many questions together, and in long files by several processes over one mapped index."""

from __future__ import annotations

import gc
import json
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from multiprocessing import get_context
from os import cpu_count
from pathlib import Path
from threading import active_count
from time import perf_counter
from typing import TYPE_CHECKING, Any
from warnings import catch_warnings, simplefilter

from pydantic_core import PydanticSerializationError, to_json

from kyc.cli.batches.strays import Stray, strays
from kyc.cli.terminal.lines import Id, Numbered, groups_of_lines, id_of, opened, parsed
from kyc.model.errors import InputError
from kyc.screening.wire import QUERY_KEYS, hit_json, query_of

if TYPE_CHECKING:
    from kyc.model.screening import Screening, ScreeningQuery
    from kyc.screening.screener import ListScreener

_LONG = 1_000_000  # bytes of a file from which on starting processes pays
_AHEAD = 3  # groups of lines given out to each process


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of one line: the JSON to print, or the code and message of what is wrong with it."""

    id: Id
    json: str | None = None
    wrong: tuple[str, str] | None = None
    line: int = 0  # from 1
    strays: tuple[Stray, ...] = ()  # what was not read of it


@dataclass(frozen=True, slots=True)
class _Asked:
    id: Id
    line: int
    query: ScreeningQuery | None = None
    wrong: tuple[str, str] | None = None
    strays: tuple[Stray, ...] = ()


def answers(path: Path, screener: ListScreener, opening: Callable[[], ListScreener]) -> Iterator[Answered]:
    """Answer every line of a file, in order.

    Args:
        path: of the questions; `-` is standard input.
        screener: answers here.
        opening: opens the same screener in another process; can be pickled.
    """
    gc.freeze()  # the lists stay to the end: going through them again and again took a fifteenth of the time
    with opened(path) as lines:
        groups = groups_of_lines(lines)
        if str(path) == "-" or path.stat().st_size < _LONG:
            yield from chain.from_iterable(answered(group, screener) for group in groups)
        else:
            yield from _by_processes(groups, screener, opening)


def answered(group: Sequence[Numbered], screener: ListScreener) -> list[Answered]:
    """Answer a group of lines."""
    asked = [_asked(line) for line in group]
    started = perf_counter()
    screener.prepare(each.query for each in asked if each.query)
    share = (perf_counter() - started) / max(1, len(asked))
    return [_answer(each, screener, share) for each in asked]


def answer_json(key: Id | None, answer: Screening, seconds: float) -> dict[str, Any]:
    """Write the answer to one question."""
    return {"id": key, "hits": [hit_json(hit) for hit in answer.hits], "took_ms": round(seconds * 1000, 3)}


def _asked(line: Numbered) -> _Asked:
    key: Id = f"line {line[0]}"
    left: tuple[Stray, ...] = ()
    try:
        record = parsed(line)
        key = id_of(record, key)
        left = strays(record, QUERY_KEYS)
        return _Asked(key, line[0], query_of(record), strays=left)
    except InputError as error:
        return _Asked(key, line[0], wrong=(error.code, str(error)), strays=left)


def _answer(asked: _Asked, screener: ListScreener, share: float) -> Answered:
    if asked.query is None:
        return Answered(asked.id, None, asked.wrong, asked.line, asked.strays)
    started = perf_counter()
    answer = screener.screen(asked.query)
    written = _written(answer_json(asked.id, answer, perf_counter() - started + share))
    return Answered(asked.id, written, None, asked.line, asked.strays)


def _written(record: dict[str, Any]) -> str:
    """An answer as JSON; an id with half a character in it, as JSON can carry, comes back escaped as it came."""
    try:
        return to_json(record).decode()
    except PydanticSerializationError:
        return json.dumps(record, allow_nan=False)


def _by_processes(
    groups: Iterable[list[Numbered]], screener: ListScreener, opening: Callable[[], ListScreener]
) -> Iterator[Answered]:
    """Give groups out to as many processes as there are processors, and the answers back in order."""
    count = cpu_count() or 1
    left = iter(groups)
    with _processes(count, screener, opening) as processes:
        given: deque[Future[list[Answered]]] = deque()
        with _unwarned():  # it is now that they start
            given.extend(processes.submit(_answered_there, group) for group in islice(left, count * _AHEAD))
        while given:
            yield from given.popleft().result()
            given.extend(processes.submit(_answered_there, group) for group in islice(left, 1))


def _processes(count: int, screener: ListScreener, opening: Callable[[], ListScreener]) -> ProcessPoolExecutor:
    """Processes that have a screener: a fork has ours at once, another takes half a second to load all anew."""
    if not _may_fork():
        return ProcessPoolExecutor(count, get_context("spawn"), _start, (opening,))
    return ProcessPoolExecutor(count, get_context("fork"), _here.append, (screener,))


def _may_fork() -> bool:
    """Whether a fork is safe: on Linux, while no other thread of ours (a progress bar) may hold a lock."""
    return sys.platform == "linux" and active_count() == 1


@contextmanager
def _unwarned() -> Iterator[None]:
    """Newer versions of Python warn of numpy's threads, too, which their library ends before a fork by itself."""
    with catch_warnings():
        simplefilter("ignore", DeprecationWarning)
        yield


_here: list[ListScreener] = []  # the screener of a process that was started for a batch


def _start(opening: Callable[[], ListScreener]) -> None:
    _here.append(opening())
    gc.freeze()


def _answered_there(group: list[Numbered]) -> list[Answered]:
    return answered(group, _here[0])
