"""Score questions with logic-v2: run by the interpreter that has nomenklatura, which ours has not.

    python runner.py screen LISTED.jsonl ASKED.jsonl ANSWERS.jsonl
    python runner.py pairs LISTED.jsonl ASKED.jsonl ANSWERS.jsonl      the first with the first, and so on

logic-v2 only scores pairs; yente finds candidates with Elasticsearch. Here it gets better ones: the nearest by
character n-grams, the nearest by sorted words, and in any case the right entity (`right`). The time it is charged
is that of scoring.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from followthemoney.proxy import EntityProxy  # type: ignore[import-not-found]
from nomenklatura.matching import LogicV2, ScoringConfig  # type: ignore[import-not-found]
from normality import latinize_text  # type: ignore[import-not-found]
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.process import cdist
from sklearn.feature_extraction.text import TfidfVectorizer  # type: ignore[import-not-found]

Record = dict[str, Any]
Floats = NDArray[np.float32]
BY_NGRAMS, BY_WORDS = 25, 35
NAMES_AN_ENTITY = 6  # names that one entity may take up among the nearest


def main() -> None:
    listed, asked = (lines(name) for name in sys.argv[2:4])
    work = screened if sys.argv[1] == "screen" else compared
    with Path(sys.argv[4]).open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(answer) + "\n" for answer in work(listed, asked))


def lines(name: str) -> list[Record]:
    """The records of a file."""
    return [json.loads(line) for line in Path(name).read_text(encoding="utf-8").splitlines()]


def screened(listed: list[Record], asked: list[Record]) -> Iterator[Record]:
    """Answer every question, and tell at the end what getting ready took."""
    started = time.process_time()
    persons = Candidates([record for record in listed if record["schema"] == "Person"])
    others = Candidates([record for record in listed if record["schema"] != "Person"])
    ready = time.process_time() - started
    for at, question in enumerate(asked):
        yield answered(question | {"id": f"query {at}"}, persons if question["schema"] == "Person" else others)
    yield {"ready_s": ready, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3}


def compared(listed: list[Record], asked: list[Record]) -> Iterator[Record]:
    """Score pairs."""
    config = ScoringConfig.defaults()
    for at, (query, entity) in enumerate(zip(asked, listed, strict=True)):
        query, entity = proxy(query | {"id": f"query {at}"}), proxy(entity | {"id": f"entity {at}"})
        yield {"score": LogicV2.compare(query, entity, config).score}


class Candidates:
    """The entities of one kind, and how to find those worth scoring."""

    def __init__(self, records: list[Record]) -> None:
        self.proxies = {record["id"]: proxy(record) for record in records}
        rows = [(plain(name), record["id"]) for record in records for name in record["names"]]
        self.texts, self.owners = [text for text, _ in rows], [owner for _, owner in rows]
        self._grams = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 3), dtype=np.float32)
        self._matrix = self._grams.fit_transform(self.texts).T.tocsr()

    def near(self, name: str) -> set[str]:
        """The ids of the entities whose names are nearest."""
        text = plain(name)
        grams = np.asarray((self._grams.transform([text]) @ self._matrix).todense())[0]
        words = cdist([text], self.texts, scorer=fuzz.ratio, dtype=np.float32)[0]
        return self._owners(grams, BY_NGRAMS) | self._owners(words, BY_WORDS)

    def _owners(self, scores: Floats, wanted: int) -> set[str]:
        count = min(wanted * NAMES_AN_ENTITY, len(scores))
        rows = np.argpartition(-scores, count - 1)[:count]
        ordered = (self.owners[row] for row in rows[np.argsort(-scores[rows], kind="stable")])
        return set(list(dict.fromkeys(ordered))[:wanted])


def answered(question: Record, candidates: Candidates) -> Record:
    """Score the candidates of a question with and without its birth date and country."""
    chosen = sorted(candidates.near(question["name"]) | (set(question["right"]) & candidates.proxies.keys()))
    answer: Record = {"pairs": len(chosen)}
    bare = question | {"id": f"bare {question['id']}", "birth_dates": [], "countries": []}
    for key, record in (("context", question), ("name", bare)):
        asked, config = proxy(record), ScoringConfig.defaults()
        started = time.process_time()
        hits = [(each, LogicV2.compare(asked, candidates.proxies[each], config).score) for each in chosen]
        answer[f"{key}_s"] = time.process_time() - started
        answer[key] = sorted(hits, key=lambda hit: (-hit[1], hit[0]))[:10]
    return answer


def proxy(record: Record) -> EntityProxy:
    """A FollowTheMoney entity. logic-v2 remembers names by entity id: every query needs one of its own."""
    entity = EntityProxy.from_dict({"id": record["id"], "schema": record["schema"], "properties": {}})
    entity.add("name", record["names"], quiet=True)
    entity.add("weakAlias", record.get("weak", ()), quiet=True)
    entity.add("birthDate", record["birth_dates"], quiet=True)
    entity.add("nationality" if record["schema"] == "Person" else "country", record["countries"], quiet=True)
    for key in ("firstName", "lastName"):
        entity.add(key, record.get(key, ()), quiet=True)
    return entity


def plain(name: str) -> str:
    """Latin lower case with the words sorted."""
    return " ".join(sorted(chain((latinize_text(name) or name).lower().replace(",", " ").split())))


if __name__ == "__main__":
    main()
