"""Mappings, questions and time for the tests of registries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from fixtures.registry_server import KEY, PEOPLE, Registry, serving
from kyc.engines.population_http import Credentials, HttpRegistry, Pace
from kyc.engines.population_mapping import RegistryMapping, load_mapping
from kyc.model.registry import RegistryQuestion

MAPPING = yaml.safe_load((Path(__file__).parents[3] / "fixtures" / "registry.yaml").read_text())
PERSON = PEOPLE[0]
CHECKED = {"name": 1.0, "birth_date": 1.0, "sex": 1.0, "address": 1.0}


@dataclass
class Hand:
    """A clock that only `sleep` moves, and chance that is none."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    @property
    def pace(self) -> Pace:
        return Pace(lambda: self.now, self.sleep, lambda: 1.0)


def mapping(**changes: Any) -> RegistryMapping:
    return load_mapping(yaml.safe_dump({**MAPPING, **changes}).encode())


def question(**changes: str | date | None) -> RegistryQuestion:
    values: dict[str, str | date | None] = {
        "nik": PERSON.nik,
        "name": PERSON.name,
        "birth_date": PERSON.birth_date,
        "sex": PERSON.sex,
        "address": PERSON.address,
        "reference": "s1",
        **changes,
    }
    known = {name: value for name, value in values.items() if value is not None}
    return RegistryQuestion("s1", "idn_ktp", known)


@contextmanager
def client_of(
    registry: Registry, hand: Hand | None = None, secret: str = KEY, **changes: Any
) -> Iterator[HttpRegistry]:
    """A client of a simulated registry."""
    rules = mapping(endpoint=f"{registry.url}/verify", **changes)
    client = HttpRegistry(rules, Credentials(secret), (hand or Hand()).pace)
    try:
        yield client
    finally:
        client.close()


@contextmanager
def connected(hand: Hand | None = None, **changes: Any) -> Iterator[tuple[Registry, HttpRegistry]]:
    """A simulated registry and a client of it."""
    with serving() as registry, client_of(registry, hand, **changes) as client:
        yield registry, client
