"""Countries as publishers write them, to ISO 3166-1 alpha-3 and back.

States that are gone keep their ISO 3166-3 alpha-3 (`SUN`, `YUG`); Kosovo is `XKX`, as in FollowTheMoney's `xk`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

import pycountry

# What ISO 3166 and pycountry do not know, in the words of the lists (lower case, no accents, no punctuation).
_SPOKEN = {
    "AFG": "islamic republic of afghanistan",
    "BHS": "bahamas the",
    "BIH": "bosnia|bosnia and hercegovina",
    "BLR": "belorussia",
    "BRN": "brunei",
    "CAF": "car",
    "CIV": "ivory coast|cote d ivoire|cote divoire",
    "COD": "congo democratic republic of|congo democratic republic of the|congo democratic republic|"
    "democratic republic of congo|democratic republic of the congo|drc|congo kinshasa|dr congo",
    "COG": "congo republic of the|republic of the congo|congo brazzaville|congo republic",
    "CPV": "cape verde|cabo verde",
    "CSK": "czechoslovakia",
    "CYP": "northern cyprus|turkish republic of northern cyprus",
    "CZE": "czech republic",
    "DDR": "east germany|german democratic republic",
    "DEU": "d|west germany|federal republic of germany",
    "EGY": "arab republic of egypt",
    "FSM": "micronesia|federated states of micronesia|micronesia federated states of",
    "GBR": "england|scotland|wales|northern ireland|great britain|uk|britain|gbd|gbn|gbo|gbp|gbs|"
    "united kingdom of great britain and northern ireland",
    "GMB": "the gambia|gambia the",
    "GNB": "guinea bissau",
    "HKG": "china hong kong special administrative region|hong kong sar|hong kong china|hong kong sar china",
    "IMN": "man isle of|isle of man",
    "IRN": "iran|iran islamic republic of|islamic republic of iran",
    "KGZ": "kyrgyz republic|kirghizia",
    "KNA": "st kitts and nevis|saint kitts and nevis|st christopher and nevis",
    "KOR": "korea south|south korea|republic of korea|korea republic of",
    "LAO": "laos|lao pdr",
    "LBY": "libyan arab jamahiriya|state of libya",
    "LCA": "st lucia",
    "MAC": "macau|macao|china macao special administrative region|macau sar",
    "MDA": "moldova|republic of moldova|moldova republic of",
    "MKD": "macedonia|north macedonia the republic of|former yugoslav republic of macedonia|"
    "macedonia the former yugoslav republic of|republic of north macedonia",
    "MMR": "burma|myanmar burma|burma myanmar",
    "PRK": "korea north|north korea|dprk|democratic peoples republic of korea|korea democratic peoples republic of",
    "PSE": "palestinian|palestine|state of palestine|west bank|gaza|gaza strip|region gaza|region west bank|"
    "region northern gaza|region north gaza|occupied palestinian territories|palestinian territories|"
    "the occupied palestinian territories|palestinian territory occupied",
    "ROU": "rumania",
    "RUS": "russia|russian federation|region russia",
    "SCG": "serbia and montenegro",
    "SSD": "south sudan",
    "STP": "sao tome and principe",
    "SUN": "su|soviet union|former soviet union|ussr|former ussr|union of soviet socialist republics",
    "SWZ": "swaziland",
    "SYR": "syria",
    "TLS": "east timor",
    "TUR": "turkey|turkiye|republic of turkey",
    "TWN": "taiwan|taiwan china|republic of china",
    "TZA": "tanzania|united republic of tanzania",
    "USA": "united states|usa|us|america|united states of america",
    "VAT": "vatican|vatican city|holy see",
    "VCT": "st vincent and the grenadines|st vincent",
    "VEN": "venezuela",
    "VGB": "british virgin islands|virgin islands british",
    "VIR": "us virgin islands|virgin islands us",
    "VNM": "vietnam|viet nam",
    "XKX": "kosovo|xk|xkx|rks|republic of kosovo",
    "YUG": "yugoslavia|former yugoslavia",
    "CHN": "region china|mainland china|peoples republic of china",
    "ANT": "netherlands antilles",
    "IDN": "republic of indonesia|republik indonesia|wni",
    "ARE": "uae",
}
# The Indonesian names that differ, for DTTOT and for what cards say.
_INDONESIAN = {
    "AFG": "afganistan",
    "ARE": "uni emirat arab",
    "AUS": "australia",
    "BEL": "belgia",
    "BGD": "banglades",
    "BIH": "bosnia dan herzegovina|bosnia herzegovina",
    "CAN": "kanada",
    "CMR": "kamerun",
    "CHN": "cina|tiongkok|republik rakyat tiongkok",
    "DEU": "jerman",
    "DZA": "aljazair",
    "EGY": "mesir",
    "ESP": "spanyol",
    "ETH": "etiopia",
    "FRA": "perancis|prancis",
    "GBR": "inggris|britania raya",
    "IRQ": "irak",
    "ITA": "italia",
    "JOR": "yordania",
    "JPN": "jepang",
    "KHM": "kamboja",
    "KOR": "korea selatan",
    "LBN": "libanon",
    "LBY": "libia",
    "MAR": "maroko",
    "NLD": "belanda",
    "NOR": "norwegia",
    "PHL": "filipina|philippina",
    "PRK": "korea utara",
    "PSE": "palestina",
    "RUS": "rusia",
    "SAU": "arab saudi|saudi arabia",
    "SGP": "singapura",
    "SWE": "swedia",
    "SYR": "suriah|republik arab suriah|republik arab syria",
    "TTO": "trinidad dan tobago|trinidad and tobaga",
    "TLS": "timor leste",
    "TUR": "turki",
    "USA": "amerika serikat",
    "YEM": "yaman",
}
_ALPHA2 = {"XKX": "xk", "SUN": "suhh", "YUG": "yucs", "CSK": "cshh", "SCG": "csxx", "DDR": "ddde", "ANT": "anhh"}
_NOISE = re.compile(r"[^a-z0-9]+")
_HEDGE = re.compile(r"^(?:possibly|probably|formerly|currently|dual)\s+")


def alpha3(text: str | None) -> str | None:
    """Find the country a code or a name means; None when it means none we know.

    >>> alpha3("Korea, North"), alpha3("id"), alpha3("Burma"), alpha3("possibly Palestinian"), alpha3("undetermined")
    ('PRK', 'IDN', 'MMR', 'PSE', None)
    """
    if not text or not text.strip():
        return None
    names = _names()
    folded = _fold(text)
    # FollowTheMoney writes parts of states as `gb-sct`; a list may add its own words in brackets.
    guesses = (folded, _HEDGE.sub("", folded), _fold(text.split("(")[0]), _region(text))
    return next((names[guess] for guess in guesses if guess in names), None)


def alpha2(code: str) -> str | None:
    """Say an alpha-3 code as alpha-2 in lower case, as FollowTheMoney and yente do.

    >>> alpha2("IDN"), alpha2("SUN"), alpha2("QQQ")
    ('id', 'suhh', None)
    """
    if code in _ALPHA2:
        return _ALPHA2[code]
    country = pycountry.countries.get(alpha_3=code)
    return country.alpha_2.lower() if country else None


def alpha3s(texts: Iterable[str | None]) -> tuple[str, ...]:
    """The countries of several texts, each once, in order; what is not a country is left out."""
    return tuple(dict.fromkeys(code for code in map(alpha3, texts) if code))


def _region(text: str) -> str:
    return text.lower().split("-")[0] if re.fullmatch(r"[A-Za-z]{2}-[A-Za-z]{2,4}", text.strip()) else ""


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    plain = plain.replace("'", "").replace("&", " and ")
    return _NOISE.sub(" ", plain.lower()).strip()


@cache
def _names() -> dict[str, str]:
    iso = {_fold(name): code for code, name in _iso()}
    tables = (_SPOKEN, _INDONESIAN)
    own = {name: code for table in tables for code, names in table.items() for name in names.split("|")}
    return {**iso, **own, **{alpha: code for code, alpha in _ALPHA2.items()}}


def _iso() -> Iterator[tuple[str, str]]:
    for country in pycountry.countries:
        for field in ("alpha_2", "alpha_3", "name", "official_name", "common_name"):
            if name := getattr(country, field, None):
                yield country.alpha_3, name
    for gone in pycountry.historic_countries:
        if pycountry.countries.get(alpha_3=gone.alpha_3) is None:
            yield gone.alpha_3, gone.alpha_3
