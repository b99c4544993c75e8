"""A batch into the product's encrypted database: applicants of a tenant, verified as if a client had sent them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kyc.cli.batches.verifying import FEW, Told, Way, conclude, folders_of
from kyc.cli.terminal.output import Failures, console, tracked
from kyc.model.errors import InputError

if TYPE_CHECKING:
    from kyc.model.evidence import Evidence
    from kyc.settings import Settings
    from kyc.storage.database import Database


class DatabaseShelf:
    """The encrypted database; every look at a report is noted in the audit chain."""

    def __init__(self, database: Database, tenant: str) -> None:
        self._database, self._tenant = database, tenant
        self.where = f"Kept encrypted in the database, as applicants of {tenant}."

    def report(self, submission_id: str) -> Mapping[str, Any]:
        """The sealed report."""
        from kyc.reporting.document import as_json
        from kyc.services.batches.storing import ACTOR
        from kyc.services.onboarding import verifications

        with self._database.transaction(self._tenant, ACTOR) as unit:
            return as_json(verifications.report(unit, submission_id))

    def evidence(self, submission_id: str) -> tuple[Evidence | None, Mapping[str, bytes]]:
        """What was read, and the images by role."""
        from kyc.services.batches.storing import ACTOR
        from kyc.services.onboarding import verifications

        with self._database.transaction(self._tenant, ACTOR) as unit:
            return verifications.evidence(unit, submission_id)


def run_stored(batch: Path, chosen: Settings, way: Way, out: Path | None, *, tenant: str, as_json: bool) -> None:
    """Verify the applicants of a folder that the database does not hold yet, and write the summary.

    Raises:
        InputError: when there is no such folder, or none in it, or no such tenant.
        StateError: BATCH.RUNNING.
        StoreError: when the database cannot be used; the batch goes on when it is called again.
    """
    from kyc.services.batches.lock import only_run
    from kyc.storage.opening import open_database

    folders, database = folders_of(batch), open_database(chosen)
    try:
        _check_tenant(database, tenant)
        with only_run(chosen.home, batch):
            shelf, failures = DatabaseShelf(database, tenant), Failures(as_json=as_json)
            told = Told(shelf, failures, out, as_json, len(folders) <= FEW, way.language)
            started = time.monotonic()
            _work(told, folders, database, chosen, way, tenant)
            conclude(told, chosen, time.monotonic() - started, at=datetime.now(UTC))
    finally:
        database.close()
    told.failures.exit()


def _work(told: Told, folders: list[Path], database: Database, chosen: Settings, way: Way, tenant: str) -> None:
    with console.status("Loading policy and lists"):
        from flows.hands import hands
        from kyc.services.batches.storing import Intake, verify_into
        from kyc.services.batches.work import ground_of
        from kyc.services.onboarding.retention import periods_of
        from kyc.services.working.workshop import Workshop

        shop = Workshop(chosen, database, lambda: datetime.now(UTC))
        ground = ground_of(chosen, shop.resources())
    intake = Intake(tenant, periods_of(chosen), is_monitored=way.monitor, again=way.again)
    with hands(chosen, shop, workers=way.workers, is_flow=way.flow) as wait:
        rows = verify_into(database, folders, ground, intake, wait=wait, seconds=time.monotonic)
        for row in tracked(rows, "Verifying", total=len(folders)):
            told.tell(row)


def _check_tenant(database: Database, tenant: str) -> None:
    with database.system() as system:
        known = [each.id for each in system.tenants.all()]
    if tenant not in known:
        raise InputError("INPUT.TENANT", f"There is no tenant {tenant}; kyc clients create --tenant makes one.")
