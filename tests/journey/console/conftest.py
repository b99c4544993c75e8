"""A console and a browser for each module of journeys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journey.console.browser import CHROMIUM, Desk, chromium
from tests.journey.console.site import Site, running
from tests.passwords import hasty


@pytest.fixture(scope="module")
def window() -> Iterator[Browser]:
    """Debian's Chromium; skips where it is not installed.

    Not for the whole session: as long as it is open an event loop runs, beside which no other test can run one.
    """
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session", autouse=True)
def _hasty() -> Iterator[None]:
    """Passwords are hashed in no time."""
    with hasty():
        yield


@pytest.fixture(scope="module")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A console with cases of its own for one module of tests."""
    with running(sqlite_template, tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture
def desk(site: Site, window: Browser) -> Iterator[Desk]:
    """Somewhere to sit down; afterwards nothing that the pages complained of may be left."""
    made = Desk(site, window)
    yield made
    assert made.complaints == []
