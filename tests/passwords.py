"""A pytest plug-in: argon2 with the least it can be given, since a real hash takes a third of a second on purpose."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from argon2 import PasswordHasher

from kyc.services.people import passwords


@contextmanager
def hasty() -> Iterator[None]:
    """Hash passwords in no time until the block ends."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", quick)
        patch.setattr(passwords, "_NOBODY", quick.hash("nobody"))
        yield


@pytest.fixture
def quick_passwords() -> Iterator[None]:
    """Hash passwords in no time."""
    with hasty():
        yield
