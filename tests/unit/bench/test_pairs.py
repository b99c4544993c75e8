"""Labelled pairs are read alike from lines and tables, parted by their second name, and counted by kind."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bench.screening.pair_table import head, pair_table, wrong
from bench.screening.pairs import read_pairs

COLUMNS = "case_group,schema,name1,name2,is_match,quality,category,notes"
ROWS = (
    'made_up,Person,"Wibawa, Kencana",Kencana Wibawa,true,STRONG,,order',
    "made_up,Person,Mawar Wibawa,Kencana Wibawa,false,WEAK,,another given name",
    "sea,Vessel,Bintang 1,MV Bintang 1,TRUE,STRONG,,",
)
LINE = {
    "query": {"name": "Kencana Wibawa", "birth_date": "1970-05-17"},
    "candidate": {"names": ["Kencana WIBAWA", "K. Wibawa"], "birth_dates": ["1970"]},
    "label": 1,
    "category": "dated",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "names.csv").write_text("\n".join((COLUMNS, *ROWS)), encoding="utf-8")
    (tmp_path / "entities.jsonl").write_text(json.dumps(LINE) + "\n\n", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("no pairs", encoding="utf-8")
    return tmp_path


def test_a_folder_gives_the_pairs_of_its_tables_and_lines(folder: Path) -> None:
    pairs = read_pairs(folder)
    assert [pair.label for pair in pairs] == [True, False, True, True]
    assert [pair.category for pair in pairs] == ["made_up", "made_up", "sea", "dated"]
    assert [pair.query.schema.value for pair in pairs] == ["Person", "Person", "Vessel", "Person"]


def test_a_single_file_is_read_by_its_kind(folder: Path) -> None:
    assert len(read_pairs(folder / "names.csv")) == 3
    (pair,) = read_pairs(folder / "entities.jsonl")
    assert str(pair.query.birth_date) == "1970-05-17"


def test_a_line_without_a_label_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "unlabelled.jsonl"
    file.write_text(json.dumps({key: LINE[key] for key in ("query", "candidate")}), encoding="utf-8")
    with pytest.raises(KeyError):
        read_pairs(file)


def test_the_halves_part_pairs_by_their_second_name(folder: Path) -> None:
    dev, unseen = read_pairs(folder, "dev"), read_pairs(folder, "unseen")
    assert len(dev) + len(unseen) == len(read_pairs(folder))
    second = [{pair.entity.names[0].text.lower() for pair in half} for half in (dev, unseen)]
    assert second[0].isdisjoint(second[1])


def test_the_repr_of_a_pair_holds_no_name(folder: Path) -> None:
    assert "Wibawa" not in repr(read_pairs(folder)[0])


def test_the_table_counts_all_pairs_and_each_category(folder: Path) -> None:
    pairs = read_pairs(folder)
    lines = pair_table(pairs, "somebody", 0.5, [0.9, 0.6, 0.8, 0.1])
    assert [line.split("|")[1].strip() for line in lines] == ["somebody", "– dated", "– made_up", "– sea"]
    assert lines[0].split(" | ")[1:6] == ["4", "3", "0.667", "0.667", "0.667"]
    assert all(line.count("|") == head().splitlines()[0].count("|") for line in lines)


def test_categories_of_one_kind_are_counted_together_as_well(folder: Path) -> None:
    kinds = ("one name: ship", "one name: person", "all names: person", "all names: person")
    pairs = [replace(pair, category=kind) for pair, kind in zip(read_pairs(folder), kinds, strict=True)]
    lines = pair_table(pairs, "somebody", 0.5, [0.9, 0.6, 0.8, 0.1])
    counted = {line.split(" | ")[0].removeprefix("| "): line.split(" | ")[1] for line in lines}
    assert counted == {
        "somebody": "4", "– all names": "2", "– all names: person": "2", "– one name": "2", "– one name: person": "1",
        "– one name: ship": "1",
    }  # fmt: skip


def test_wrong_judgements_are_told_with_their_direction(folder: Path) -> None:
    pairs = read_pairs(folder)
    told = wrong(pairs, 0.5, [0.9, 0.6, 0.8, 0.1])
    assert [line.split()[0] for line in told] == ["FLAGGED", "MISSED"]
    assert "Mawar Wibawa" in told[0]
