"""Names are read the same however they are disguised, decorated or romanised."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.screening.language import names, scripts
from kyc.screening.language.names import MAX_WORDS, is_searchable, read_name
from kyc.screening.language.normalise import unmask
from kyc.screening.language.words import ORGANISATION_TYPES, kind_of


def first_spellings(text: str, *, person: bool = True) -> list[str]:
    return [word[0] for word in read_name(text, person=person).words]


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Dr. H. Kencana Wibawa, S.E., M.M.", ["kencana", "wibawa"]),
        ("Hj. Kencana binti Wibawa, S.Pd", ["kencana", "wibawa"]),
        ("WIBAWA, Kencana al-", ["kencana", "wibawa"]),
        ("K. Wibawa", ["k", "wibawa"]),
        ("O’Hara-Wibawa", ["ohara", "wibawa"]),
        ("Kencana Wibawa Kencana", ["kencana", "kencana", "wibawa"]),  # as a grandfather was called
        ("Ｋｅｎｃａｎａ　𝐖𝐢𝐛𝐚𝐰𝐚", ["kencana", "wibawa"]),
        ("\u202eKen\u200bcana Wi\u00adbawa\u202c", ["kencana", "wibawa"]),
        ("Ken\x00cana\x07 Wiba\x7fwa\tII", ["ii", "kencana", "wibawa"]),  # a tab parts words, a bell does not
        ("K\u0435nc\u0430n\u0430 Wib\u0430w\u0430", ["kencana", "wibawa"]),  # Cyrillic е and а
        ("Kéncaña Wíbawa", ["kencana", "wibawa"]),
        ("KencanaWIBAWA", ["kencana", "wibawa"]),
        ("KENCaNA McWibawa", ["kencana", "mcwibawa"]),  # a slip, and a beginning too short to be a name
        ("anacneK Wibawa", ["kencana", "wibawa"]),  # written backwards
        ("KW Santoso", ["k", "santoso", "w"]),  # initials in one
        ("NG Santoso", ["ng", "santoso"]),
        ("President Wibawa", ["wibawa"]),
        ("Haji", ["haji"]),  # a title alone is all there is
    ],
)
def test_titles_particles_and_disguises_leave_the_words_that_name(written: str, words: list[str]) -> None:
    assert first_spellings(written) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Abdul Rahman", "Abdurrahman"),
        ("Abd al-Rahman", "Abdulrahman"),
        ("Habibullah", "Habib Ullah"),
        ("Nur ad-Din", "Nuruddin"),
        ("عبد الرحمن", "عبدالرحمن"),
        ("Abdul Qdr", "Abdlqdr"),
        ("Abdullah", "Abdllh"),
    ],
)
def test_arabic_compounds_are_taken_apart_alike(one: str, other: str) -> None:
    shared = [set(a) & set(b) for a in read_name(one, person=True).words for b in read_name(other, person=True).words]
    assert sum(map(bool, shared)) == 2


@pytest.mark.parametrize(
    ("native", "latin"),
    [
        ("Щукин", "shchukin"),
        ("Олексій", "aleksei"),
        ("Παπανδρέου", "papandreu"),
        ("欧阳修", "ouyang"),
        ("Ким", "kim"),
        ("محمد", "muhammad"),
        ("Müller", "mueller"),
        ("Essabar", "sabar"),  # the Maghreb's article
    ],
)
def test_a_word_has_the_romanisations_in_use(native: str, latin: str) -> None:
    assert any(latin in word for word in read_name(native, person=True).words)


@pytest.mark.parametrize("word", ["Mhmmd", "Brhm", "Ahmd", "Ignatva", "Ignvtva", "Strlykhn", "Anstsa"])
def test_a_word_may_have_lost_its_vowels(word: str) -> None:
    bare = any(spelling.startswith("~") for spelling in read_name(word, person=True).words[0])
    assert bare is (word != "Ignatva")
    assert not any("~" in spelling for each in read_name(word, person=False).words for spelling in each)


@pytest.mark.parametrize("word", ["Asma", "Olga", "Ella", "Indra", "Ng", "Lynch", "Syyd", "Umr", "Schmidt", "Qri"])
def test_a_short_word_with_few_vowels_may_just_have_few(word: str) -> None:
    assert not any("~" in spelling for each in read_name(word, person=True).words for spelling in each)


@pytest.mark.parametrize("word", ["Society", "Molding", "Kencana", "Comply", "Otkrytie"])
def test_what_is_no_kind_of_organisation_names_it(word: str) -> None:
    assert read_name(word, person=False) != read_name("Ltd", person=False)
    assert kind_of(word.lower()) in (None, "society", "otkritie")


def test_a_word_that_an_organisation_has_twice_says_nothing_more() -> None:
    assert first_spellings("Kencana Abadi Kencana Ltd Limited", person=False) == ["abadi", "kencana", "ltd"]


def test_han_and_hangul_names_part_into_family_and_given_name() -> None:
    assert sorted(first_spellings("王小明")) == ["wang", "xiaoming"]
    assert "kim" in first_spellings("김민수")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("PT. Kencana Abadi Tbk", "Kencana Abadi Limited"),
        ("OAO Kencana", "Kencana Open Joint Stock"),
        ("Kencanalimited", "Kencana Ltd"),
        ("Kencana Liabillity Limlted Compnay Ltd", "Kencana LLC Limited Company"),  # a letter wrong in each
        ("Kencana UAB", "Kencana Sp. z o.o."),
        ("Kencana d. o. o.", "Kencana DOO"),
        ("Kencana Spolka z ograniczona odpowiedzialnoscia", "Kencana sp. z o. o."),
        ("Kencana L.L.C.", "Kencana L L C"),
        ("Kencana Sendirian Berhad", "Kencana Sdn. Bhd."),
    ],
)
def test_kinds_of_organisation_are_read_alike(one: str, other: str) -> None:
    assert kinds_of(one) == kinds_of(other)


def kinds_of(name: str) -> set[str]:
    return {kind for kind in first_spellings(name, person=False) if kind in ORGANISATION_TYPES.values()}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kencana Int'l", "Kencana International"),
        ("Kencanatech", "Kencana Technologies"),
        ("Kencana Bros. Mfg.", "Kencana Brothers Manufacturing"),
        ("Abadi Property Mgmt. Assoc.", "Abadi Property Management Associates"),
        ("Kencana Airways", "Kencana Airlines"),
        ("Stichting Kencana", "Kencana Foundation"),
    ],
)
def test_abbreviated_and_full_words_of_organisations_have_a_spelling_in_common(one: str, other: str) -> None:
    names = [read_name(name, person=False).words for name in (one, other)]
    assert len(names[0]) == len(names[1])
    assert all(any(set(word) & set(theirs) for theirs in names[1]) for word in names[0])


@pytest.mark.parametrize("length", [19, 20, 21, 35])
def test_in_a_name_that_fills_its_field_any_word_may_be_cut_off(length: int) -> None:
    name = "Kencana Wibawa " + "Abadinusantarakusumawardhana"[: length - 15]
    spellings = {spelling for word in read_name(name, person=True).words for spelling in word}
    assert ("^kencana" in spellings) is (length in (20, 35))


def test_an_initial_is_not_cut_off() -> None:
    assert ("k",) in read_name("Wibawa Abadikusuma K", person=True).words


@pytest.mark.parametrize("name", ["", " ", "😀", "\u200f\u202e", "...", "\x00\x07", "—", "\ud800"])
def test_a_name_without_letters_is_not_searchable(name: str) -> None:
    assert not is_searchable(name)


@pytest.mark.parametrize("name", ["Siti", "李", "م", "7", "Ж", "ป"])
def test_one_letter_of_any_alphabet_is_searchable(name: str) -> None:
    assert is_searchable(name)


@given(st.text(max_size=200), st.booleans())
def test_any_text_is_read(text: str, person: bool) -> None:
    name = read_name(text, person=person)
    assert len(name.words) <= MAX_WORDS
    assert all(word and all(spelling.isascii() and spelling for spelling in word) for word in name.words)


@given(st.permutations(["Abdul", "Kencana", "bin", "S.H.", "Wibawa", "王小明"]))
def test_the_order_of_words_is_not_read(words: list[str]) -> None:
    assert read_name(" ".join(words), person=True) == read_name("Abdul Kencana bin S.H. Wibawa 王小明", person=True)


def test_a_very_long_name_is_cut() -> None:
    assert len(read_name("Kencana Wibawa " * 10_000, person=True).words) <= MAX_WORDS


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Xiaowen", "Shiaowen"),  # pinyin, and by its sound
        ("Hsiaowen", "Xiaowen"),  # Wade-Giles
        ("Kencanovs", "Kencanov"),  # Latvian
        ("Andrejs", "Andrej"),
        ("Bernie", "Bernard"),
    ],
)
def test_a_name_has_its_usual_spelling_beside_its_own(one: str, other: str) -> None:
    (first,), (second,) = (read_name(each, person=True).words for each in (one, other))
    assert set(first) & set(second)


def test_a_misspelt_kind_of_company_is_still_one() -> None:
    assert first_spellings("Wibawa Aktiengeselschaft", person=False) == first_spellings("Wibawa AG", person=False)


# Small letters, capitals, dots, digits, and letters of other alphabets that have both or neither.
_CHUNKS = st.text(st.sampled_from("abcdkSTWz.1éÉжЖßǅ王"), min_size=1, max_size=12)


@given(_CHUNKS | st.text(min_size=1, max_size=12), st.booleans())
def test_a_word_known_at_a_glance_to_be_one_is_parted_by_no_capital(chunk: str, person: bool) -> None:
    known = names._is_plain(chunk)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(names, "_is_plain", lambda chunk: False)
        looked_at = names._parted(chunk, person=person)
    assert names._parted(chunk, person=person) == looked_at
    assert not known or looked_at == [chunk]


@given(_CHUNKS | st.text(min_size=1, max_size=12) | st.sampled_from(["БАНК", "银行", "GmbH", "Electr"]), st.booleans())
def test_a_word_without_a_dot_is_split_at_none(chunk: str, person: bool) -> None:
    undotted = chunk.replace(".", "")
    assert list(names._words_of(undotted, person=person)) == list(names._words_at_dots(undotted, person=person))


@given(st.text(st.characters(max_codepoint=127), max_size=60))
def test_a_word_of_plain_letters_has_the_one_reading_that_any_word_has_at_least(word: str) -> None:
    cut = word[: scripts.MAX_LETTERS]
    assert unmask(cut) == cut
    assert scripts.readings(word) == scripts._as_readings([cut])


@given(_CHUNKS | st.text(max_size=12) | st.text("~ab1", max_size=6))
def test_a_spelling_keeps_its_plain_letters_and_figures_alone(spelling: str) -> None:
    mark = "~" if spelling.startswith("~") else ""
    letters = "".join(char for char in spelling.lower() if char in "abcdefghijklmnopqrstuvwxyz0123456789")
    assert scripts._tidy(spelling) == (mark + letters if letters else "")
