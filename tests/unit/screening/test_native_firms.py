"""The index of what is called what gives firms by both their names, and the bench counts who is found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.screening.native_firms import Firm, found, read_firms

INDEX = {
    "brands/amenity/bank": {
        "items": [
            {"tags": {"name": "Банк Заречье", "name:en": "Zarechye Bank"}},
            {"tags": {"name": "Kencana Bank", "name:en": "Kencana Bank"}},
            {"tags": {"name": "ธนาคารกนก"}},
        ]
    },
    "brands/shop/shoes": {"items": [{"tags": {"brand": "雲桐靴店", "brand:en": "Yuntong Shoes"}}]},
    "operators/office/government": {"items": [{"tags": {"operator": "雲桐市", "operator:en": "City of Yuntong"}}]},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "dist/json").mkdir(parents=True)
    (tmp_path / "dist/json/nsi.min.json").write_text(json.dumps({"nsi": INDEX}), "utf-8")
    return tmp_path


def test_firms_with_an_own_and_an_english_name_are_read(folder: Path) -> None:
    assert read_firms(folder) == {
        Firm("Банк Заречье", "Zarechye Bank", telling=True),
        Firm("雲桐靴店", "Yuntong Shoes", telling=False),
        Firm("雲桐市", "City of Yuntong", telling=True),
    }


def test_who_is_found_is_counted_by_alphabet() -> None:
    asked = [Firm("Банк Заречье", "Zarechye Bank", telling=True), Firm("Огни", "Flame", telling=True)]
    counts = found((), asked)
    assert counts["CYRILLIC"] == counts["all"] == {"asked": 2, "found": 1, "first": 1}
