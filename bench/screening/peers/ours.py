"""Ours, as `kyc screen` uses it."""

from __future__ import annotations

import time
from collections.abc import Sequence

from bench.screening.pairs import Pair
from bench.screening.peers.peer import LIMIT, Answer, weighed
from bench.screening.queries import Question
from kyc.screening.scoring.calibration import THRESHOLD
from kyc.screening.screener import ListScreener
from watchlists.model import ListedEntity


class Ours:
    """A `ListScreener` over the entities."""

    name = "ours"
    uses_context = True

    def __init__(self, entities: Sequence[ListedEntity], *, threshold: float = THRESHOLD) -> None:
        self._screener, self.cost = weighed(lambda: ListScreener(entities, (), threshold=threshold, limit=LIMIT))
        self.threshold = self._screener.algorithm.threshold

    def ask(self, questions: Sequence[Question]) -> list[Answer]:
        """Answer every question, in order; the time is that of `screen`, from the query to explained hits."""
        return [self._answer(question) for question in questions]

    def compare(self, pairs: Sequence[Pair]) -> list[float]:
        """Score pairs as `kyc screen --pairs` does."""
        return [self._screener.compare(pair.query, pair.entity).score for pair in pairs]

    def _answer(self, question: Question) -> Answer:
        started = time.process_time()
        hits = self._screener.screen(question.query).hits
        return Answer(tuple((hit.entity_id, hit.score) for hit in hits), time.process_time() - started)
