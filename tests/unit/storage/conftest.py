"""Databases that only the tests of the storage room ask for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kyc.storage.database import Database
from kyc.storage.files.blobs import Blobs
from kyc.storage.sealing.keyring import Keyring


@pytest.fixture(params=["sqlite", "postgres"])
def cluster_or_file(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without any tables."""
    url = f"sqlite:///{tmp_path}/kyc.db"
    if request.param == "postgres":
        cluster = request.getfixturevalue("cluster")
        url = cluster.url(cluster.create())
    database = Database(url, Keyring({1: bytes(32)}), Blobs(f"file://{tmp_path}/blobs"))
    yield database
    database.close()
