"""How two states of the lists differ is read once, and only from versions that are kept."""

from __future__ import annotations

import pytest

from kyc.services.rescreening.target import Lists
from tests.unit.services.rescreening.book import LISTED, Installation
from watchlists.errors import ListError


def test_planning_a_run_and_working_on_it_read_the_lists_once(installation: Installation) -> None:
    before = Lists(installation.settings).active()
    installation.lists({"2": LISTED["2"], "3": "Pramudya Kartanegara,,1975-05-05"}, version="2")
    after = Lists(installation.settings).active()
    difference = Lists(installation.settings).difference(list(before), after)
    assert Lists(installation.settings).difference(before, list(after)) is difference
    assert ([entity.id for entity in difference.changed], difference.gone) == (["local-3"], ("local-1",))
    assert Lists(installation.settings).difference(after, before).gone == ("local-3",)


def test_a_version_that_is_not_kept_is_compared_with_nothing(installation: Installation) -> None:
    active = Lists(installation.settings).active()
    unknown = (("local", "0", active[0][2]),)
    for _ in range(2):
        with pytest.raises(ListError, match="not kept"):
            Lists(installation.settings).difference(unknown, (("local", "1", "another"),))
