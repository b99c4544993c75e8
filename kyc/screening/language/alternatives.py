"""Several names in one text: how an organisation or a ship is called now, was called before, and trades as."""

from __future__ import annotations

import re

from kyc.screening.language.tables import entries

_LETTER = re.compile(r"[^\W_]")
_OTHER_NAME = re.compile(
    r"[\s(\[,;]+(?:(?:(?:now|formerly|previously|also)(?: known as| called)?|trading (?:as|under)|doing business as"
    r"|[afn][./]?k[./]?a\.?|d[./]?b[./]?a\.?|t/a)[\s:]+|(?<=[(\[,])ex(?:[-.]\s?|\s))",
    re.IGNORECASE,
)
_CARE_OF = re.compile(r"(.*?\w.*?)\s+c/o\s", re.IGNORECASE | re.DOTALL)
# What forms and payment messages write before a name: ORDERING CUSTOMER: …, FIELD 59: …
_LABEL = re.compile(
    rf"\W*(?:(?:{'|'.join(entries('words.txt', 'labels'))})\b[\s./]*)+(?:\d{{1,3}}[a-z]?)?\s*:", re.IGNORECASE
)


def called(text: str) -> tuple[str, ...]:
    """Take a text apart into the names it gives, the first one first; a text with one name gives it as it is.

    >>> called("Kencana Abadi (formerly Melati Utama) Ltd")
    ('Kencana Abadi', 'Melati Utama) Ltd')
    >>> called("Exim Kencana, Pulau Aka")
    ('Exim Kencana, Pulau Aka',)
    """
    cared_for = _CARE_OF.match(text)
    text = cared_for[1] if cared_for else text
    parts = [part for part in _OTHER_NAME.split(text) if _LETTER.search(part)]
    return tuple(parts) if len(parts) > 1 else (text,)


def unlabelled(text: str) -> str:
    """Leave out what a form writes before a name.

    >>> unlabelled("BENEFICIARY: Kencana"), unlabelled("FIELD 59: Kencana"), unlabelled("Kencana: Utama")
    (' Kencana', ' Kencana', 'Kencana: Utama')
    """
    found = _LABEL.match(text) if ":" in text else None
    return text[found.end() :] if found and _LETTER.search(text, found.end()) else text
