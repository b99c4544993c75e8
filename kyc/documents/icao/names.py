"""The name field of the machine-readable zone (ICAO Doc 9303-3, section 4.6)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False)
class Names:
    """Surname (primary identifier) and given names; `truncated` when the field had no room for all."""

    surname: str | None
    given_names: str | None
    truncated: bool

    def __repr__(self) -> str:
        return "Names(…)"


def split_names(field: str) -> Names:
    """Split at the first double filler; a field that ends in a letter must be assumed truncated (9303-3, 4.6).

    >>> names = split_names("ERIKSSON<<ANNA<MARIA<<<<")
    >>> (names.surname, names.given_names, names.truncated)
    ('ERIKSSON', 'ANNA MARIA', False)
    """
    primary, _, secondary = field.rstrip("<").partition("<<")
    return Names(_spaced(primary), _spaced(secondary), not field.endswith("<"))


def join_names(surname: str, given_names: str, width: int) -> str:
    """Write names into a field of `width` characters, cutting what does not fit.

    >>> join_names("ERIKSSON", "ANNA MARIA", 24)
    'ERIKSSON<<ANNA<MARIA<<<<'
    """
    text = surname.replace(" ", "<")
    if given_names:
        text += "<<" + given_names.replace(" ", "<")
    return text[:width].ljust(width, "<")


def _spaced(part: str) -> str | None:
    return " ".join(word for word in part.split("<") if word) or None
