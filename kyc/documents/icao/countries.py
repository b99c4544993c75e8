"""Issuer and nationality codes: ISO 3166-1 alpha-3 and those that ICAO adds (Doc 9303-3, section 5)."""

from __future__ import annotations

from functools import cache

import pycountry

# Codes for persons and issuers outside ISO 3166-1. GBD to GBS: British nationals of other kinds.
OUTSIDE_ISO = frozenset(
    code
    for row in (
        "GBD GBN GBO GBP GBS EUE RKS UNO UNA UNK XBA XCC XCE XCO XCT XDC XEC XES XIM XMP XOM XPO XSA XTN",
        "XXA XXB XXC XXX NTZ ROM YUG ZAR TMP ANT IAO UTO",
    )
    for code in row.split()
)


@cache
def iso_codes() -> frozenset[str]:
    """All alpha-3 codes of ISO 3166-1."""
    return frozenset(country.alpha_3 for country in pycountry.countries)


def country_of(field: str) -> str | None:
    """Give the country of a three-character field in alpha-3, None when no such code exists.

    Germany alone writes one letter.

    >>> country_of("D<<"), country_of("XXA"), country_of("IDN"), country_of("0AB")
    ('DEU', 'XXA', 'IDN', None)
    """
    code = field.rstrip("<")
    if code == "D":
        return "DEU"
    return code if code in iso_codes() or code in OUTSIDE_ISO else None


def field_of(country: str) -> str:
    """Write a country into its three characters.

    >>> field_of("DEU"), field_of("IDN")
    ('D<<', 'IDN')
    """
    return "D<<" if country == "DEU" else country.ljust(3, "<")
