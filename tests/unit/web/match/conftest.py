"""The invented lists, loaded once."""

from __future__ import annotations

import pytest

from kyc.services.lists.matching import ActiveLists, ListKeeper
from kyc.web.match.server import create_match_app
from tests.unit.web.match.lists import Caller, store_of_fixtures


@pytest.fixture(scope="session")
def keeper(tmp_path_factory: pytest.TempPathFactory) -> ListKeeper:
    keeper = ListKeeper(store_of_fixtures(tmp_path_factory.mktemp("match")))
    keeper.refresh()
    return keeper


@pytest.fixture(scope="session")
def lists(keeper: ListKeeper) -> ActiveLists:
    return keeper.current()


@pytest.fixture(scope="session")
def ask(keeper: ListKeeper) -> Caller:
    return Caller(create_match_app(keeper))
