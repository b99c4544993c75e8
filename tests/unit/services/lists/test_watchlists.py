"""Importing, updating and looking at lists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kyc.services.lists.active import active_entities
from kyc.services.lists.views import check_lists, compare_versions, find_entity, overview, published
from kyc.services.lists.watchlists import Change, import_list, update_list
from kyc.storage.files import snapshots
from kyc.storage.files.folder import write_whole
from kyc.storage.files.snapshots import FolderSnapshots
from watchlists.errors import ListError
from watchlists.fetch import Download
from watchlists.model import Validators

LISTS = Path(__file__).parents[4] / "fixtures" / "lists"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HEADER = "id,schema,name,aliases(;),birth_date,countries(;),gender,id_numbers(;),topics(;),remarks\n"


class Mirror:
    """A fetcher that hands out files of a folder, or nothing, or an error."""

    def __init__(self, folder: Path | None = None, error: ListError | None = None) -> None:
        self.folder, self.error = folder, error
        self.known: Validators = ()

    def fetch(self, addresses: Mapping[str, str], into: Path, *, known: Validators) -> Download | None:
        self.known = known
        if self.error:
            raise self.error
        if self.folder is None:
            return None
        paths = [into / str(number) for number, _source in enumerate(sorted(self.folder.iterdir()))]
        for path, original in zip(paths, sorted(self.folder.iterdir()), strict=True):
            path.write_bytes(original.read_bytes())
        return Download(tuple(paths), tuple((address, "ETag", "1") for address in addresses.values()))


@pytest.fixture
def store(tmp_path: Path) -> FolderSnapshots:
    return FolderSnapshots(tmp_path / "lists")


def local(folder: Path, names: list[str], *, header: str = HEADER, born: str = "1970") -> Path:
    path = folder / f"{len(names)}.csv"
    rows = (f"{number},Person,{name},,{born},ID,male,,,\n" for number, name in enumerate(names))
    path.write_text(header + "".join(rows))
    return path


def people(count: int) -> list[str]:
    return [f"Contoh {number}" for number in range(count)]


def test_a_first_import_is_active_under_the_publishers_date(store: FolderSnapshots) -> None:
    done = import_list(store, "un_sc", list((LISTS / "un_sc").iterdir()), now=NOW)
    assert (done.change, done.before, done.delta) == (Change.ACTIVATED, None, None)
    assert (done.snapshot.version, done.snapshot.entries, done.snapshot.fetched_at) == ("2026-11-01", 3, NOW)
    entities, (version,) = active_entities(store)
    assert [entity.id for entity in entities] == ["un-9900001", "un-9900002", "un-9900003"]
    assert (version.id, version.version, version.sha256) == ("un_sc", "2026-11-01", done.snapshot.sha256)


def test_a_list_without_a_date_takes_the_day_of_import(store: FolderSnapshots, tmp_path: Path) -> None:
    versions = [
        import_list(store, "local", [local(tmp_path, people(n))], now=NOW).snapshot.version for n in (3, 4, 4, 5)
    ]
    assert versions == ["2026-11-22", "2026-11-22.2", "2026-11-22.2", "2026-11-22.3"]


def test_the_same_content_again_is_only_a_check(store: FolderSnapshots, tmp_path: Path) -> None:
    path = local(tmp_path, people(3))
    import_list(store, "local", [path], now=NOW)
    later = NOW + timedelta(days=3)
    done = import_list(store, "local", [path], now=later)
    assert (done.change, done.snapshot.fetched_at, done.snapshot.known_at) == (Change.UNCHANGED, NOW, later)
    assert len(store.history("local")) == 1
    assert active_entities(store)[1][0].fetched_at == later


def test_an_import_says_what_changed(store: FolderSnapshots, tmp_path: Path) -> None:
    import_list(store, "local", [local(tmp_path, people(3))], now=NOW, version="one")
    done = import_list(store, "local", [local(tmp_path, ["Contoh 0", "Contoh Satu"])], now=NOW, version="two")
    assert done.delta is not None
    assert [entity.id for entity in done.delta.removed] == ["local-2"]
    assert [change.fields for change in done.delta.changed] == [("names",)]


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda folder: local(folder, people(27)), "LIST.SHRUNK"),
        (lambda folder: local(folder, []), "LIST.EMPTY"),
        (lambda folder: local(folder, people(30), born=""), "LIST.SCHEMA"),
        (lambda folder: local(folder, people(30), header=HEADER.replace("remarks", "note")), "LIST.SCHEMA"),
    ],
)
def test_a_doubtful_version_is_refused_and_the_old_one_stays(
    store: FolderSnapshots, tmp_path: Path, make: object, code: str
) -> None:
    import_list(store, "local", [local(tmp_path, people(30))], now=NOW, version="good")
    with pytest.raises(ListError) as caught:
        import_list(store, "local", [make(tmp_path)], now=NOW, version="bad")  # type: ignore[operator]
    assert caught.value.code == code
    assert [(each.version, each.state.value) for each in store.history("local")] == [("good", "active")]
    assert len(active_entities(store)[0]) == 30


@pytest.mark.parametrize(
    ("key", "file", "end"),
    [
        ("us_trade_csl", "consolidated.csv", b"\n"),  # in the last cell, which nothing else would tell
        ("us_trade_csl", "consolidated.csv", b"Passport"),  # in the last row
        ("us_ofac_sdn", "sdn.csv", b"\x1a"),  # between two rows
    ],
)
def test_a_list_that_lost_only_its_end_is_refused_and_a_reason_takes_it(
    store: FolderSnapshots, tmp_path: Path, key: str, file: str, end: bytes
) -> None:
    paths = {path.name: path for path in (LISTS / key).iterdir()}
    import_list(store, key, [*paths.values()], now=NOW, version="whole")
    content = paths[file].read_bytes()
    paths[file] = tmp_path / file
    paths[file].write_bytes(content[: content.rindex(end)])
    with pytest.raises(ListError) as caught:
        import_list(store, key, [*paths.values()], now=NOW)
    active = store.active(key)
    assert (caught.value.code, active and active.version) == ("LIST.TRUNCATED", "whole")
    done = import_list(store, key, [*paths.values()], now=NOW, version="cut", accept="theirs is like that now")
    assert (done.overridden, done.snapshot.accepted) == (("LIST.TRUNCATED",), "theirs is like that now")
    assert import_list(store, key, [*paths.values()], now=NOW).change is Change.UNCHANGED


@pytest.mark.parametrize(
    ("key", "head", "tail"),
    [
        ("un_sc", "<CONSOLIDATED_LIST>", "</CONSOLIDATED_LIST>"),
        ("gb_fcdo", "<Designations>", "</Designations>"),
        ("eu_fsf", '<export xmlns="http://eu.europa.ec/fpi/fsd/export">', "</export>"),
        ("local", "id,name\n", ""),
    ],
)
def test_an_emptied_list_takes_a_reason_whatever_its_format(
    store: FolderSnapshots, tmp_path: Path, key: str, head: str, tail: str
) -> None:
    import_list(store, key, list((LISTS / key).iterdir()), now=NOW, version="whole")
    empty = tmp_path / "empty"
    empty.write_text(f"{head}{tail}", encoding="utf-8")
    with pytest.raises(ListError) as caught:
        import_list(store, key, [empty], now=NOW)
    assert caught.value.code == "LIST.EMPTY"
    done = import_list(store, key, [empty], now=NOW, accept="the list was closed")
    assert ("LIST.EMPTY" in done.overridden, done.snapshot.accepted) == (True, "the list was closed")


def test_a_reason_overrides_and_is_kept(store: FolderSnapshots, tmp_path: Path) -> None:
    import_list(store, "local", [local(tmp_path, people(30))], now=NOW)
    with pytest.raises(ListError):
        import_list(store, "local", [local(tmp_path, people(3))], now=NOW, accept="  ")
    done = import_list(store, "local", [local(tmp_path, people(3))], now=NOW, accept="branch closed, ticket 12")
    assert done.overridden == ("LIST.SHRUNK",)
    active = store.active("local")
    assert active is not None
    assert (active.entries, active.accepted) == (3, "branch closed, ticket 12")


def test_a_reason_that_was_not_needed_is_not_kept(store: FolderSnapshots, tmp_path: Path) -> None:
    done = import_list(store, "local", [local(tmp_path, people(3))], now=NOW, accept="just in case")
    assert (done.overridden, done.snapshot.accepted) == ((), None)


def test_a_damaged_file_writes_nothing(store: FolderSnapshots, tmp_path: Path) -> None:
    stump = tmp_path / "stump.xml"
    stump.write_bytes(next((LISTS / "un_sc").iterdir()).read_bytes()[:2000])
    with pytest.raises(ListError):
        import_list(store, "un_sc", [stump], now=NOW)
    assert not (tmp_path / "lists").exists()


def test_a_row_that_cannot_be_understood_is_named_without_its_content(store: FolderSnapshots, tmp_path: Path) -> None:
    with pytest.raises(ListError, match="row 2: birth_date") as caught:
        import_list(store, "local", [local(tmp_path, ["Rahasia"], born="yesterday")], now=NOW)
    assert "Rahasia" not in str(caught.value)
    assert "yesterday" not in str(caught.value)


def test_an_import_mends_what_is_damaged(store: FolderSnapshots, tmp_path: Path) -> None:
    path = local(tmp_path, people(30))
    first = import_list(store, "local", [path], now=NOW)
    for pattern in ("*.gz", "active.json", "2026-11-22.json"):
        for damaged in (tmp_path / "lists").rglob(pattern):
            damaged.write_bytes(b"noise")
        with pytest.raises(ListError):
            active_entities(store)
        done = import_list(store, "local", [path], now=NOW)
        assert (done.snapshot.version, done.snapshot.sha256) == (first.snapshot.version, first.snapshot.sha256)
        assert len(active_entities(store)[0]) == 30


def test_an_update_comes_from_the_publisher_and_asks_conditionally_next_time(store: FolderSnapshots) -> None:
    first, second = Mirror(LISTS / "un_sc"), Mirror()
    assert update_list(store, "un_sc", first, now=NOW).change is Change.ACTIVATED
    assert first.known == ()
    later = NOW + timedelta(days=1)
    done = update_list(store, "un_sc", second, now=later)
    assert (done.change, done.snapshot.known_at) == (Change.UNCHANGED, later)
    assert [validator[1:] for validator in second.known] == [("ETag", "1")]


@pytest.mark.parametrize("survived", [0, 1, 2])
def test_a_crash_before_any_write_leaves_the_old_version_and_can_be_repeated(
    store: FolderSnapshots, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, survived: int
) -> None:
    import_list(store, "local", [local(tmp_path, people(3))], now=NOW, version="old")
    writes = iter(range(10))

    def dying(path: Path, content: bytes) -> None:
        if next(writes) >= survived:
            raise KeyboardInterrupt
        write_whole(path, content)

    monkeypatch.setattr(snapshots, "write_whole", dying)
    with pytest.raises(KeyboardInterrupt):
        import_list(store, "local", [local(tmp_path, people(5))], now=NOW, version="new")
    monkeypatch.undo()
    assert [version.version for version in active_entities(store)[1]] == ["old"]
    assert len(active_entities(store)[0]) == 3
    import_list(store, "local", [local(tmp_path, people(5))], now=NOW, version="new")
    assert len(active_entities(store)[0]) == 5


def test_a_web_page_from_the_publisher_is_refused(store: FolderSnapshots, tmp_path: Path) -> None:
    (tmp_path / "page").mkdir()
    (tmp_path / "page" / "1").write_text("<!DOCTYPE html><html><body>Maintenance</body></html>")
    update_list(store, "un_sc", Mirror(LISTS / "un_sc"), now=NOW)
    with pytest.raises(ListError, match="web page"):
        update_list(store, "un_sc", Mirror(tmp_path / "page"), now=NOW)
    assert len(active_entities(store)[0]) == 3


def test_without_a_network_what_is_there_is_kept(store: FolderSnapshots) -> None:
    update_list(store, "un_sc", Mirror(LISTS / "un_sc"), now=NOW)
    with pytest.raises(ListError):
        update_list(store, "un_sc", Mirror(error=ListError("LIST.UNREACHABLE", "no network")), now=NOW)
    assert len(active_entities(store)[0]) == 3


def test_a_list_without_an_address_is_imported(store: FolderSnapshots) -> None:
    with pytest.raises(ListError, match="use import"):
        update_list(store, "local", Mirror(), now=NOW)


def test_without_names_the_active_lists_are_updated(store: FolderSnapshots, tmp_path: Path) -> None:
    assert "us_ofac_sdn" in published(store)
    assert "local" not in published(store)
    import_list(store, "local", [local(tmp_path, people(1))], now=NOW)
    assert "us_ofac_sdn" in published(store)
    import_list(store, "un_sc", list((LISTS / "un_sc").iterdir()), now=NOW)
    assert published(store) == ("un_sc",)


def test_lists_are_chosen_by_name(store: FolderSnapshots, tmp_path: Path) -> None:
    import_list(store, "local", [local(tmp_path, people(2))], now=NOW)
    import_list(store, "un_sc", list((LISTS / "un_sc").iterdir()), now=NOW)
    entities, versions = active_entities(store, ["local"])
    assert (len(entities), [version.id for version in versions]) == (2, ["local"])
    with pytest.raises(ListError) as caught:
        active_entities(store, ["eu_fsf"])
    assert caught.value.code == "LIST.NOT_ACTIVE"
    with pytest.raises(ListError) as caught:
        active_entities(store, ["nowhere"])
    assert caught.value.code == "LIST.UNKNOWN"


def test_an_entity_is_found_by_its_id(store: FolderSnapshots) -> None:
    for key in ("un_sc", "ftm", "local"):
        import_list(store, key, list((LISTS / key).iterdir()), now=NOW)
    for entity_id, key in (("un-9900002", "un_sc"), ("Q-rekaan-1", "ftm"), ("local-pep-1", "local")):
        entity, snapshot = find_entity(store, entity_id)
        assert (entity.id, snapshot.source) == (entity_id, key)
    with pytest.raises(ListError):
        find_entity(store, "un-0")


def test_versions_are_compared_by_name_or_with_the_one_before(store: FolderSnapshots, tmp_path: Path) -> None:
    with pytest.raises(ListError):
        compare_versions(store, "local")
    for day, count in enumerate((1, 2, 4)):
        import_list(
            store, "local", [local(tmp_path, people(count))], now=NOW + timedelta(days=day), version=f"v{count}"
        )
    before, after, delta = compare_versions(store, "local")
    assert (before.version, after.version, len(delta.added)) == ("v2", "v4", 2)
    before, after, delta = compare_versions(store, "local", old="v4", new="v1")
    assert (before.version, after.version, len(delta.removed)) == ("v4", "v1", 3)
    with pytest.raises(ListError, match="there are: v1, v2, v4"):
        compare_versions(store, "local", old="v9")


def test_a_check_finds_old_and_damaged_lists(store: FolderSnapshots, tmp_path: Path) -> None:
    import_list(store, "un_sc", list((LISTS / "un_sc").iterdir()), now=NOW)
    import_list(store, "local", [local(tmp_path, people(1))], now=NOW)
    later, oldest = NOW + timedelta(days=8), {"un_sc": timedelta(days=7), "local": timedelta.max}.__getitem__
    assert [each.problems for each in check_lists(store, now=NOW, oldest=oldest)] == [(), ()]
    local_list, un_list = check_lists(store, now=later, oldest=oldest)
    assert local_list.problems == ()  # nobody says how old it may be
    assert un_list.problems == ("last checked 8 days ago: kyc watchlists update un_sc",)
    for records in (tmp_path / "lists" / "un_sc").rglob("*.gz"):
        records.write_bytes(b"")
    assert "import it again" in list(check_lists(store, now=NOW, oldest=oldest))[1].problems[0]


def test_a_list_that_is_needed_or_unreadable_is_told_and_the_others_are_looked_at(tmp_path: Path) -> None:
    store = FolderSnapshots(tmp_path)
    for key in ("local", "un_sc"):
        import_list(store, key, list((LISTS / key).iterdir()), now=NOW)
    (tmp_path / "local" / "active.json").write_text("{")
    needed = ("un_sc", "us_ofac_sdn", "no_such_list")
    found = list(check_lists(store, now=NOW, oldest=lambda _: timedelta(days=1), needed=needed))
    told = {each.key: " ".join(each.problems) for each in found}
    assert list(told) == ["local", "un_sc", "us_ofac_sdn", "no_such_list"]
    assert "cannot be read" in told["local"]
    assert told["un_sc"] == ""
    assert "has no active version" in told["us_ofac_sdn"]
    assert "is not a list" in told["no_such_list"]


def test_the_overview_names_every_list(store: FolderSnapshots) -> None:
    import_list(store, "un_sc", list((LISTS / "un_sc").iterdir()), now=NOW)
    active = {key: snapshot.version for key, _title, snapshot in overview(store) if snapshot}
    assert active == {"un_sc": "2026-11-01"}
    assert len(list(overview(store))) >= 10
