"""One Prefect server for the whole session: starting one takes many seconds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def prefect_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Start Prefect with the settings of `kyc verify --flow`; yields its SQLite database."""
    from flows.environment import prepare

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PREFECT_HOME", str(tmp_path_factory.mktemp("prefect")))
        prepare(tmp_path_factory.mktemp("home"))
        from prefect.context import refresh_global_settings_context
        from prefect.settings import PREFECT_SERVER_DATABASE_CONNECTION_URL
        from prefect.testing.utilities import prefect_test_harness

        refresh_global_settings_context()
        with prefect_test_harness(server_startup_timeout=120):
            yield Path(PREFECT_SERVER_DATABASE_CONNECTION_URL.value().removeprefix("sqlite+aiosqlite:///"))
