"""Numbers as institutes, factories and regiments bear them: 第十四研究所, 七一九厂, 5-й полк."""

from __future__ import annotations

import re

_DIGITS = {char: at for at, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_UNITS = {"十": 10, "百": 100}
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
NUMERAL = re.compile("第[〇零一二三四五六七八九十百]+|[〇零一二三四五六七八九]{3,}")
_SLAVIC = re.compile("(?<=[0-9])\\s?[-‐-–]\\s?(?:ый|ій|ий|ая|ое|ої|ой|го|му|й|я|е|а|і)\\b")
_ORDINAL = re.compile("[第제]([0-9]+)")


def number_of(word: str) -> tuple[str, ...]:
    """Write a number as lists do; nothing for what is none.

    >>> number_of("第三"), number_of("第十四"), number_of("七一九"), number_of("제3")
    (('third', '3'), ('14',), ('719',), ('third', '3'))
    """
    figures = _ORDINAL.fullmatch(word)
    if not (figures or NUMERAL.fullmatch(word)):
        return ()
    number = int(figures[1]) if figures else _value(word.removeprefix("第"))
    return (_ORDINALS[number - 1], str(number)) if 0 < number <= len(_ORDINALS) else (str(number),)


def ordinals_of(text: str) -> str:
    """Write Slavic ordinals in figures as English ones.

    >>> ordinals_of("5-й полк"), ordinals_of("17-я бригада 2")
    ('5th полк', '17th бригада 2')
    """
    return text if text.isascii() else _SLAVIC.sub("th", text)


def _value(chars: str) -> int:
    """Read 十四 as 14, and a row of digits one after the other."""
    if not set(chars) & set(_UNITS):
        return int("".join(str(_DIGITS[char]) for char in chars))
    total, digit = 0, 0
    for char in chars:
        if char in _UNITS:
            total, digit = total + (digit or 1) * _UNITS[char], 0
        else:
            digit = _DIGITS[char]
    return total + digit
