"""Everything that one worker works with, put together from the settings; the lists are kept up to date."""

from __future__ import annotations

from dataclasses import replace

from kyc.engines.build import build_engines
from kyc.model.ids import Clock
from kyc.services.assembly import new_id, policy_of, screener_of
from kyc.services.lists.active import active_version
from kyc.services.registries import registry_of
from kyc.services.verification import Resources
from kyc.services.working.work import Terms
from kyc.services.working.workbench import Workbench
from kyc.settings import Settings
from kyc.storage.database import Database
from kyc.storage.files.snapshots import FolderSnapshots

Marks = tuple[tuple[str, str], ...]


class Workshop:
    """A worker's bench, engines, policy and lists."""

    def __init__(self, settings: Settings, database: Database, clock: Clock) -> None:
        """Build it.

        Raises:
            InputError: when the policy or the registry's mapping is not valid.
            ListError: when an active list is damaged.
        """
        self._settings, self._marks = settings, _marks(settings)
        policy = policy_of(settings)
        self.bench = Workbench(database, policy, clock, Terms(settings.lease_seconds, settings.attempts))
        self._resources = Resources(
            engines=build_engines(settings),
            policy=policy,
            screener=screener_of(settings),
            store=self.bench,
            clock=clock,
            new_id=new_id,
            digest_key=b"",  # heads come from the bench, under the applicant's own key
            head_of=self.bench.head,
            registry=registry_of(settings),
            known_numbers=self.bench,
            cleared_hits=self.bench,
        )

    def resources(self) -> Resources:
        """What to work with now: the lists are loaded anew when another version became active.

        Raises:
            ListError: when it is damaged; nobody is screened against lists that are known to be outdated.
        """
        marks = _marks(self._settings)
        if marks != self._marks:
            self._resources = replace(self._resources, screener=screener_of(self._settings))
            self._marks = marks
        return self._resources


def _marks(settings: Settings) -> Marks:
    """Which version of which list is active."""
    store = FolderSnapshots(settings.home / "lists")
    return tuple((key, active_version(store, key).version) for key in store.sources())
