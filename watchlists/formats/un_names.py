"""How the United Nations write names: several in one field, with the original script or a remark in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from watchlists.model import ListedName, NameKind
from watchlists.scripts import foreign_script

_LETTERED = re.compile(r";|\s[b-h]\)\s")  # the next of several names
_TAIL = re.compile(r"[^()]*(?:\(.*\)\s*)+", re.DOTALL)
_ACRONYM = re.compile(r"[A-Z][A-Z-]{1,7}")
_ASIDE = re.compile(
    r"\(?(?:previously|formerly) listed as\)?$|,? born (?:in|on|\d).*$|^\)\s*", re.IGNORECASE | re.DOTALL
)
_MARK = re.compile(r"\(?\boriginal script\)?:?", re.IGNORECASE)
_REMARK = re.compile(
    r"\b(?:identity|passport|birth name|name in|name used|combat|third|unit name|issued|number|spelling|listed)\b",
    re.IGNORECASE,
)


def split_names(text: str, kind: NameKind) -> Iterator[ListedName]:
    """Take the names out of one alias field, each with its script where it is not Latin.

    >>> [name.text for name in split_names("Amir (original script: Амир); Emir", NameKind.ALIAS)]
    ['Amir', 'Амир', 'Emir']
    >>> [name.text for name in split_names("حسن (Hassan G; Hasan G)", NameKind.ALIAS)]
    ['حسن', 'Hassan G', 'Hasan G']
    """
    plain = _ASIDE.sub("", text)
    for part in _outside_brackets(plain) if "(" in plain else _LETTERED.split(plain):
        yield from _names(part, kind)


def _names(part: str, kind: NameKind) -> Iterator[ListedName]:
    """One name and what stands in brackets behind it; a bracket amid a name (`Leader (HK) Ltd`) is part of it."""
    outside, inside = _brackets(part) if _TAIL.fullmatch(part.strip(" ,")) else (part, [])
    yield from _name(outside, kind)
    for group in inside:
        for name in () if _REMARK.search(group) else _MARK.sub("", group).split(";"):
            yield from _name(name, NameKind.WEAK_ALIAS if _ACRONYM.fullmatch(name.strip()) else kind)


def _outside_brackets(text: str) -> Iterator[str]:
    """The parts between semicolons that stand in no bracket."""
    depth, start = 0, 0
    for at, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if character == ";" and depth <= 0:
            yield text[start:at]
            start = at + 1
    yield text[start:]


def _brackets(text: str) -> tuple[str, list[str]]:
    """The text outside of brackets, and the outermost brackets' contents; an unmatched bracket is as good as none."""
    outside, inside, depth = [""], [""], 0
    for character in text:
        if character == "(" and (depth := depth + 1) == 1:
            inside.append("")
        elif character == ")" and depth and (depth := depth - 1) == 0:
            continue
        elif depth:
            inside[-1] += character
        else:
            outside.append(character)
    return "".join(outside), [group for group in inside if group]


def _name(text: str, kind: NameKind) -> Iterator[ListedName]:
    plain = " ".join(text.split()).strip(' ,;"“”')
    if any(character.isalnum() for character in plain):
        yield ListedName(plain, kind, script=foreign_script(plain))
