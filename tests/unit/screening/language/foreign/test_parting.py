"""Texts without spaces are parted at known words, and brands stay whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.screening.language.foreign.meanings import parts_of


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("云桐市进出口贸易有限公司", ["云桐", "进出口", "贸易", "有限公司"]),
        ("上海市云桐贸易公司", ["上海", "云桐", "贸易", "公司"]),  # a known place's kind says nothing more
        ("雲桐國際銀行", ["雲桐", "國際", "銀行"]),
        ("北京金祥贸易公司", ["北京", "金祥", "贸易", "公司"]),  # gold is a word, and here the beginning of a brand
        ("公安部第三研究所", ["公安", "部", "第三", "研究所"]),
        ("SBI雲桐銀行", ["SBI", "雲桐", "銀行"]),
        ("京都バスグループ", ["京都", "バス", "グループ"]),
        ("단풍은행", ["단풍", "은행"]),
        ("단풍39호실", ["단풍", "39", "호실"]),
        ("단풍제3공장", ["단풍", "제3", "공장"]),
        ("ธนาคารทองสวรรค์", ["ธนาคาร", "ทอง", "สวรรค์"]),
        ("للتجارة", ["للتجارة"]),
        ("للسنديان", ["سنديان"]),
        ("Kencana", ["Kencana"]),
    ],
)
def test_a_text_is_parted_at_known_words(written: str, words: list[str]) -> None:
    assert parts_of(written) == words


@given(st.text(st.sampled_from("云桐国际银行部局大金第三十バスのธนาคาร은행성단제A1"), min_size=1))
def test_parting_loses_no_character(text: str) -> None:
    assert "".join(parts_of(text)) == text
