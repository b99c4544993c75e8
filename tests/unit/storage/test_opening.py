"""Opening an installation's store: a keyring is made for what is new, never in place of one that was lost."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from kyc.model.errors import InputError, StoreError
from kyc.settings import Settings
from kyc.storage import opening
from kyc.storage.files.blobs import Blobs
from kyc.storage.opening import open_database
from kyc.storage.sealing.keyring import make_keyring
from tests.databases import TENANT
from tests.unit.storage.records import fill

WHO = "client:test"


@pytest.fixture
def chosen(tmp_path: Path, database_url: str) -> Settings:
    """An installation whose database is up to date and empty, and whose keyring is its own to make."""
    return Settings(home=tmp_path / "home", database=database_url)


@pytest.fixture
def keyring_file(chosen: Settings) -> Path:
    assert chosen.keyring_file is not None
    return chosen.keyring_file


def used(chosen: Settings) -> str:
    """Store an applicant as an installation would; return their id."""
    database = open_database(chosen)
    database.ensure_tenant(TENANT)
    with database.transaction(TENANT, WHO) as unit:
        applicant = fill(unit).applicant
    database.close()
    return applicant


def test_the_first_use_makes_a_keyring_for_its_owner_only(chosen: Settings, keyring_file: Path) -> None:
    open_database(chosen).close()
    made = keyring_file.read_bytes()
    assert stat.S_IMODE(keyring_file.stat().st_mode) == 0o600
    open_database(chosen).close()
    assert keyring_file.read_bytes() == made


def test_an_empty_home_is_opened_before_there_is_a_database(tmp_path: Path) -> None:
    chosen = Settings(home=tmp_path / "home")
    database = open_database(chosen)
    database.upgrade()
    assert database.is_current
    database.close()


def test_a_lost_keyring_is_never_replaced_while_it_sealed_something(chosen: Settings, keyring_file: Path) -> None:
    applicant = used(chosen)
    kept = keyring_file.read_bytes()
    keyring_file.unlink()
    for _ in range(2):
        with pytest.raises(StoreError, match="put the keyring back") as refused:
            open_database(chosen)
        assert refused.value.code == "STORE.KEYRING"
        assert not keyring_file.exists()
    keyring_file.write_bytes(kept)
    database = open_database(chosen)
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        assert unit.applicants.get(applicant).declared
    database.close()


def test_what_is_given_up_by_moving_the_database_away_is_begun_anew(tmp_path: Path) -> None:
    chosen = Settings(home=tmp_path / "home")
    database = open_database(chosen)
    database.upgrade()
    database.ensure_tenant(TENANT)
    database.close()
    (tmp_path / "home" / "keys" / "keyring").unlink()
    with pytest.raises(StoreError):
        open_database(chosen)
    for file in (tmp_path / "home").glob("*.db*"):
        file.unlink()
    open_database(chosen).close()
    assert (tmp_path / "home" / "keys" / "keyring").exists()


def test_a_damaged_database_makes_no_keyring_either(tmp_path: Path) -> None:
    chosen = Settings(home=tmp_path / "home", database=f"sqlite:///{tmp_path}/kyc.db")
    (tmp_path / "kyc.db").write_bytes(b"no database at all" * 500)
    with pytest.raises(StoreError):
        open_database(chosen)
    assert chosen.keyring_file is not None
    assert not chosen.keyring_file.exists()


def test_who_starts_while_another_makes_the_keyring_takes_that(
    chosen: Settings, keyring_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other process makes the keyring and seals with it between this one's two looks."""
    looked: Callable[[str, Blobs], bool] = opening._is_sealed

    def meanwhile(url: str, blobs: Blobs) -> bool:
        make_keyring(keyring_file)
        used(chosen)
        return looked(url, blobs)

    monkeypatch.setattr(opening, "_is_sealed", meanwhile)
    database = open_database(chosen)
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        assert unit.applicants.list(limit=9).items[0].declared
    database.close()


def test_a_keyring_that_the_operator_names_is_theirs_to_keep(tmp_path: Path, database_url: str) -> None:
    named = tmp_path / "named"
    chosen = Settings(home=tmp_path / "home", database=database_url, keyring=f"file:{named}")
    with pytest.raises(StoreError) as refused:
        open_database(chosen)
    assert refused.value.code == "STORE.KEYRING"
    assert not named.exists()


@pytest.mark.parametrize("address", ["mysql://x", "sqlite", "sqlite:nonsense", "", "postgresql"])
def test_an_address_that_is_none_is_told_as_such(tmp_path: Path, address: str) -> None:
    with pytest.raises(InputError):
        open_database(Settings(home=tmp_path / "home", database=address or "?"))
