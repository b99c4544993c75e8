"""The peer's side in our process: writes the questions, runs the runner, reads the answers."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.screening.material import natural
from bench.screening.pairs import Pair
from bench.screening.peers.peer import Answer, Cost
from bench.screening.queries import Question
from kyc.model.screening import ScreeningQuery
from watchlists.countries import alpha2
from watchlists.model import ListedEntity, NameKind

MADE_BY_BENCH_SH = Path("out/bench-venv/bin/python")
RUNNER = Path(__file__).with_name("runner.py")


def interpreter() -> Path:
    """The Python that has nomenklatura: `KYC_BENCH_NOMENKLATURA`, or the one that `scripts/bench.sh peers` makes."""
    found = Path(os.environ.get("KYC_BENCH_NOMENKLATURA") or MADE_BY_BENCH_SH)
    if not found.exists():
        raise SystemExit("logic-v2 needs its own environment: run `scripts/bench.sh peers`, or leave it out of --peers")
    return found


class LogicV2:
    """Scores about fifty candidates a question, the right one always among them."""

    name = "logic-v2"
    threshold = 0.7  # its authors' own
    uses_context = True

    def __init__(self, entities: Sequence[ListedEntity]) -> None:
        self._listed = [_listed(entity) for entity in entities]
        self.cost = Cost(float("nan"), float("nan"))
        self._said: dict[str, Mapping[str, Any]] = {}

    def ask(self, questions: Sequence[Question]) -> list[Answer]:
        """Answer every question, in order. The first call scores with and without context at once."""
        if not all(question.id in self._said for question in questions):
            self._run(questions)
        return [self._answer(question) for question in questions]

    def _answer(self, question: Question) -> Answer:
        said, key = self._said[question.id], "context" if question.query.countries else "name"
        return Answer(tuple((entity, score) for entity, score in said[key]), said[f"{key}_s"])

    def compare(self, pairs: Sequence[Pair]) -> list[float]:
        """Score pairs with all that both sides state."""
        listed, asked = [_listed(pair.entity) for pair in pairs], [_asked(pair.query) for pair in pairs]
        return [float(answer["score"]) for answer in _ran("pairs", listed, asked)]

    def _run(self, questions: Sequence[Question]) -> None:
        asked = [_asked(question.query) | {"right": sorted(question.right)} for question in questions]
        *answers, cost = _ran("screen", self._listed, asked)
        self._said = {question.id: answer for question, answer in zip(questions, answers, strict=True)}
        self.cost = Cost(cost["ready_s"], cost["megabytes"])


def _ran(work: str, listed: Iterable[Mapping[str, Any]], asked: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Run the runner over two files, and read the third."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in ("listed.jsonl", "asked.jsonl", "answers.jsonl")]
        _write(paths[0], listed)
        _write(paths[1], asked)
        subprocess.run([str(interpreter()), str(RUNNER), work, *map(str, paths)], check=True)
        return [json.loads(line) for line in paths[2].read_text(encoding="utf-8").splitlines()]


def _write(path: Path, records: Iterable[Mapping[str, Any]]) -> None:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")


def _listed(entity: ListedEntity) -> dict[str, Any]:
    """An entity as OpenSanctions would have it: names in natural order, weak ones apart, parts where tagged."""
    strong = [name for name in entity.names if name.kind is not NameKind.WEAK_ALIAS]
    return {
        "id": entity.id,
        "schema": entity.schema.value,
        "names": [natural(name) for name in strong or entity.names],
        "weak": [name.text for name in entity.names if name.kind is NameKind.WEAK_ALIAS],
        "firstName": [name.given for name in strong if name.given],
        "lastName": [name.family for name in strong if name.family],
        "birth_dates": [str(span.start) for span in entity.birth_dates],
        "countries": _alpha2((*entity.nationalities, *entity.countries)),
    }


def _asked(query: ScreeningQuery) -> dict[str, Any]:
    return {
        "id": "query",
        "schema": query.schema.value,
        "name": query.name,
        "names": [query.name],
        "birth_dates": [str(query.birth_date)] if query.birth_date else [],
        "countries": _alpha2(query.countries),
    }


def _alpha2(countries: Iterable[str]) -> list[str]:
    return sorted({code.lower() for country in countries if (code := alpha2(country))})
