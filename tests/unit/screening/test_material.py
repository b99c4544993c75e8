"""On the real lists: who is found, and who is not flagged."""

from __future__ import annotations

from pathlib import Path

import pytest

from kyc.model.screening import ScreeningQuery
from kyc.screening.screener import ListScreener
from watchlists.dates import PartialDate
from watchlists.source import Tally
from watchlists.sources import un_sc, us_ofac_sdn

pytestmark = pytest.mark.material


@pytest.fixture(scope="module")
def screener(shared: Path) -> ListScreener:
    ofac, un = shared / "lists" / "ofac", shared / "lists" / "un"
    files = {
        "primary": ofac / "sdn_2023-01-21.csv",
        "aliases": ofac / "alt_2024-01.csv",
        "addresses": ofac / "add_2024-01.csv",
    }
    entities = [
        *us_ofac_sdn.read(files, Tally()),
        *un_sc.read({"list": un / "un_consolidated_2026-02-27.xml"}, Tally()),
    ]
    return ListScreener(entities, ())


@pytest.mark.parametrize(
    ("name", "born", "entities"),
    [
        ("Abu Bakar Baasyir", "1938-08-17", {"sdn-9614", "un-111792"}),
        ("Aiman Zawahiri", None, {"sdn-2676", "un-111923"}),
        ("أيمن الظواهري", None, {"sdn-2676", "un-111923"}),
        ("Рамзан Кадыров", None, {"sdn-23343"}),
        ("Раmzаn Каdyrоv", None, {"sdn-23343"}),
    ],
)
def test_a_listed_person_is_flagged(screener: ListScreener, name: str, born: str | None, entities: set[str]) -> None:
    query = ScreeningQuery(name, birth_date=PartialDate.parse(born) if born else None)
    assert entities <= {hit.entity_id for hit in screener.screen(query).flagged}


@pytest.mark.parametrize("name", ["Budi Santoso", "Siti Nurhaliza", "Agus Setiawan", "Dewi Lestari", "Muhammad Ali"])
def test_a_common_name_alone_is_not_flagged(screener: ListScreener, name: str) -> None:
    assert not screener.screen(ScreeningQuery(name)).flagged


def test_a_namesake_is_not_flagged(screener: ListScreener) -> None:
    query = ScreeningQuery("Abu Bakar Baasyir", birth_date=PartialDate(1978, 8, 17), countries=("IDN",), gender="male")
    assert not screener.screen(query).flagged
