"""Sentences, dates and numbers as people in Indonesia write them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from kyc.texts.translator import Translator, translator
from watchlists.dates import PartialDate

AT = datetime(2026, 11, 22, 17, 20, tzinfo=UTC)  # in Jakarta it is the 23rd already


@pytest.mark.parametrize(
    ("written", "indonesian", "english"),
    [
        (lambda t: t.date(date(2026, 8, 17)), "17 Agustus 2026", "17 August 2026"),
        (lambda t: t.date(date(2026, 8, 17), style="short"), "17 Agu 2026", "17 Aug 2026"),
        (lambda t: t.date(PartialDate(1960, 3)), "Maret 1960", "March 1960"),
        (lambda t: t.date(PartialDate(1960)), "1960", "1960"),
        (lambda t: t.date(PartialDate(1960, 3, 5)), "5 Maret 1960", "5 March 1960"),
        (lambda t: t.date(None), "–", "–"),
        (lambda t: t.instant(AT), "23 November 2026, 00.20 WIB", "23 November 2026, 00:20 WIB"),
        (lambda t: t.instant(None), "–", "–"),
        (lambda t: t.time(AT), "00.20 WIB", "00:20 WIB"),
        (lambda t: t.number(1234.5), "1.234,5", "1,234.5"),
        (lambda t: t.number(0.12345, digits=2), "0,12", "0.12"),
        (lambda t: t.number(None), "–", "–"),
        (lambda t: t.percent(0.1234), "12,3%", "12.3%"),
        (lambda t: t.percent(1, digits=0), "100%", "100%"),
        (lambda t: t.size(1_234_567), "1,2 MB", "1.2 MB"),
        (lambda t: t.duration(timedelta(hours=2, minutes=15, seconds=9)), "2 jam 15 menit", "2 hours 15 minutes"),
        (lambda t: t.duration(-3 * 86_400), "3 hari", "3 days"),
        (lambda t: t.duration(86_400 + 60), "1 hari", "1 day"),
        (lambda t: t.duration(59), "kurang dari semenit", "less than a minute"),
        (lambda t: t.ago(AT - timedelta(hours=3), AT), "3 jam yang lalu", "3 hours ago"),
        (lambda t: t.country("IDN"), "Indonesia", "Indonesia"),
        (lambda t: t.country("DEU"), "Jerman", "Germany"),
        (lambda t: t.country("XXX"), "XXX", "XXX"),
        (lambda t: t.listed(["a", "b", "c"]), "a, b, dan c", "a, b and c"),
    ],
)
def test_each_language_writes_its_own_way(written, indonesian: str, english: str) -> None:  # type: ignore[no-untyped-def]
    assert (written(translator("id")), written(translator("en"))) == (indonesian, english)


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("Asia/Makassar", "01.20 WITA"),
        ("Asia/Jayapura", "02.20 WIT"),
        ("UTC", "17.20 UTC"),
        ("Asia/Tokyo", "02.20 UTC+09:00"),
    ],
)
def test_a_time_names_its_zone(zone: str, shown: str) -> None:
    assert translator("id", zone).time(AT) == shown


@pytest.mark.parametrize(
    ("card", "letter"),
    [
        ("BUDI SANTOSO", "Budi Santoso"),
        ("SUKARNO", "Sukarno"),
        ("SITI BINTI AHMAD", "Siti binti Ahmad"),
        ("BINTI KHASANAH", "Binti Khasanah"),  # as a first name it is a name
        ("DR. H. M. YUSUF, S.PD.I", "Dr. H. M. Yusuf, S.Pd.I"),
        ("R.A. KARTINI S.H., M.KN.", "R.A. Kartini S.H., M.Kn."),
        ("McDonald  Sihombing", "McDonald Sihombing"),
        ("NUR'AINI", "Nur'aini"),
        ("ANNA-MARIA", "Anna-Maria"),
        ("<B>X</B>", "<B>x</b>"),
        ("", "–"),
    ],
)
def test_a_name_in_capitals_is_written_as_in_a_letter(card: str, letter: str) -> None:
    assert translator("id").name(card) == letter


def test_a_sentence_is_filled_after_it_was_looked_up(speaker: Translator) -> None:
    assert speaker.text("Case %(label)s", label="KYC-7") == "Perkara KYC-7"
    assert speaker.text("Nobody translated this") == "Nobody translated this"


@pytest.mark.parametrize(
    ("count", "indonesian", "english"), [(1, "1 perkara", "1 case"), (1200, "1.200 perkara", "1,200 cases")]
)
def test_a_count_is_written_as_numbers_are(speaker: Translator, count: int, indonesian: str, english: str) -> None:
    assert speaker.plural("%(num)s case", "%(num)s cases", count) == indonesian
    assert translator("en").plural("%(num)s case", "%(num)s cases", count) == english
