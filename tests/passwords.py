"""A pytest plug-in: argon2 with the least it can be given, since a real hash takes a third of a second on purpose."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from kyc.services.people import passwords


@pytest.fixture
def quick_passwords() -> Iterator[None]:
    """Hash passwords in no time."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", quick)
        patch.setattr(passwords, "_NOBODY", quick.hash("nobody"))
        yield
