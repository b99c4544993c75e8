"""Plain scans with rapidfuzz: what most in-house screenings are."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np
from anyascii import anyascii
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.process import cdist
from rapidfuzz.utils import default_process

from bench.screening.material import natural
from bench.screening.pairs import Pair
from bench.screening.peers.peer import LIMIT, Answer, weighed
from bench.screening.queries import Question
from watchlists.model import ListedEntity, Schema

_CUTOFF = 50  # scores below count as none, which saves time and changes no figure
SHIPPED = 0.86  # what the field's tutorials and tools set it to


class Scan:
    """Compare a name with every listed one of its kind. Birth dates and countries play no part."""

    uses_context = False
    threshold = SHIPPED

    def __init__(self, name: str, entities: Sequence[ListedEntity]) -> None:
        self.name = name
        self._prepared, self._scorer = _SCORERS[name]
        self._index, self.cost = weighed(lambda: {person: self._built(entities, person) for person in (True, False)})

    def ask(self, questions: Sequence[Question]) -> list[Answer]:
        """Answer every question, in order."""
        return [self._answer(question) for question in questions]

    def compare(self, pairs: Sequence[Pair]) -> list[float]:
        """Score pairs by their best name."""
        return [
            max(self._scorer(self._prepared(pair.query.name), self._prepared(name.text)) for name in pair.entity.names)
            / 100
            for pair in pairs
        ]

    def _built(self, entities: Sequence[ListedEntity], person: bool) -> tuple[list[str], NDArray[np.str_]]:
        kept = [entity for entity in entities if (entity.schema is Schema.PERSON) is person]
        rows = [(self._prepared(natural(name)), entity.id) for entity in kept for name in entity.names]
        return [text for text, _ in rows], np.array([owner for _, owner in rows], dtype=np.str_)

    def _answer(self, question: Question) -> Answer:
        started = time.process_time()
        names, owners = self._index[question.query.schema is Schema.PERSON]
        asked = [self._prepared(question.query.name)]
        scores = cdist(asked, names, scorer=self._scorer, score_cutoff=_CUTOFF, dtype=np.float32)[0]
        best: dict[str, float] = {}
        for row in _leading(scores, LIMIT * 20):
            best.setdefault(str(owners[row]), float(scores[row]) / 100)
        hits = sorted(best.items(), key=lambda hit: (-hit[1], hit[0]))[:LIMIT]
        return Answer(tuple(hits), time.process_time() - started)


def _leading(scores: NDArray[np.float32], count: int) -> NDArray[np.intp]:
    """The rows with the highest scores, highest first; an entity has some twenty names at most."""
    count = min(count, len(scores))
    rows = np.argpartition(-scores, count - 1)[:count]
    return rows[np.argsort(-scores[rows], kind="stable")]


def _plain(text: str) -> str:
    return default_process(anyascii(text))


def _sorted_words(text: str) -> str:
    return " ".join(sorted(_plain(text).split()))


# Names whose words are sorted beforehand make `ratio` the same as `token_sort_ratio`, and quicker.
_SCORERS: dict[str, tuple[Callable[[str], str], Callable[..., float]]] = {
    "token_sort": (_sorted_words, fuzz.ratio),
    "wratio": (_plain, fuzz.WRatio),
}
