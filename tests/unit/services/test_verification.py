"""What the checks of a verification are told besides the evidence."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from kyc.services.verification import Resources
from kyc.storage.files.folder import FolderStore
from tests.databases import Clock
from tests.fakes import fake_engines
from tests.unit.services.line import policy


@pytest.mark.parametrize(
    ("now", "today"),
    [
        ("2026-11-22T16:59:59+00:00", date(2026, 11, 22)),
        # Midnight in Jakarta: a passport that was valid until yesterday is not accepted for seven hours more.
        ("2026-11-22T17:00:00+00:00", date(2026, 11, 23)),
    ],
)
def test_today_is_the_day_where_the_policys_people_work(tmp_path: Path, now: str, today: date) -> None:
    resources = Resources(
        engines=fake_engines(), policy=policy(), screener=None, store=FolderStore(tmp_path),
        clock=Clock(datetime.fromisoformat(now)), new_id=lambda: "rep_1", digest_key=b"key",
    )  # fmt: skip
    assert resources.context().today == today
