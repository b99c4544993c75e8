"""An installation with two listed people."""

from __future__ import annotations

from pathlib import Path

import pytest

from kyc.storage.database import Database
from tests.databases import Clock
from tests.unit.services.rescreening.book import LISTED, Installation


@pytest.fixture
def installation(database: Database, clock: Clock, tmp_path: Path) -> Installation:
    made = Installation(database, tmp_path / "home", clock)
    made.home.mkdir()
    made.lists(LISTED, version="1")
    return made
