"""The table of characters spells as Hong Kong's registry and Japan's passports do, and learns what is read how."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.screening.build_east_asian import hong_kong, learnt_readings, shortened
from kyc.screening.language.alphabets.east_asian import han


@pytest.mark.parametrize(
    ("jyutping", "spelling"),
    [
        ("hung", "hung"),
        ("koeng", "keung"),
        ("zoeng", "cheung"),
        ("jyun", "yuen"),
        ("syu", "syu"),
        ("waa", "wah"),
        ("faa", "fa"),
        ("can", "chun"),
        ("caan", "chan"),
        ("si", "sze"),
        ("ng", "ng"),
    ],
)
def test_a_syllable_is_spelt_as_in_hong_kong(jyutping: str, spelling: str) -> None:
    assert hong_kong(jyutping) == spelling


@pytest.mark.parametrize(("kana", "passport"), [("itou", "ito"), ("oohashi", "ohashi"), ("inoue", "inoue")])
def test_long_vowels_are_short_in_passports(kana: str, passport: str) -> None:
    assert shortened(kana) == passport


def test_which_sounds_are_which_characters_is_learnt_from_all_names(tmp_path: Path) -> None:
    men = [
        "ふみお,fumio,文雄,文夫",
        "ふみや,fumiya,文也",
        "たつお,tatsuo,達雄,達夫",
        "たつや,tatsuya,達也",
        "てつお,tetsuo,哲雄,哲夫",
    ]
    (tmp_path / "first_name_man_org.csv").write_text("\n".join(men), encoding="utf-8")
    (tmp_path / "first_name_woman_org.csv").write_text("ふみえ,fumie,文江", encoding="utf-8")
    readings = learnt_readings(tmp_path)
    assert readings["文"] == ["fumi"]
    assert "雄" not in readings  # too few names have it


@pytest.mark.parametrize(
    ("written", "spelling"),
    [
        ("王国强", "guoqiang"),  # as one word in China …
        ("王國強", "kwok"),  # … and apart where traditional characters are written
        ("曾国强", "zeng"),  # the family name's own reading
        ("鈴木文雄", "fumio"),
        ("小泉純一郎", "junichiro"),
    ],
)
def test_a_name_has_the_readings_of_where_it_may_be_from(written: str, spelling: str) -> None:
    assert spelling in {each for word in han(written, person=True) for each in word}
