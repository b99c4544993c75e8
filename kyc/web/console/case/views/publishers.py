"""Which addresses a page may lead to: those of the lists' own publishers, and no others."""

from __future__ import annotations

from urllib.parse import urlsplit

# A listed entity brings its own address, and a list can be anybody's file: only these hosts become a link.
_HOSTS = {
    "us_ofac_sdn": ("treas.gov", "treasury.gov"),
    "us_ofac_cons": ("treas.gov", "treasury.gov"),
    "us_trade_csl": ("trade.gov", "treas.gov", "treasury.gov", "bis.gov", "bis.doc.gov", "state.gov", "ecfr.gov"),
    "us_bis_dpl": ("bis.gov", "bis.doc.gov", "federalregister.gov"),
    "un_sc": ("un.org",),
    "eu_fsf": ("europa.eu",),
    "gb_fcdo": ("gov.uk",),
    "id_ppatk_dttot": ("ppatk.go.id",),
}


def publisher_link(source: str, url: str | None) -> str | None:
    """The address, if it is the publisher's own over https; else None, and the page shows it as text.

    >>> publisher_link("un_sc", "https://main.un.org/securitycouncil/en"), publisher_link("un_sc", "https://un.org.evil.example/")
    ('https://main.un.org/securitycouncil/en', None)
    """
    if not url or not url.isascii() or not url.isprintable() or " " in url:
        return None
    try:
        parts = urlsplit(url)
        plain = parts.scheme == "https" and parts.port is None and "@" not in parts.netloc and "\\" not in url
    except ValueError:
        return None
    host = (parts.hostname or "").lower()
    known = any(host == own or host.endswith(f".{own}") for own in _HOSTS.get(source, ()))
    return url if plain and known else None
