"""Odd values in the right places: every list is read, or refused in one sentence, whatever stands in its cells."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from contextlib import suppress
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any
from xml.etree.ElementTree import ElementTree, parse

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from watchlists.errors import ListError
from watchlists.reading import read_list
from watchlists.records import decode, encode

LISTS = Path(__file__).parents[2] / "fixtures" / "lists"
ODD = [
    "", "   ", "\u00a0", "0", "-0-", "-1", "1e5", "00/00/0000", "dd/mm/yyyy", "31/02/1999", "9999-99-99", "10000",
    "1 - 2", "und", "n/a", "TRUE", "😀", "\u202e\u200b", "²", "٣", "(a;b(c)", "Ω" * 500,
]  # fmt: skip
NESTED: list[Any] = [
    None, 5, 1.5, True, [], {}, ["x", None, {}], {"id": None, "schema": "Address", "properties": {}},
    {"id": "a", "schema": ["Sanction"], "properties": {}},
    {"id": "a", "schema": "Sanction", "properties": {"program": 5}},
]  # fmt: skip


def xml(path: Path, random: Random, into: Path) -> None:
    root = parse(path).getroot()
    for _ in range(4):
        below = [(parent, child) for parent in root.iter() for child in parent]
        if not below:
            break
        parent, element = random.choice(below)
        change = random.randrange(4)
        if change == 0:
            parent.remove(element)
        elif change == 1 or not element.attrib:
            element.text = random.choice([None, *ODD])
        else:
            name = random.choice(sorted(element.attrib))
            element.attrib.pop(name)
            if change == 3:
                element.set(name, random.choice(ODD))
    ElementTree(root).write(into, encoding="utf-8", xml_declaration=True)


def table(delimiter: str) -> Callable[[Path, Random, Path], None]:
    def change(path: Path, random: Random, into: Path) -> None:
        header, *rows = csv.reader(StringIO(path.read_text(encoding="utf-8"), newline=""), delimiter=delimiter)
        for _ in range(4):
            row = random.choice(rows)
            row[random.randrange(len(row))] = random.choice(ODD)
        text = StringIO(newline="")
        csv.writer(text, delimiter=delimiter).writerows([header, *rows])
        into.write_text(text.getvalue(), encoding="utf-8", newline="")

    return change


def stream(path: Path, random: Random, into: Path) -> None:
    records: list[dict[str, Any]] = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for _ in range(4):
        properties = random.choice(records)["properties"]
        name = random.choice(["name", "birthDate", "country", "addressEntity", "sanctions", "holder", "post", "topics"])
        properties[name] = random.choice([*NESTED, *ODD, [random.choice(NESTED)]])
    into.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")


CASES = [
    ("un_sc", "un_sc/consolidated.xml", xml),
    ("eu_fsf", "eu_fsf/fsf.xml", xml),
    ("gb_fcdo", "gb_fcdo/UK-Sanctions-List.xml", xml),
    ("us_ofac_sdn", "formats/sdn.xml", xml),
    ("us_ofac_sdn", "formats/sdn_advanced.xml", xml),
    ("us_ofac_sdn", "formats/sdn_enhanced.xml", xml),
    ("us_trade_csl", "us_trade_csl/consolidated.csv", table(",")),
    ("us_bis_dpl", "us_bis_dpl/dpl.txt", table("\t")),
    ("id_ppatk_dttot", "id_ppatk_dttot/dttot.csv", table(",")),
    ("local", "local/peps.csv", table(",")),
    ("ftm", "ftm/entities.ftm.json", stream),
]


@pytest.mark.parametrize(("key", "file", "change"), CASES, ids=[file for _, file, _ in CASES])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(random=st.randoms(use_true_random=False))
def test_odd_values_are_read_or_refused(
    key: str, file: str, change: Callable[[Path, Random, Path], None], random: Random, tmp_path: Path
) -> None:
    odd = tmp_path / "odd"
    change(LISTS / file, random, odd)
    with suppress(ListError):
        for entity in read_list(key, [odd]).entities:
            assert decode(encode(entity)) == entity
            assert entity.caption


@pytest.mark.parametrize(
    ("key", "file", "old", "new"),
    [
        ("us_ofac_sdn", "formats/sdn_advanced.xml", "<Year>1975</Year>", "<Year>1975 or 1976</Year>"),
        ("id_ppatk_dttot", "id_ppatk_dttot/dttot.csv", "00/00/1955-1958", "²"),
        ("us_ofac_sdn", "formats/sdn.xml", "<Record_Count>1</Record_Count>", "<Record_Count>²</Record_Count>"),
        ("ftm", "ftm/entities.ftm.json", '"gender":"male"', '"sanctions":[{"id":"s","schema":["S"],"properties":{}}]'),
    ],
)
def test_what_once_ended_an_import_is_read(key: str, file: str, old: str, new: str, tmp_path: Path) -> None:
    whole = (LISTS / file).read_text(encoding="utf-8")
    assert old in whole
    (tmp_path / "odd").write_text(whole.replace(old, new), encoding="utf-8")
    assert len(read_list(key, [tmp_path / "odd"]).entities) == len(read_list(key, [LISTS / file]).entities)
