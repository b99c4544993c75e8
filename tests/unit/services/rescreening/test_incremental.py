"""Whatever changes, and in whatever order: after a delta there stands what a full re-screen finds."""

from __future__ import annotations

from random import Random

import pytest

from kyc.model.rescreening import RunMode, Watched
from kyc.screening.flagged import flagged
from kyc.services.onboarding import applicants
from kyc.services.rescreening.target import Lists
from kyc.storage.erasing import erase
from tests.databases import TENANT
from tests.unit.services.rescreening.book import WHO, Installation

NAMES = ("Suradji Wiryakusumah", "Ghulam Noorzehi", "Pramudya Kartanegara", "Muhammad Ali", "Siti Aminah")
ALIASES = ("", "Abu Hanzhalah", "Wirya Kusumah", "Mohamad Aly", "Noor Zehi")
DATES = ("1961-03-07", "1975", "")
STEPS = 8


def somebody(rng: Random) -> dict[str, object]:
    return {"name": rng.choice((*NAMES, *ALIASES[1:], "Budi Santoso"))}


def rows(rng: Random) -> dict[str, str]:
    listed = [number for number in range(6) if rng.random() < 0.7]
    said = {str(at): f"{NAMES[at % 5]},{rng.choice(ALIASES)},{rng.choice(DATES)}" for at in listed}
    return said or {"0": f"{NAMES[0]},,"}


def truth(installation: Installation) -> set[tuple[str, str]]:
    """What the plain function finds over everybody in the book."""
    lists = Lists(installation.settings)
    screener = lists.screener(lists.active())
    with installation.database.transaction(TENANT, WHO, read_only=True) as unit:
        everybody: list[Watched] = list(unit.customers.of(unit.customers.everybody()))
    return {
        (each.applicant_id, hit.entity_id)
        for each in everybody
        for query in each.queries
        for hit in flagged(screener, query)
    }


@pytest.mark.parametrize("seed", range(5))
def test_incremental_is_full(installation: Installation, seed: int) -> None:
    rng = Random(seed)
    people = [installation.customer(str(somebody(rng)["name"]), rng.choice(("1961-03-07", None))) for _ in range(6)]
    installation.rescreen()
    for step in range(STEPS):
        for _ in range(rng.randint(1, 3)):
            change(installation, rng, people, version=f"{seed}.{step}.{rng.random()}")
        report = installation.start()
        if not report.is_empty:
            installation.work(report.run_id)
        assert report.mode is RunMode.DELTA
        assert installation.standing() == truth(installation), step


def change(installation: Installation, rng: Random, people: list[str], *, version: str) -> None:
    """Another list, another name, somebody new, or one fewer."""
    what = rng.random()
    if what < 0.5:
        installation.lists(rows(rng), version=version)
    elif what < 0.7:
        with installation.database.transaction(TENANT, WHO) as unit:
            applicants.update(unit, rng.choice(people), somebody(rng))
    elif what < 0.85:
        people.append(installation.customer(str(somebody(rng)["name"])))
    elif len(people) > 2:
        with installation.database.transaction(TENANT, WHO) as unit:
            erase(unit, people.pop(rng.randrange(len(people))))
