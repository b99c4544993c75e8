"""A small book of invented customers, and a list of one's own that changes under it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kyc.model.rescreening import RunMode, RunPlan, RunReport
from kyc.model.submission import DeclaredData
from kyc.services.lists.watchlists import import_list
from kyc.services.onboarding import applicants
from kyc.services.rescreening import run
from kyc.settings import Settings
from kyc.storage.database import Database
from kyc.storage.files.snapshots import FolderSnapshots
from tests.databases import TENANT
from watchlists.dates import PartialDate

WHO = "client:test"
HEADER = "id,schema,name,aliases(;),birth_date,countries(;),gender,id_numbers(;),topics(;),remarks\n"
LISTED = {"1": "Suradji Wiryakusumah,,1961-03-07", "2": "Ghulam Noorzehi,,1970-01-09"}


@dataclass(frozen=True)
class Installation:
    """A database, its lists, and what re-screens them."""

    database: Database
    home: Path
    clock: Callable[[], datetime]

    @property
    def settings(self) -> Settings:
        return Settings(home=self.home)

    def lists(self, rows: Mapping[str, str], *, version: str) -> None:
        """Make rows (`name,aliases,birth date[,countries,gender,numbers,topics,remarks]`) the active version."""
        path = self.home / f"{version}.csv"
        lines = (f"{number},Person,{row}{',' * (7 - row.count(','))}\n" for number, row in rows.items())
        path.write_text(HEADER + "".join(lines), encoding="utf-8")
        store = FolderSnapshots(self.home / "lists")
        import_list(store, "local", [path], now=self.clock(), version=version, accept="a test's list")

    def customer(self, name: str | None, born: str | None = "1961-03-07", **more: str) -> str:
        """An applicant whose monitor is on; return the id."""
        declared = DeclaredData(name=name, birth_date=PartialDate.parse(born) if born else None, **more)  # type: ignore[arg-type]
        with self.database.transaction(TENANT, WHO) as unit:
            made = applicants.create(unit, declared)
            applicants.switch_monitor(unit, made.id, is_on=True, version=None)
        return made.id

    def start(self, mode: RunMode = RunMode.DELTA) -> RunPlan:
        return run.start(self.database, self.settings, tenant=TENANT, mode=mode)

    def work(self, run_id: str) -> int:
        return run.work(self.database, self.settings, tenant=TENANT, run_id=run_id, pause=lambda _seconds: None)

    def rescreen(self, mode: RunMode = RunMode.DELTA) -> RunReport:
        """Start a run and work on it to the end."""
        plan = self.start(mode)
        if not plan.is_empty:
            self.work(plan.run_id)
        return run.report(self.database, tenant=TENANT, run_id=plan.run_id)

    def standing(self) -> set[tuple[str, str]]:
        """Which hits stand: applicant and entity."""
        with self.database.transaction(TENANT, WHO, read_only=True) as unit:
            alerts = [alert for alert in unit.alerts.list(limit=1000).items if alert.state == "standing"]
            return {(alert.applicant_id, unit.alerts.entity_id(alert.id)) for alert in alerts}

    def events(self) -> list[str]:
        with self.database.transaction(TENANT, WHO, read_only=True) as unit:
            return sorted(event.type for event in unit.outbox.list(limit=1000).items)
