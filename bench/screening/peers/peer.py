"""What a peer is."""

from __future__ import annotations

import gc
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from bench.screening.pairs import Pair
from bench.screening.queries import Question

Made = TypeVar("Made")
LIMIT = 10  # hits looked at, as `kyc screen` gives them by default


@dataclass(frozen=True, slots=True)
class Answer:
    """The best hits of one question, best first, as (entity id, score), and the CPU time they took."""

    hits: tuple[tuple[str, float], ...]
    seconds: float

    @property
    def best(self) -> float:
        """The score of the best hit."""
        return self.hits[0][1] if self.hits else float("-inf")

    def score_of(self, right: frozenset[str]) -> float:
        """The score of the best right entity, minus infinity when none was found."""
        return next((score for entity, score in self.hits if entity in right), float("-inf"))

    def is_top(self, right: frozenset[str]) -> bool:
        """Whether the best hit is right."""
        return bool(self.hits) and self.hits[0][0] in right


@dataclass(frozen=True, slots=True)
class Cost:
    """What it takes to get ready: CPU seconds and megabytes of memory."""

    seconds: float
    megabytes: float


class Peer(Protocol):
    """A screener with its entities in memory. `threshold` is where it flags by its authors' word."""

    name: str
    threshold: float
    uses_context: bool
    cost: Cost

    def ask(self, questions: Sequence[Question]) -> list[Answer]:
        """Answer every question, in order."""
        ...

    def compare(self, pairs: Sequence[Pair]) -> list[float]:
        """Score labelled pairs, in order."""
        ...


def weighed(make: Callable[[], Made]) -> tuple[Made, Cost]:
    """Make something, and measure CPU time and the memory that stays taken."""
    gc.collect()
    memory, started = _resident(), time.process_time()
    made = make()
    seconds = time.process_time() - started
    gc.collect()
    gc.freeze()  # as `kyc screen` does: the lists stay, and need not be gone through with every few thousand answers
    return made, Cost(seconds, _resident() - memory)


def _resident() -> float:
    """Megabytes of this process in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6
