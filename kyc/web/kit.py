"""What the HTTP side works with, built once by whoever starts it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from kyc.model.ids import Clock
from kyc.services.lists.matching import ListKeeper
from kyc.services.webhooks.outgoing import Rules
from kyc.settings import Settings
from kyc.storage.database import Database
from kyc.storage.files.snapshots import FolderSnapshots
from kyc.web.auth import Gate, SigningKeyRing
from kyc.web.limits import Presses, Rates, Watchers
from kyc.web.metrics import Metrics
from kyc.web.tokens import Tokens

FAILURES_PER_MINUTE = 60  # wrong keys from one address


@dataclass(frozen=True, slots=True)
class Kit:
    """Everything routes need from outside. `probes` answer for /readyz: None when well, else a code."""

    settings: Settings
    database: Database
    lists: ListKeeper
    clock: Clock
    tokens: Tokens
    gate: Gate
    rates: Rates
    failures: Rates
    rules: Rules  # where webhooks may go
    metrics: Metrics = field(default_factory=Metrics)
    watchers: Watchers = field(default_factory=Watchers)
    presses: Presses = field(default_factory=Presses)
    probes: Mapping[str, Callable[[], str | None]] = field(default_factory=dict)


def utc_now() -> datetime:
    """The time."""
    return datetime.now(UTC)


def assemble_kit(
    settings: Settings,
    database: Database,
    *,
    clock: Clock = utc_now,
    probes: Mapping[str, Callable[[], str | None]] | None = None,
) -> Kit:
    """Build the kit over an open database."""
    ring = SigningKeyRing(database, clock, token_seconds=settings.token_seconds)
    tokens = Tokens(ring, issuer=settings.issuer, seconds=settings.token_seconds, clock=clock)
    return Kit(
        settings=settings,
        database=database,
        lists=ListKeeper(FolderSnapshots(settings.home / "lists"), settings.home / "index"),
        clock=clock,
        tokens=tokens,
        gate=Gate(database, tokens, clock),
        rates=Rates(settings.rate),
        failures=Rates(FAILURES_PER_MINUTE),
        rules=Rules(private=settings.private_webhooks),
        probes=dict(probes or {}),
    )
