"""Parts of organisations' names in Chinese characters are read as those countries do that write them so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.screening.language.alphabets.east_asian import han

CHARACTERS = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("chars", "readings"),
    [
        ("云桐", ["yuntong", "yuntung"]),  # 云 for cloud is China's alone: no Wade-Giles, no Japanese sound
        ("东风", ["dongfeng", "tungfung"]),
        ("桜桐", ["odo", "yingtong"]),  # 桜 is Japan's alone
        ("東風", ["dongfeng", "tungfeng", "tungfung", "tofu"]),  # Taiwan's, Hong Kong's and Japan's
        ("中山", ["zhongshan", "chungshan", "chungsan", "nakayama"]),  # everybody's
    ],
)
def test_characters_of_one_country_are_read_as_there(chars: str, readings: list[str]) -> None:
    (part,) = han(chars, person=False)
    assert part[: len(readings)] == readings


def test_a_character_has_one_japanese_sound_beside_those_of_families() -> None:
    (part,) = han("星展", person=False)
    assert part == ["xingzhan", "hsingchan", "singchin", "seiten"]


@given(CHARACTERS)
def test_every_part_has_a_reading_and_none_twice(chars: str) -> None:
    for part in han(chars, person=False):
        assert part
        assert len(part) == len(set(part))
