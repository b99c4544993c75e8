"""Words without what grammar changes about them, so that one entry of a glossary serves all its forms."""

from __future__ import annotations

import re
from collections.abc import Callable
from unicodedata import category, normalize

from kyc.screening.language.alphabets.arabic import folded_arabic
from kyc.screening.language.foreign.forms import simplified

_SLAVIC = re.compile(
    "(?<=[^\\W\\d_]{4})(?:[оеы]го|[оеы]му|[ыи]ми|[аоеы]я|[яюеи]я|[оеыи]е|[аыиіоеє]й|[ыи]х|[ыиое]м|[еоі]ю|и[иі]|ием|[ая]ми|[ая]х|[оеі]в|[аяоеыиіуюьйє])$"
)
# The same endings as passports, lists and scholars romanise them.
_ROMANISED = re.compile(
    "(?<=[a-z]{3})(?:[oe][gv]o|[oe]mu|[yi]mi|i?ay[ae]|aia|[oei]ye|[iy]ye|iy[iey]|[yi]y|[yi]i|[oe][iy]|[iy]k?h|[yioe]m|[aoeiu]yu|[iy]u|i[iey]em|i?y?ami|i?y?ak?h|[oei]v|i?y?[ae]|[oiyuj])$"
)
_UKRAINIAN = re.compile("іст(?=ь?ю?$)")  # of nouns that end otherwise in other cases
_GREEK = re.compile("(?<=[^\\W\\d_]{3})(?:ματοσ|ματα|ματων|εωσ|εων|εισ|ουσ|ων|οσ|ου|ον|οι|ησ|ασ|εσ|ισ|ιν|α|η|ο|ι|υ|ε)$")
_GEORGIAN = re.compile("(?<=\\w{3})(?:ების|ებს|ები|ის|ს|ი)$")
_ARMENIAN = re.compile("(?<=\\w{3})(?:ների|ներ|ի|ը|ն)$")
_ARABIC = re.compile("(?<=\\w{3})(?:يات|يه|ات|ون|ين|هاي|ها|ه|ي)$")


def slavic(word: str) -> str:
    """A Slavic word without its ending.

    >>> slavic("национального") == slavic("национальная"), slavic("газ")
    (True, 'газ')
    """
    return _SLAVIC.sub("", _UKRAINIAN.sub("ост", word.lower()))


def romanised_slavic(word: str) -> str:
    """A Slavic word in Latin letters without its ending, however it was romanised.

    >>> romanised_slavic("tekhnologii") == romanised_slavic("tekhnologiya"), romanised_slavic("morskoye")
    (True, 'morsk')
    """
    return _ROMANISED.sub("", word)


def greek(word: str) -> str:
    """A Greek word without accents and ending.

    >>> greek("Τράπεζα") == greek("τραπεζών")
    True
    """
    plain = "".join(char for char in normalize("NFD", word.lower()) if category(char) != "Mn").replace("ς", "σ")
    return _GREEK.sub("", plain)


def georgian(word: str) -> str:
    """A Georgian word without the ending of its case.

    >>> georgian("ბანკი") == georgian("ბანკის")
    True
    """
    return _GEORGIAN.sub("", word)


def armenian(word: str) -> str:
    """An Armenian word without article, plural and genitive.

    >>> armenian("Բանկի") == armenian("բանկը")
    True
    """
    return _ARMENIAN.sub("", word.lower())


def arabic(word: str) -> str:
    """An Arabic or Persian word without the endings of gender and number.

    >>> arabic("تجارية") == arabic("تجاري"), arabic("بنك")
    (True, 'بنک')
    """
    return _ARABIC.sub("", folded_arabic(word))


STEMS: dict[str, Callable[[str], str]] = {
    "ARABIC": arabic,
    "ARMENIAN": armenian,
    "CJK": simplified,
    "CYRILLIC": slavic,
    "GEORGIAN": georgian,
    "GREEK": greek,
}
# Where what is cut off tells words apart (center, central), those that a glossary has as they are come first.
WHOLE: dict[str, Callable[[str], str]] = {"ARABIC": folded_arabic}
