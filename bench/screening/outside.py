"""Questions by somebody else's variations: those of the package sanctions-screening-benchmark."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from random import Random

from bench.screening.material import Material, half_of, natural
from bench.screening.peers.nomenklatura.client import interpreter
from bench.screening.queries import Question, asked_about
from watchlists.model import Schema

RUNNER = Path(__file__).with_name("outside_runner.py")


def outside_questions(material: Material, half: str, count: int, seed: str = "1") -> list[Question]:
    """Ask for about `count` listed people, as many of each variation, all of them from the primary name."""
    found = list(_questions(material, half, seed))
    Random(f"outside {seed}").shuffle(found)
    kinds = sorted({question.kind for question in found})
    each = -(-count // len(kinds))
    return [question for kind in kinds for question in islice((one for one in found if one.kind == kind), each)]


def _questions(material: Material, half: str, seed: str) -> Iterator[Question]:
    people = [
        identity
        for identity, entities in sorted(material.members.items())
        if half_of(identity) == half and entities[0].schema is Schema.PERSON
    ]
    names = [{"id": identity, "name": natural(material.members[identity][0].names[0])} for identity in people]
    for made in _varied(names):
        rng = Random(f"{seed} {made['id']} {made['kind']}")
        yield asked_about(material, made["id"], f"outside: {made['kind']}", made["text"], rng)


def _varied(names: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in ("names.jsonl", "variants.jsonl")]
        paths[0].write_text("".join(json.dumps(name) + "\n" for name in names), encoding="utf-8")
        subprocess.run([str(interpreter()), str(RUNNER), *map(str, paths)], check=True)
        return [json.loads(line) for line in paths[1].read_text(encoding="utf-8").splitlines()]
