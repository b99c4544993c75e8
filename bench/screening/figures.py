"""From a peer's answers to its figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bench.screening.disguise import DISGUISES
from bench.screening.metrics import Interval, recall, recall_at, strictest
from bench.screening.peers.peer import Answer
from bench.screening.queries import NAMESAKE, NATIVE, NATIVE_FIRM, Question

APART = (NATIVE, NATIVE_FIRM, NAMESAKE, *DISGUISES)  # kinds with figures of their own, left out of the overall recall


@dataclass(frozen=True)
class Run:
    """What one peer answered, with or without birth date and country."""

    peer: str
    context: bool
    threshold: float
    questions: Sequence[Question]
    answers: Sequence[Answer]

    @cached_property
    def limit(self) -> float:
        """The score that one in a hundred unrelated people exceeds."""
        return strictest([answer.best for question, answer in self._both if not question.right])

    @property
    def overall(self) -> Interval:
        """Recall at 1 % false positives over all variations but the native scripts and disguises."""
        kept = [(question, answer) for question, answer in self._both if _counts(question)]
        unrelated = [answer.best for question, answer in self._both if not question.right]
        right = [answer.score_of(question.right) for question, answer in kept]
        return recall_at(right, [question.identity for question, _ in kept], unrelated)

    @property
    def top(self) -> float:
        """How often the best hit is right, over the same."""
        return self._share(_counts, lambda question, answer: answer.is_top(question.right))

    def recall_of(self, kind: str) -> float:
        """Recall of one kind at the limit of the whole run."""
        return recall([answer.score_of(asked.right) for asked, answer in self._both if asked.kind == kind], self.limit)

    def top_of(self, kind: str) -> float:
        """How often the best hit is right, of one kind."""
        return self._share(lambda asked: asked.kind == kind, lambda asked, answer: answer.is_top(asked.right))

    @property
    def shipped_recall(self) -> float:
        """Recall at the threshold as shipped."""
        return self._share(_counts, lambda asked, answer: answer.score_of(asked.right) >= self.threshold)

    @property
    def shipped_false(self) -> float:
        """Share of unrelated people with a hit at the threshold as shipped."""
        return self._share(lambda asked: not asked.right, lambda _, answer: answer.best >= self.threshold)

    def false_of(self, sort: str) -> float:
        """The same for one sort of the unrelated."""
        return self._share(lambda asked: asked.kind == sort, lambda _, answer: answer.best >= self.threshold)

    @property
    def namesakes(self) -> float:
        """Share of namesakes flagged, at the threshold as shipped, as the listed person they are not."""
        return self._share(
            lambda asked: asked.kind == NAMESAKE, lambda asked, answer: answer.score_of(asked.right) >= self.threshold
        )

    def disguise_cost(self, kind: str) -> float:
        """Points of recall, at the limit, that a disguise costs against the same questions undisguised."""
        by_id = {asked.id: answer for asked, answer in self._both}
        pairs = [
            (asked, answer, by_id[asked.twin]) for asked, answer in self._both if asked.kind == kind and asked.twin
        ]
        disguised = recall([answer.score_of(asked.right) for asked, answer, _ in pairs], self.limit)
        plain = recall([twin.score_of(asked.right) for asked, _, twin in pairs], self.limit)
        return 100 * (plain - disguised)

    @property
    def milliseconds(self) -> tuple[float, float]:
        """Mean and 95th percentile of CPU time a question."""
        taken = np.array([answer.seconds for answer in self.answers]) * 1000
        return float(taken.mean()), float(np.quantile(taken, 0.95))

    @property
    def _both(self) -> Sequence[tuple[Question, Answer]]:
        return tuple(zip(self.questions, self.answers, strict=True))

    def _share(self, which: Callable[[Question], bool], of: Callable[[Question, Answer], bool]) -> float:
        found = [of(question, answer) for question, answer in self._both if which(question)]
        return float(np.mean(found)) if found else float("nan")


def _counts(question: Question) -> bool:
    return bool(question.right) and question.kind not in APART
