import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.model.names import CONTAINED, alike, tokens_of

names = st.lists(st.text("abcdefghijklmnoprstuwy", min_size=2, max_size=8), min_size=1, max_size=4).map(" ".join)


@pytest.mark.parametrize(
    ("name", "tokens"),
    [
        ("Prof. Dr. H. Ir. Agus", ("AGUS",)),
        ("Dewi, S.Kom., Ph.D.", ("DEWI",)),
        ("Santoso, Budi", ("SANTOSO", "BUDI")),
        ("O'Neil", ("ONEIL",)),
        ("BUD1 SANT0S0", ("BUDI", "SANTOSO")),
        ("Moch. Rizki", ("MUHAMMAD", "RIZKI")),
        ("M", ("M",)),
        ("H", ("H",)),  # nothing is left of a name that is a title only
        ("Nguyễn Văn Minh", ("NGUYEN", "VAN", "MINH")),
        ("", ()),
        ("12 - 7", ("I",)),
    ],
)
def test_words_of_a_name(name: str, tokens: tuple[str, ...]) -> None:
    assert tokens_of(name) == tokens


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("Anna Maria Eriksson", "ERIKSSON ANNA MARIA", 1.0, 1.0),
        ("Nur Hayati", "NURHAYATI", 1.0, 1.0),
        ("A. Rahman", "ABDUL RAHMAN", 0.9, 0.99),
        ("Siti Aminah", "SITI AMINAH BINTI ABDULLAH", 0.75, 0.89),  # shortened: a person looks
        ("Budi", "BUDI SANTOSO", 0.75, 0.89),
        ("Budi Santoso", "BUDI SUSANTO", 0.75, 0.89),  # two people
        ("Siti Aminah", "DEWI LESTARI", 0.0, 0.6),
        ("", "BUDI", 0.0, 0.0),
    ],
)
def test_how_alike_two_names_are(one: str, other: str, least: float, most: float) -> None:
    assert least <= alike(one, other) <= most


@pytest.mark.parametrize(
    ("whole", "cut", "least", "most"),
    [
        ("Papandropoulos Jonathon Alec", "PAPANDROPOULOS JONATHON AL", 1.0, 1.0),
        ("Jonathon Alec Xavier Papandropoulos", "PAPANDROPOULOS JONATHON AL", 1.0, 1.0),  # the rest was cut away
        ("Jonathan Papandropoulos", "PAPANDROPOULOS JONATHON", 0.9, 0.99),  # another letter is another letter
        ("Papandropoulos", "PAPANDROPOULOS JONATHON", CONTAINED, 0.89),  # one word of two: a person looks
        ("Dewi Lestari", "PAPANDROPOULOS JONATHON AL", 0.0, 0.74),
        ("Jonathon Dewi Lestari", "PAPANDROPOULOS JONATHON AL", 0.0, 0.74),
    ],
)
def test_a_cut_name_agrees_with_the_whole_one(whole: str, cut: str, least: float, most: float) -> None:
    assert least <= alike(whole, cut, cut=True) <= most


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("Budi", "BUDI SUPRAPTO WIRYAWAN", CONTAINED),  # shortened, however much was left out
        ("Bud1", "BUDI SUPRAPTO WIRYAWAN", CONTAINED),
        ("Rahmat", "RAHMAD SUPRAPTO WIRYAWAN", 0.44),  # five letters of six are another word, so another name
        ("Santosa", "SANTOSO SUPRAPTO WIRYAWAN", CONTAINED),  # six of seven are one word misread
    ],
)
def test_a_short_form_is_contained_word_by_word(one: str, other: str, likeness: float) -> None:
    assert alike(one, other) == pytest.approx(likeness, abs=0.06)
    assert (alike(one, other) >= CONTAINED) is (likeness == CONTAINED)


@given(names, names)
def test_likeness_has_no_direction_and_stays_within_bounds(one: str, other: str) -> None:
    assert alike(one, other) == pytest.approx(alike(other, one))
    assert 0 <= alike(one, other) <= 1


@given(names, st.randoms(use_true_random=False))
def test_the_order_of_the_words_does_not_matter(name: str, random: object) -> None:
    words = name.split()
    random.shuffle(words)  # type: ignore[attr-defined]
    assert alike(name, " ".join(words)) == 1.0 or not tokens_of(name)


@given(st.text(max_size=30), st.text(max_size=30), st.booleans())
def test_any_text_can_be_compared(one: str, other: str, cut: bool) -> None:
    assert 0 <= alike(one, other, cut=cut) <= 1
