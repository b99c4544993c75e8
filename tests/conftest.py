"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real lists, models and portraits beside the checkout; skips where there is none."""
    folder = Path(os.environ.get("KYC_SHARED") or Path(__file__).parents[2] / "shared")
    if not (folder / "lists").is_dir():
        pytest.skip("no real material here: set KYC_SHARED")
    return folder
