"""Lists kept ready: when they are loaded anew, when entries changed, how limits are filled."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kyc.model.errors import StoreError
from kyc.model.screening import Hit, ScreeningQuery
from kyc.services.lists import searching
from kyc.services.lists.matching import ActiveLists, ListKeeper
from kyc.services.lists.watchlists import import_list
from kyc.storage.files.snapshots import FolderSnapshots
from watchlists.errors import ListError

HEADER = "id,schema,name,aliases(;),birth_date,countries(;),gender,id_numbers(;),topics(;),remarks\n"
DAY = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)


class Bench:
    """A store, a keeper of its lists, and a file to import from."""

    def __init__(self, folder: Path) -> None:
        self.store = FolderSnapshots(folder / "lists")
        self.keeper = ListKeeper(self.store)
        self.folder = folder
        self.days = 0

    def publish(self, **remarks: str) -> datetime:
        """Import a list of these people; each call is a day later."""
        path = self.folder / "list.csv"
        rows = (f"{key},Person,Contoh {key},,1970,ID,,9090{key},,{remark}\n" for key, remark in remarks.items())
        path.write_text(HEADER + "".join(rows))
        at = DAY + timedelta(days=self.days)
        import_list(self.store, "local", [path], now=at, version=f"v{self.days}", accept="test")
        self.days += 1
        return at

    def loaded(self) -> ActiveLists:
        self.keeper.refresh()
        return self.keeper.current()


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_there_is_no_answer_without_lists(bench: Bench) -> None:
    assert not bench.keeper.refresh()
    with pytest.raises(StoreError, match="no list"):
        bench.keeper.current()


def test_lists_are_loaded_once_until_another_version_is_active(bench: Bench) -> None:
    bench.publish(sekar="x")
    assert [bench.keeper.refresh() for _ in range(2)] == [True, False]
    bench.publish(sekar="x", dewi="y")
    assert bench.keeper.outdated() == ("local",)
    assert [bench.keeper.refresh() for _ in range(2)] == [True, False]
    assert set(bench.keeper.current().entities) == {"local-sekar", "local-dewi"}
    assert bench.keeper.outdated() == ()


def test_a_refresh_can_be_forced(bench: Bench) -> None:
    bench.publish(sekar="x")
    bench.keeper.refresh()
    before = bench.keeper.current()
    assert bench.keeper.refresh(force=True)
    assert bench.keeper.current() is not before


def test_a_damaged_version_leaves_what_was_loaded(bench: Bench) -> None:
    bench.publish(sekar="x")
    before = bench.loaded()
    bench.publish(sekar="x", dewi="y")
    active = bench.store.active("local")
    assert active is not None
    (bench.folder / "lists" / "local" / "records" / f"{active.sha256}.jsonl.gz").write_bytes(b"broken")
    with pytest.raises(ListError):
        bench.keeper.refresh()
    assert bench.keeper.current() is before
    assert bench.keeper.outdated() == ("local",)


def test_a_pointer_that_cannot_be_read_counts_as_outdated(bench: Bench) -> None:
    bench.publish(sekar="x")
    bench.loaded()
    (bench.folder / "lists" / "local" / "active.json").write_text("{")
    assert bench.keeper.outdated() == ("local",)


def test_versions_tell_when_an_entry_came_and_changed(bench: Bench) -> None:
    first = bench.publish(sekar="x", dewi="y")
    second = bench.publish(sekar="x", dewi="changed")
    third = bench.publish(sekar="x", dewi="changed", bima="z")
    seen = bench.loaded().seen
    assert (seen["local-sekar"].first, seen["local-sekar"].last_change) == (first, first)
    assert (seen["local-dewi"].first, seen["local-dewi"].last_change) == (first, second)
    assert (seen["local-bima"].first, seen["local-bima"].last_change) == (third, third)


def test_what_happened_before_the_versions_that_are_read_is_not_claimed(bench: Bench) -> None:
    days = [bench.publish(sekar="x", dewi=str(number)) for number in range(7)]
    seen = bench.loaded().seen
    assert (seen["local-sekar"].first, seen["local-sekar"].last_change) == (None, None)
    assert seen["local-sekar"].changed == days[2]  # the latest it can be, so that no delta leaves it out
    assert (seen["local-dewi"].first, seen["local-dewi"].last_change) == (None, days[-1])


def test_a_damaged_old_version_makes_what_follows_new(bench: Bench) -> None:
    bench.publish(sekar="x")
    old = bench.store.active("local")
    assert old is not None
    later = bench.publish(sekar="x", dewi="y")
    (bench.folder / "lists" / "local" / "records" / f"{old.sha256}.jsonl.gz").unlink()
    assert bench.loaded().seen["local-sekar"].last_change == later


def test_a_limit_is_filled_however_much_is_left_out(bench: Bench) -> None:
    bench.publish(**{f"n{number:03}": "x" for number in range(120)})
    lists = bench.loaded()
    question = [ScreeningQuery("Contoh")]
    everything = lists.hits(question, keep=lambda _: True, least=0, limit=120)
    wanted = {hit.entity_id for hit in everything[100:]}
    kept = lists.hits(question, keep=lambda entity: entity.id in wanted, least=0, limit=15)
    assert [hit.entity_id for hit in kept[:15]] == [hit.entity_id for hit in everything[100:115]]


def test_of_several_wordings_the_best_hit_counts(bench: Bench) -> None:
    bench.publish(sekar="x")
    lists = bench.loaded()
    wordings = [ScreeningQuery("Sekar"), ScreeningQuery("Contoh Sekar")]
    together = lists.hits(wordings, keep=lambda _: True, least=0, limit=5)
    alone = [lists.hits([wording], keep=lambda _: True, least=0, limit=5) for wording in wordings]
    assert [hit.bits for hit in together] == [max(hit.bits for hits in alone for hit in hits)]


def test_a_number_alone_finds_its_holder_and_nobody_else(bench: Bench) -> None:
    bench.publish(sekar="x", dewi="y")
    lists = bench.loaded()
    query = ScreeningQuery("", id_numbers=("9090-SEKAR",))
    assert [hit.entity_id for hit in lists.hits([query], keep=lambda _: True, least=0, limit=5)] == ["local-sekar"]
    assert not lists.hits([query], keep=lambda _: False, least=0, limit=5)


def test_an_index_is_built_once_and_then_mapped(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.publish(sekar="x", dewi="y")
    query = ScreeningQuery("Contoh Sekar")
    answers = []
    for built in (True, False):
        keeper = ListKeeper(bench.store, bench.folder / "index")
        if not built:
            monkeypatch.setattr(searching, "_built", None)  # nobody can build one
        keeper.refresh()
        answers.append(keeper.current().hits([query], keep=lambda _: True, least=0, limit=5))
    assert answers[0] == answers[1]
    assert answers[0][0].entity_id == "local-sekar"


def test_threads_ask_at_the_same_time(bench: Bench) -> None:
    bench.publish(sekar="x", dewi="y")
    lists = bench.loaded()
    queries = [ScreeningQuery(name) for name in ("Contoh Sekar", "Contoh Dewi", "Sekar Dewi")] * 20

    def asked(query: ScreeningQuery) -> list[Hit]:
        return lists.hits([query], keep=lambda _: True, least=0, limit=5)

    with ThreadPoolExecutor(6) as threads:
        assert list(threads.map(asked, queries)) == [asked(query) for query in queries]
