"""Countries in the words of publishers."""

from __future__ import annotations

import pycountry
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchlists.countries import alpha2, alpha3, alpha3s


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("ID", "IDN"),
        ("id", "IDN"),
        ("IDN", "IDN"),
        ("INDONESIA", "IDN"),
        ("Korea, North", "PRK"),
        ("Democratic People's Republic of Korea", "PRK"),
        ("Democratic People’s Republic of Korea", "PRK"),
        ("Korea, South", "KOR"),
        ("Burma", "MMR"),
        ("Syria", "SYR"),
        ("Syrian Arab Republic", "SYR"),
        ("West Bank", "PSE"),
        ("Region: Gaza", "PSE"),
        ("possibly Palestinian", "PSE"),
        ("State of Palestine", "PSE"),
        ("Congo, Democratic Republic of the", "COD"),
        ("Congo (Democratic Republic)", "COD"),
        ("Congo, Republic of the", "COG"),
        ("Congo", "COG"),
        ("Iran (Islamic Republic of)", "IRN"),
        ("Türkiye", "TUR"),
        ("Turkey", "TUR"),
        ("Cote d Ivoire", "CIV"),
        ("Côte d'Ivoire", "CIV"),
        ("North Macedonia, The Republic of", "MKD"),
        ("St. Kitts & Nevis", "KNA"),
        ("Bahamas, The", "BHS"),
        ("Virgin Islands, British", "VGB"),
        ("Man, Isle of", "IMN"),
        ("Kosovo", "XKX"),
        ("former Soviet Union", "SUN"),
        ("D", "DEU"),
        ("gb-sct", "GBR"),
        ("Suriah", "SYR"),
        ("Filipina", "PHL"),
        ("  Viet Nam ", "VNM"),
        ("China, Hong Kong Special Administrative Region", "HKG"),
    ],
)
def test_a_country_is_found_by_what_publishers_write(written: str, code: str) -> None:
    assert alpha3(written) == code


@pytest.mark.parametrize("written", ["", None, "undetermined", "00", "None Identified", "Region: Crimea", "Atlantis"])
def test_what_is_no_country_is_none(written: str | None) -> None:
    assert alpha3(written) is None


@pytest.mark.parametrize("country", list(pycountry.countries), ids=lambda country: country.alpha_3)
def test_every_country_is_found_by_all_its_names(country: object) -> None:
    code = country.alpha_3  # type: ignore[attr-defined]
    names = (getattr(country, field, None) for field in ("alpha_2", "alpha_3", "name", "official_name", "common_name"))
    assert alpha3s(name for name in names if name) == (code,)
    assert alpha3(alpha2(code)) == code


@settings(deadline=None)
@given(st.text(max_size=30))
def test_no_text_makes_it_fail(text: str) -> None:
    found = alpha3(text)
    assert found is None or len(found) == 3
