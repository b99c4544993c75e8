"""A search with and without a place of birth: people whom two lists give one, asked by what the other list says.

    python -m bench.screening.placed_search [--half dev] [--queries N] [--lists FOLDER]

Asked by name and country, since with a birth date nearly all are found anyway. Unrelated people and namesakes (a whole
listed name and its country) have the place of somebody else who is listed of that country.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

from bench.screening.__main__ import LISTS
from bench.screening.figures import Run
from bench.screening.material import HALVES, Material, half_of, load, natural
from bench.screening.peers.ours import Ours
from bench.screening.queries import NAMESAKE, Question, questions
from kyc.model.screening import ScreeningQuery
from watchlists.model import ListedEntity, Schema

PLACED = "listed with a place"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=HALVES, default="dev")
    parser.add_argument("--queries", type=int, default=500)
    parser.add_argument("--lists", type=Path, default=LISTS)
    options = parser.parse_args()
    material = load(options.lists)
    asked = placed_questions(material, options.half, options.queries)
    left_out = {question.id for question in asked}
    peer = Ours([entity for entity in material.entities if entity.id not in left_out])
    print("| name and country | recall at 1 % (95 %) | as shipped: recall / false positives | namesakes flagged |")
    print("| --- | ---: | ---: | ---: |")
    for what, those in (("without place", [_placeless(each) for each in asked]), ("with place", asked)):
        run = Run("ours", True, peer.threshold, those, peer.ask(those))
        found, namesakes = run.overall, run.namesakes
        shipped = f"{run.shipped_recall:.3f} / {run.shipped_false:.4f}"
        print(f"| {what} | {found.value:.3f} ({found.low:.3f}-{found.high:.3f}) | {shipped} | {namesakes:.3f} |")


def placed_questions(material: Material, half: str, count: int) -> list[Question]:
    """Ask for everybody of a half whom two lists give a place, for namesakes of theirs, and for unrelated people."""
    listed = _by_country(material.entities)
    right = list(_right(material, half))
    unrelated = [each for each in questions(material, half, count) if not each.right and _is_person(each)]
    apart = [replace(each, id=f"{NAMESAKE} {each.id}", kind=NAMESAKE) for each in right]
    return [*right, *(_elsewhere(each, listed) for each in (*apart, *unrelated))]


def _right(material: Material, half: str) -> Iterator[Question]:
    """One entry's question, which has its id and is to find the other list's entries."""
    for identity, members in sorted(material.members.items()):
        placed = [each for each in members if each.birth_places and each.schema is Schema.PERSON]
        if half_of(identity) == half and len({each.source for each in placed}) > 1:
            asked = placed[-1]
            countries = (*asked.nationalities, *asked.countries)[:1]
            query = ScreeningQuery(natural(asked.names[0]), countries=countries, birth_place=asked.birth_places[0])
            yield Question(asked.id, PLACED, query, identity, frozenset(each.id for each in members if each != asked))


def _elsewhere(question: Question, listed: Mapping[str, Sequence[ListedEntity]]) -> Question:
    """The same question with the place of somebody else of its country."""
    rng = Random(f"place {question.id}")
    others = [each for country in question.query.countries for each in listed.get(country, ())]
    others = [each for each in others if each.id != question.id and each.id not in question.right]
    place = rng.choice(rng.choice(others).birth_places) if others else None
    return replace(question, query=replace(question.query, birth_date=None, birth_place=place))


def _by_country(entities: Sequence[ListedEntity]) -> dict[str, list[ListedEntity]]:
    found: dict[str, list[ListedEntity]] = defaultdict(list)
    for entity in entities:
        for country in {*entity.nationalities, *entity.countries} if entity.birth_places else ():
            found[country].append(entity)
    return found


def _placeless(question: Question) -> Question:
    return replace(question, query=replace(question.query, birth_place=None))


def _is_person(question: Question) -> bool:
    return question.query.schema is Schema.PERSON


if __name__ == "__main__":
    main()
