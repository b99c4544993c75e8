"""What happens to the disk or the server is told in our words, and nothing is half-written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from kyc.model.errors import InputError, StoreError
from kyc.model.submission import DeclaredData
from kyc.storage.database import Database
from kyc.storage.files.blobs import Blobs
from kyc.storage.sealing.keyring import Keyring
from tests.databases import TENANT, Cluster

WHO = "client:test"


@pytest.fixture
def sqlite(tmp_path: Path, sqlite_template: Path) -> Database:
    (tmp_path / "kyc.db").write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{tmp_path}/kyc.db", Keyring({1: bytes(32)}), Blobs(f"file://{tmp_path}/blobs"))
    database.ensure_tenant(TENANT)
    return database


@pytest.fixture
def postgres(cluster: Cluster, postgres_database: str, tmp_path: Path) -> Database:
    cluster.empty(postgres_database)
    url = cluster.url(postgres_database)
    database = Database(url, Keyring({1: bytes(32)}), Blobs(f"file://{tmp_path}/blobs"), busy_seconds=1)
    database.ensure_tenant(TENANT)
    return database


def test_a_full_disk_stores_nothing_and_is_told(sqlite: Database) -> None:
    with pytest.raises(StoreError) as error, sqlite.transaction(TENANT, WHO) as unit:  # noqa: PT012
        pages = unit.scope.connection.execute(text("PRAGMA page_count")).scalar_one()
        unit.scope.connection.execute(text(f"PRAGMA max_page_count = {pages}"))
        unit.applicants.add(DeclaredData(address="x" * 100_000))
    assert error.value.code == "STORE.FULL"
    sqlite.close()
    with sqlite.transaction(TENANT, WHO) as unit:
        assert unit.applicants.list(limit=9).items == ()
        unit.applicants.add(DeclaredData(address="x" * 100_000))


def test_a_damaged_file_is_told(sqlite: Database, tmp_path: Path) -> None:
    sqlite.scrub()
    sqlite.close()
    (tmp_path / "kyc.db").write_bytes(b"no database at all" * 500)
    with pytest.raises(StoreError) as error, sqlite.transaction(TENANT, WHO):
        pass
    assert error.value.code == "STORE.DAMAGED"


def test_its_files_are_their_owners_only(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/new/kyc.db", Keyring({1: bytes(32)}), Blobs(f"file://{tmp_path}/blobs"))
    database.upgrade()
    with database.transaction(TENANT, WHO):
        modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "new").iterdir()}
    database.close()
    assert modes == {"kyc.db": 0o600, "kyc.db-wal": 0o600, "kyc.db-shm": 0o600}


def test_an_ended_connection_is_unavailable_and_the_next_one_works(postgres: Database, cluster: Cluster) -> None:
    with pytest.raises(StoreError) as error, postgres.transaction(TENANT, WHO) as unit:  # noqa: PT012
        unit.applicants.add(DeclaredData())
        own = unit.scope.connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        cluster.execute(f"SELECT pg_terminate_backend({own})")
        unit.applicants.add(DeclaredData())
    assert error.value.code == "STORE.UNAVAILABLE"
    with postgres.transaction(TENANT, WHO) as unit:
        assert unit.applicants.list(limit=9).items == ()
    postgres.close()


def test_a_server_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    url = f"postgresql://nobody@/none?host={tmp_path}"
    database = Database(url, Keyring({1: bytes(32)}), Blobs(f"file://{tmp_path}/blobs"), busy_seconds=1)
    with pytest.raises(StoreError) as error, database.transaction(TENANT, WHO):
        pass
    assert error.value.code == "STORE.UNAVAILABLE"


@pytest.mark.parametrize("who", ["nobody_by_this_name", "idler", "guarded", "guarded:wrong"])
def test_a_user_that_is_turned_away_is_told_so_and_not_to_try_again(cluster: Cluster, tmp_path: Path, who: str) -> None:
    for statement in ("DROP ROLE IF EXISTS idler", "DROP ROLE IF EXISTS guarded"):
        cluster.execute(statement)
    cluster.execute("CREATE ROLE idler NOLOGIN")
    cluster.execute("CREATE ROLE guarded LOGIN PASSWORD 'right'")
    rules = cluster.folder / "data" / "pg_hba.conf"
    rules.write_text("local all guarded scram-sha-256\n" + rules.read_text())
    cluster.execute("SELECT pg_reload_conf()")
    url = f"postgresql://{who}@/postgres?host={cluster.folder}&passfile=/dev/null"
    database = Database(url, Keyring({1: bytes(32)}), Blobs(f"file://{tmp_path}/blobs"), busy_seconds=1)
    with pytest.raises(StoreError) as error, database.transaction(TENANT, WHO):
        pass
    assert error.value.code == "STORE.DENIED"
    assert "wrong" not in str(error.value)


@pytest.mark.parametrize(
    "url", ["", "sqlite://", "sqlite:///:memory:", "mysql://x/y", "not an address", "postgresql://"]
)
def test_other_databases_are_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        Database(url, Keyring({1: bytes(32)}), Blobs(f"file://{tmp_path}/blobs"))
    assert error.value.code == "INPUT.DATABASE"


def test_a_read_only_transaction_writes_nothing(database: Database) -> None:
    with pytest.raises(StoreError), database.transaction(TENANT, WHO, read_only=True) as unit:
        unit.applicants.add(DeclaredData())


def test_a_commit_in_doubt_deletes_no_image(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_database: Callable[..., Database]
) -> None:
    """The row may be there although the answer was lost: then its image must be there too."""
    from sqlalchemy import Connection
    from sqlalchemy.exc import OperationalError

    from kyc.model.submission import SubmittedImage

    real = Connection._commit_impl

    def lost(connection: Connection) -> None:
        real(connection)
        raise OperationalError("COMMIT", {}, Exception("the line went dead"))

    with pytest.raises(StoreError), database.transaction(TENANT, WHO) as unit:  # noqa: PT012
        applicant = unit.applicants.add(DeclaredData())
        stored = unit.documents.add(applicant.id, SubmittedImage("document", b"image"), media_type="image/png")
        monkeypatch.setattr(Connection, "_commit_impl", lost)
    monkeypatch.undo()
    with open_database().transaction(TENANT, WHO, read_only=True) as unit:
        assert unit.documents.image(stored.id).content == b"image"
