"""Finding entities by words."""

from __future__ import annotations

import pytest

from kyc.services.lists.words import Wanted, WordIndex
from watchlists.model import ListedEntity, ListedName, Schema


def entity(key: str, *names: str, remarks: str | None = None) -> ListedEntity:
    return ListedEntity(key, "local", Schema.PERSON, tuple(map(ListedName, names)), remarks=remarks)


INDEX = WordIndex([
    entity("a-1", "Bima Rekaan Contoh"),
    entity("a-2", "Bima Contoh", "Бима"),
    entity("a-3", "Sekar", remarks="sister of Bima Contoh"),
])  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "places"),
    [
        (Wanted(("bima", "contoh")), [1, 0, 2]),  # plainly so named, so named among other words, only mentioned
        (Wanted(("bima",), ("rekaan",)), [1, 2]),
        (Wanted(("con*",)), [1, 0, 2]),
        (Wanted(("sekar",), ("sister",)), []),
        (Wanted(("nobody",)), []),
        (Wanted(("z*",)), []),
        (Wanted(("a", "3")), [2]),
    ],
)
def test_all_words_have_to_be_there(wanted: Wanted, places: list[int]) -> None:
    assert INDEX.find([wanted]) == places


def test_alternatives_are_put_together() -> None:
    assert set(INDEX.find([Wanted(("rekaan",)), Wanted(("sekar",))])) == {0, 2}
