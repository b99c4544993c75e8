import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.model.names import alike, tokens_of

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


def test_a_cut_name_agrees_with_the_whole_one() -> None:
    assert alike("Papandropoulos Jonathon Alec", "PAPANDROPOULOS JONATHON AL", cut=True) == 1.0
    assert alike("Dewi Lestari", "PAPANDROPOULOS JONATHON AL", cut=True) < 0.75


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
