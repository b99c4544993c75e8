"""Figures of a run with answers made by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.screening.figures import Run
from bench.screening.material import Material
from bench.screening.misses import misses
from bench.screening.pairs import read_pairs
from bench.screening.peers.fuzz import Scan
from bench.screening.peers.ours import Ours
from bench.screening.peers.peer import Answer, Cost
from bench.screening.queries import NAMESAKE, Question
from bench.screening.table import table
from kyc.model.screening import ScreeningQuery
from watchlists.model import ListedEntity, ListedName, Schema


def question(name: str, kind: str, *right: str, twin: str | None = None) -> Question:
    return Question(name, kind, ScreeningQuery(name), name, frozenset(right), twin)


def answer(*hits: tuple[str, float]) -> Answer:
    return Answer(hits, 0.001)


ASKED = {
    question("a", "typo", "e1"): answer(("e1", 0.9)),
    question("b", "typo", "e2"): answer(("e1", 0.95), ("e2", 0.8)),
    question("c", "typo", "e3"): answer(),
    question("d", "zero-width", "e1", twin="a"): answer(("e1", 0.1)),
    question("e", NAMESAKE, "e1"): answer(("e1", 0.75)),
    question("f", "stranger"): answer(("e4", 0.5)),
    question("g", "stranger"): answer(("e4", 0.72)),
}
RUN = Run("ours", True, 0.7, list(ASKED), list(ASKED.values()))


def test_recall_counts_the_right_entity_above_what_strangers_reach() -> None:
    assert RUN.limit == 0.72
    assert RUN.recall_of("typo") == pytest.approx(2 / 3)
    assert RUN.overall.value == pytest.approx(2 / 3)


def test_top_is_the_best_hit_only() -> None:
    assert RUN.top == RUN.top_of("typo") == pytest.approx(1 / 3)


def test_shipped_threshold_flags_what_reaches_it() -> None:
    assert RUN.shipped_recall == pytest.approx(2 / 3)
    assert RUN.shipped_false == RUN.false_of("stranger") == 0.5
    assert RUN.namesakes == 1.0


def test_a_disguise_costs_the_difference_to_its_twin() -> None:
    assert RUN.disguise_cost("zero-width") == 100.0


def test_time_is_told_in_milliseconds() -> None:
    assert RUN.milliseconds == pytest.approx((1.0, 1.0))


def test_table_has_a_column_for_each_run() -> None:
    lines = table([RUN, RUN], {"ours": Cost(1.0, 20.0)}).splitlines()
    assert {line.count("|") for line in lines} == {4}
    assert "| recall at 1 % / top-1: typo | 0.667 / 0.333 | 0.667 / 0.333 |" in lines


def test_misses_tell_what_came_instead() -> None:
    entities = tuple(person(f"e{at}", f"Person {at}") for at in range(1, 5))
    text = misses(RUN, Material(entities, {}, {}, {}, {}, ()), 5)
    assert "MISSED typo: b  = Person 2 0.800; best: Person 1 0.950" in text
    assert "FLAGGED stranger: g  -> Person 4 0.720" in text
    assert "MISSED typo: a " not in text


def person(key: str, *names: str) -> ListedEntity:
    return ListedEntity(key, "local", Schema.PERSON, tuple(map(ListedName, names)))


LISTED = (person("e1", "Bagaskara Wijanarko", "B. Wijanarko"), person("e2", "Leilani Kealoha"))


@pytest.mark.parametrize(
    "peer", [Ours(LISTED), Scan("token_sort", LISTED), Scan("wratio", LISTED)], ids=lambda peer: peer.name
)
def test_peers_find_a_name_and_rank_each_entity_once(peer: Ours | Scan) -> None:
    (found,) = peer.ask([question("Wijanarko Bagaskara", "reordered", "e1")])
    assert found.is_top(frozenset({"e1"}))
    assert len({entity for entity, _ in found.hits}) == len(found.hits)
    assert found.best >= peer.threshold


def test_pairs_are_read_with_their_labels(tmp_path: Path) -> None:
    line = {"query": {"name": "Leilani K"}, "candidate": {"schema": "Person", "names": ["Leilani Kealoha"]}}
    path = tmp_path / "pairs.jsonl"
    path.write_text("\n".join(json.dumps({**line, "label": label}) for label in (1, False)) + "\n")
    pairs = read_pairs(path)
    assert [pair.label for pair in pairs] == [True, False]
    assert all(scores[0] == scores[1] for scores in (Ours(()).compare(pairs), Scan("wratio", ()).compare(pairs)))
