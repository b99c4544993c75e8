"""Which flow is due when: one table for Prefect's own schedules (`prefect.yaml`) and for `flows.serve`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Deployed:
    """A deployment. `flow` is a module path, `cron` in UTC; one run at a time, and a second is not begun."""

    flow: str
    name: str
    cron: str
    says: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    is_active: bool = True


DEPLOYED = (
    Deployed(
        "flows.refresh_watchlists.refresh_watchlists",
        "six-hourly",
        "20 */6 * * *",
        "Refresh every list, then re-screen whom the change concerns.",
    ),
    Deployed(
        "flows.rescreen.rescreen",
        "delta",
        "*/10 * * * *",
        "Re-screen for lists that were imported by hand, and go on with runs that were killed.",
        {"mode": "delta"},
    ),
    Deployed(
        "flows.rescreen.rescreen", "full", "30 1 * * 0", "Re-screen everybody against everything.", {"mode": "full"}
    ),
    Deployed("flows.purge.purge", "nightly", "10 2 * * *", "Retention, expiry, old replies."),
    Deployed("flows.sweep.sweep", "nightly", "40 2 * * *", "What crashes left; runs whose process is gone."),
    Deployed("flows.checkpoint.checkpoint", "nightly", "10 3 * * *", "Verify, sign and export the audit chains."),
    Deployed(
        "flows.deliver.deliver",
        "five-minutely",
        "*/5 * * * *",
        "Webhooks that are due. Workers carry them all the time: needed only where none runs.",
        is_active=False,
    ),
)
