"""Every flagged hit is told, and none depends on what else is listed."""

from __future__ import annotations

import pytest

from kyc.model.screening import ScreeningQuery
from kyc.screening.flagged import flagged
from kyc.screening.screener import ListScreener
from tests.unit.screening.test_screener import ENTITIES, LISTS, listed
from watchlists.dates import PartialDate

SCREENER = ListScreener(ENTITIES, LISTS)


def test_every_flagged_hit_is_told_however_many_there_are() -> None:
    namesakes = [listed(number, "Suradji Wiryakusumah") for number in range(30)]
    found = flagged(ListScreener(namesakes, LISTS, limit=10), ScreeningQuery("Suradji Wiryakusumah"))
    assert {hit.entity_id for hit in found} == {entity.id for entity in namesakes}


@pytest.mark.parametrize("name", ["Suradji Wiryakusumah", "Abu Hanzalah", "Ghulam Noorzehi", "Budi Santoso", " "])
@pytest.mark.parametrize("birth_date", [None, PartialDate(1961, 3, 7), PartialDate(1970)])
def test_what_is_flagged_is_what_a_search_flags(name: str, birth_date: PartialDate | None) -> None:
    query = ScreeningQuery(name, birth_date=birth_date, id_numbers=("A1234567",))
    assert flagged(SCREENER, query) == SCREENER.screen(query).flagged
