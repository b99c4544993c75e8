"""Key-encryption keys: where they come from, and how the next one takes over."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

import pytest

from kyc.model.errors import StoreError
from kyc.storage.database import Database
from kyc.storage.rotation import rewrap
from kyc.storage.sealing.keyring import Keyring, add_key, load_keyring, make_keyring, parse_keyring
from tests.databases import OTHER, TENANT
from tests.unit.storage.records import IMAGE, fill

ONE, TWO = b"1" * 32, b"2" * 32
LINE_ONE, LINE_TWO = (f"{n}:{base64.b64encode(key).decode()}" for n, key in ((1, ONE), (2, TWO)))
AT = b"place"


def test_the_newest_key_wraps_and_every_key_unwraps() -> None:
    old, both = parse_keyring(LINE_ONE), parse_keyring(f"{LINE_TWO}\n{LINE_ONE}\n")
    assert both.unwrap(old.wrap(b"data key", AT), AT) == b"data key"
    assert both.wrap(b"data key", AT).version == 2


def test_a_missing_version_is_told() -> None:
    wrapped = parse_keyring(LINE_TWO).wrap(b"data key", AT)
    with pytest.raises(StoreError, match="Version 2") as error:
        parse_keyring(LINE_ONE).unwrap(wrapped, AT)
    assert error.value.code == "STORE.KEYRING"


@pytest.mark.parametrize(
    "text",
    ["", "\n", "1", "x:AAAA", "1:AAAA", "0:" + LINE_ONE[2:], LINE_ONE + ";", f"{LINE_ONE},{LINE_ONE}", "1:A" + "=" * 9],
)
def test_what_is_no_keyring_is_refused_without_being_quoted(text: str) -> None:
    with pytest.raises(StoreError) as error:
        parse_keyring(text)
    assert error.value.code == "STORE.KEYRING"
    assert LINE_ONE[2:] not in str(error.value)


def test_it_comes_from_a_file_the_environment_or_a_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ring").write_text(LINE_ONE)
    monkeypatch.setenv("RING", LINE_ONE)
    wrapped = parse_keyring(LINE_ONE).wrap(b"data key", AT)
    for source in (f"file:{tmp_path}/ring", "env:RING", f"command:cat '{tmp_path}/ring'"):
        assert load_keyring(source).unwrap(wrapped, AT) == b"data key"


@pytest.mark.parametrize("source", ["file:/none", "env:NO_SUCH_RING", "command:false", "command:'", "vault:x", ""])
def test_a_source_that_gives_nothing_is_told(source: str) -> None:
    with pytest.raises(StoreError) as error:
        load_keyring(source)
    assert error.value.code == "STORE.KEYRING"


def test_a_keyring_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "ring"
    make_keyring(path)
    first = path.read_bytes()
    make_keyring(path)
    assert path.read_bytes() == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_adding_a_key_keeps_the_old_ones(tmp_path: Path) -> None:
    path = tmp_path / "ring"
    make_keyring(path)
    wrapped = load_keyring(f"file:{path}").wrap(b"data key", AT)
    assert add_key(path) == 2
    assert load_keyring(f"file:{path}").unwrap(wrapped, AT) == b"data key"


def test_of_two_processes_that_make_the_first_key_at_once_both_keep_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "ring"

    def slower(version: int) -> str:
        """Another process looked, found no keyring either, and has made one meanwhile."""
        path.write_text(LINE_ONE)
        return f"{version}:{base64.b64encode(TWO).decode()}\n"

    monkeypatch.setattr("kyc.storage.sealing.keyring.key_line", slower)
    make_keyring(path)
    assert path.read_text() == LINE_ONE  # it may have sealed an applicant's key already
    assert [file.name for file in tmp_path.iterdir()] == ["ring"]


def test_a_keyring_shows_no_key() -> None:
    assert repr(Keyring({1: ONE})) == "Keyring(versions [1])"


def test_after_rewrapping_the_old_key_is_not_needed(
    database: Database, open_database: Callable[..., Database], keyring: Keyring
) -> None:
    old = Keyring({1: b"k" * 32})
    assert repr(old) == repr(keyring)
    stored = {}
    for tenant in (TENANT, OTHER):
        with database.transaction(tenant, "client:test") as unit:
            stored[tenant] = fill(unit)
    assert rewrap(open_database(keyring=Keyring({1: b"k" * 32, 2: TWO})), "system:test") == 4
    for tenant, ids in stored.items():
        with open_database(keyring=Keyring({2: TWO})).transaction(tenant, "client:test", read_only=True) as unit:
            assert unit.documents.image(ids.document).content == IMAGE
            assert unit.applicants.get(ids.applicant).declared
            assert unit.webhooks.all()[0].secrets == ("whsec_canary",)


def test_rewrapping_again_changes_nothing(database: Database, open_database: Callable[..., Database]) -> None:
    assert rewrap(database, "system:test") == 0
