import pytest

from bench.screening.ambiguity import Words
from bench.screening.material import Material
from watchlists.model import ListedEntity, ListedName, Schema

NAMES = {"one": "Sinar Copper Mining", "two": "Sinar Tin Mining", "three": "Batu Kapal"}


@pytest.fixture
def words() -> Words:
    members = {
        key: (ListedEntity(key, "local", Schema.ORGANIZATION, (ListedName(name),)),) for key, name in NAMES.items()
    }
    entities = tuple(entity for each in members.values() for entity in each)
    return Words(Material(entities, {key: key for key in members}, members, {}, {}, ()))


@pytest.mark.parametrize(
    ("name", "identity", "expected"),
    [
        ("Sinar Mining", "one", True),  # as good as the other mine
        ("SINAR copper", "one", False),
        ("Sinar Copprr", "one", False),  # a word nobody has
        ("Batu", "three", False),
    ],
)
def test_a_company_cut_to_common_words_fits_others(words: Words, name: str, identity: str, expected: bool) -> None:
    assert words.fit_others(name, identity, Schema.ORGANIZATION) is expected


def test_people_are_told_apart_by_more_than_words(words: Words) -> None:
    assert not words.fit_others("Sinar Mining", "one", Schema.PERSON)


@pytest.mark.parametrize(("name", "expected"), [("Copper Sinar", True), ("Copper Kapal", False), ("Sinar", False)])
def test_a_stranger_with_only_one_entrys_words_is_no_stranger(words: Words, name: str, expected: bool) -> None:
    assert words.fit_somebody(name) is expected
