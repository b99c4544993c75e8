"""Write pools.json, the name parts that unrelated people are put together from.

    out/bench-venv/bin/python -m bench.screening.make_pools > bench/screening/pools.json

Needs faker (MIT), which stands in the environment of the peers and in none of ours; its lists of names are common
names, not people. Arabic ones are our own, since faker has them in Arabic letters only.
"""

from __future__ import annotations

import importlib
import json
import re
import sys
from random import Random
from typing import Any

from anyascii import anyascii

PARTS = 160  # given and family names of each country
COMPANIES = 60
_LOCALES = {
    "IDN": "id_ID", "RUS": "ru_RU", "ESP": "es_ES", "COL": "es_CO", "MEX": "es_MX", "USA": "en_US", "GBR": "en_GB",
    "CHN": "zh_CN", "KOR": "ko_KR", "IND": "en_IN", "TUR": "tr_TR", "DEU": "de_DE", "FRA": "fr_FR", "BRA": "pt_BR",
    "UKR": "uk_UA",
}  # fmt: skip
_NO_COMPANIES = {"CHN", "KOR"}  # spelled letter by letter they are no names anybody writes
_ARAB_GIVEN = re.findall(
    r"\w+",
    """
    Abdulaziz Abdulkarim Abdullah Abdulrahman Adel Adnan Ahmad Ahmed Ali Amal Amer Amina Anas Anwar Asma Ayman
    Aziza Bader Badr Bilal Dalia Eman Fadi Fahad Faisal Fares Faris Fatima Fawaz Fouad Ghada Ghassan Habib
    Haitham Hala Hamad Hamza Hana Hani Hanan Hasan Hassan Hatem Heba Hisham Huda Hussein Ibrahim Imad Iman
    Ismail Jaber Jamal Jamila Jawad Kamal Karim Khadija Khaled Khalid Laila Lina Maha Mahmoud Majed Manal
    Mansour Mariam Marwan Maryam Mazen Mohamed Mohammad Mohammed Mona Muhammad Munir Mustafa Nabil Nada Nader
    Nadia Nasser Nawal Noor Omar Osama Qasim Rami Rana Rania Rashid Reem Riyad Saad Said Salah Salem Salma Sami
    Samir Sara Saud Suleiman Tariq Wael Walid Yahya Yasmin Yasser Youssef Yusuf Zahra Zaid
    """,
)
_ARAB_FAMILY = re.findall(
    r"\w+",
    """
    Abadi Abbas Abdo Abdulla Adwan Ahmad Ajami Akkad Ali Amari Ansari Asadi Ashour Asiri Atassi Attar Awad Ayoub
    Badawi Baghdadi Bakri Barakat Bitar Dabbagh Daher Damanhouri Darwish Dosari Fakhoury Farouk Farsi Fayed
    Ghamdi Ghanem Haddad Hajjar Hakim Halabi Hamdan Hamidi Harbi Hariri Hashimi Hassan Hijazi Hilal Hosni
    Husseini Issa Jabari Jaber Jaziri Juhani Kabbani Kanaan Karam Kassem Khalil Khatib Khoury Kurdi Lahham
    Maghribi Mahdi Malki Mansour Masri Mousa Mutairi Nahas Najjar Naji Nasr Nasser Obeid Omari Othman Qahtani
    Qurashi Rashidi Sabbagh Saleh Salman Samarrai Sayegh Shaaban Shamsi Sharif Shehata Shehri Subaie Suleiman
    Tamimi Tikriti Utaibi Yamani Yassin Zahrani Zayani Zein Zidan
    """,
)


def main() -> None:
    faker: Any = importlib.import_module("faker").Faker
    pools: dict[str, Any] = {country: _parts(faker(locale), country) for country, locale in _LOCALES.items()}
    for country in ("SAU", "EGY", "SYR", "IRQ"):
        pools[country] = {"given": _ARAB_GIVEN, "family": _ARAB_FAMILY, "companies": []}
    json.dump(pools, sys.stdout, ensure_ascii=False, indent=0, sort_keys=True)


def _parts(fake: Any, country: str) -> dict[str, list[str]]:
    fake.seed_instance(country)
    rng = Random(country)
    parts = {"given": fake.first_name, "family": fake.last_name, "middle": getattr(fake, "middle_name", None)}
    pools = {key: _some(make, PARTS, rng) for key, make in parts.items() if make}
    return pools | {"companies": [] if country in _NO_COMPANIES else _some(fake.company, COMPANIES, rng)}


def _some(make: Any, count: int, rng: Random) -> list[str]:
    """Up to `count` different outcomes, in Latin letters."""
    found = sorted({_plain(make()) for _ in range(count * 8)} - {""})
    return sorted(rng.sample(found, min(count, len(found))))


def _plain(text: str) -> str:
    """Latin letters; syllables that the romanisation sets in capitals become words of their own."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", anyascii(text).replace("<<", "").replace(">>", ""))
    return " ".join(apart.split())


if __name__ == "__main__":
    main()
