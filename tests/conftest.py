"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# Machines are shared: how long an example took says nothing about it.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

# fixtures `database`, `clock`, … over SQLite and PostgreSQL; `quick_passwords`
pytest_plugins = ["tests.databases", "tests.passwords"]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real lists, models and portraits beside the checkout; skips where there is none."""
    folder = Path(os.environ.get("KYC_SHARED") or Path(__file__).parents[2] / "shared")
    if not (folder / "lists").is_dir():
        pytest.skip("no real material here: set KYC_SHARED")
    return folder


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the switch that writes the golden reports anew."""
    parser.addoption("--update-golden", action="store_true", help="ask the real engines and write fixtures/golden anew")


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden reports are to be written instead of compared."""
    return bool(request.config.getoption("--update-golden"))
