"""A birth date that nobody can read is left out, and stands among the remarks as its publisher wrote it."""

from __future__ import annotations

from pathlib import Path

import pytest

from watchlists.reading import read_list

LISTS = Path(__file__).parents[3] / "fixtures" / "lists"
# An extract, and a birth date in it that is written over.
CASES = [
    ("un_sc", "un_sc/consolidated.xml", "<YEAR>1971</YEAR>", "<NOTE>{}</NOTE>"),
    ("gb_fcdo", "gb_fcdo/UK-Sanctions-List.xml", "14/02/1980", "{}"),
    ("us_trade_csl", "us_trade_csl/consolidated.csv", "1970-02-28", "{}"),
    ("us_ofac_sdn", "formats/sdn.xml", "circa 1975", "{}"),
    ("us_ofac_sdn", "formats/sdn_enhanced.xml", "17 Aug 1975", "{}"),
    ("id_ppatk_dttot", "id_ppatk_dttot/dttot.csv", "00/00/1955-1958", "{}"),
    ("ftm", "ftm/entities.ftm.json", "1966-11-30", "{}"),
]


@pytest.mark.parametrize(("key", "file", "date", "place"), CASES)
@pytest.mark.parametrize("written", ["24/06/1402 (Hijri Calendar)", "30-35 years old", "late 1960s", "31/02/1965"])
def test_it_is_kept_as_it_was_published(
    key: str, file: str, date: str, place: str, written: str, tmp_path: Path
) -> None:
    whole = (LISTS / file).read_text(encoding="utf-8")
    assert date in whole
    (tmp_path / "file").write_text(whole.replace(date, place.format(written), 1), encoding="utf-8")
    before = {entity.id: entity for entity in read_list(key, [LISTS / file]).entities}
    (changed,) = (entity for entity in read_list(key, [tmp_path / "file"]).entities if entity != before[entity.id])
    kept = set(before[changed.id].birth_dates)
    assert set(changed.birth_dates) < kept
    assert (changed.remarks or "").endswith(f"born: {written}")
