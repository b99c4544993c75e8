"""Names in Arabic letters are read as their bearers' passports romanise them."""

from __future__ import annotations

import pytest

from kyc.screening.language.alphabets.arabic import arabic_words, folded_arabic
from kyc.screening.language.names import read_name
from kyc.screening.language.scripts import readings
from kyc.screening.language.sounds import sound, written_consonants


def likeliest(text: str) -> list[str]:
    return sorted(word[0] for word in read_name(text, person=True).words)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("عبدالحليم", ["abd", "halim"]),
        ("عبد الحليم", ["abd", "halim"]),
        ("سيفالله", ["allah", "sayf"]),
        ("سعدالدين", ["din", "saad"]),
        ("أبوبكر", ["abu", "bakr"]),
        ("بنحسين", ["husayn"]),  # the son's particle goes
        ("بنيامين", ["benjamin"]),  # no son of anybody
        ("محفوظ ولد الوليد", ["mahfuz", "walid"]),
        ("محمد احمدی", ["ahmadi", "muhammad"]),  # of Ahmad, with the Persian y
        ("اسحاقزی", ["ishaqzai"]),
        ("نورزاده", ["nurzada"]),
        ("عامر چوہدری", ["amir", "chaudhry"]),  # Urdu letters
        ("الحق", ["haq"]),
        ("الهي", ["elahi"]),  # no article
        ("زرغونملک", ["~zrgwnmlk"]),
        ("نورمحمد", ["muhammad", "nur"]),  # two names that Persians and Pashtuns write as one …
        ("محمدصابر", ["muhammad", "saber"]),
        ("عليرضا", ["alireza"]),  # … unless the two are known as one
        ("خولة", ["khawla"]),  # which is also spelt Khaoula, and is no servant of God
        ("إلهام", ["elham"]),
        ("س. حسن", ["hassan", "s"]),  # an initial
    ],
)
def test_a_name_is_read(written: str, words: list[str]) -> None:
    assert likeliest(written) == words


@pytest.mark.parametrize("letters", [("علي", "علی"), ("كريم", "کریم"), ("فاطمة", "فاطمه"), ("أحمد", "احمد")])
def test_keyboards_of_all_countries_write_one_name(letters: tuple[str, str]) -> None:
    assert arabic_words(letters[0])[0][0] == arabic_words(letters[1])[0][0]


@pytest.mark.parametrize(
    ("native", "latin"),
    [
        ("مظهري", "mazhari"),  # z and h, not the one sound zh
        ("أدهم", "adham"),
        ("سهيل", "suhayl"),
    ],
)
def test_two_letters_that_read_as_one_sound_are_met(native: str, latin: str) -> None:
    bare = {spelling for word in arabic_words(native) for spelling in word if spelling.startswith("~")}
    assert written_consonants(latin) in {written_consonants(each) for each in bare}


@pytest.mark.parametrize(
    ("letters", "spelling"), [("العقون", "laggoune"), ("العبيدي", "labidi"), ("العبيدي", "obeidi"), ("زهير", "zouheir")]
)
def test_names_are_also_spelt_as_their_bearers_do(letters: str, spelling: str) -> None:
    heard = {sound(each) for word in arabic_words(letters) for each in word}
    assert sound(spelling) in heard


@pytest.mark.parametrize("letters", ["محمد", "العبيدي", "الحسن", "عبدالقادر", "زرغون"])
def test_the_bare_consonants_stay_beside_the_known_spellings(letters: str) -> None:
    for reading in readings(letters):
        assert any(spelling.startswith("~") for spelling in reading)


def test_a_vowels_sign_at_the_end_is_one_letter() -> None:
    assert folded_arabic("شركة") == folded_arabic("شرکه")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Azizurrahman", "Aziz ur Rahman"),
        ("Habiburrehman", "Habib ur Rehman"),
        ("Ziaulhaq", "Zia ul Haq"),
        ("Zainulabidin", "Zain ul Abidin"),
        ("Abdulghani", "Abdul Ghani"),
        ("Abdulhai", "Abd al-Hai"),
        ("Abolfazl", "Abu Fazl"),
        ("Aboubakr", "Abu Bakr"),
        ("Fadloullah", "Fadl Allah"),
    ],
)
def test_compounds_written_as_one_are_their_words(one: str, other: str) -> None:
    shared = [set(a) & set(b) for a in read_name(one, person=True).words for b in read_name(other, person=True).words]
    assert sum(map(bool, shared)) == 2


@pytest.mark.parametrize("name", ["Abdullahi", "Abdulov", "Abdurahmonov", "Abdulkarimova"])
def test_a_family_name_made_of_a_servants_stays_whole(name: str) -> None:
    assert len(read_name(name, person=True).words) == 1
