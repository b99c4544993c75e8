"""One form for every Chinese character: what Taiwan, Hong Kong and Japan write otherwise than China."""

from __future__ import annotations

from functools import cache

from kyc.screening.language.tables import mapping


@cache
def _simpler() -> dict[int, str]:
    table = mapping("glossaries/han_forms.txt", "forms")
    return str.maketrans({other: simple for simple, (others,) in table.items() for other in others})


def simplified(word: str) -> str:
    """Write a word in China's characters, one for each.

    >>> simplified("國際銀行"), simplified("鉄道")
    ('国际银行', '铁道')
    """
    return word.translate(_simpler())
