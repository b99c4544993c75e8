"""`kyc policy backtest`: a policy tried on what was verified before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from kyc.cli.policies.loading import given_as, loaded
from kyc.cli.policies.telling import change_json, say
from kyc.cli.terminal.environment import settings
from kyc.cli.terminal.output import Failures, emit, tracked
from kyc.model.errors import InputError, StoreError

if TYPE_CHECKING:
    from kyc.model.check import CheckResult
    from kyc.policy.records import Policy
    from kyc.services.backtesting.comparing import Change
    from kyc.services.backtesting.counting import Tally
    from kyc.services.backtesting.past import Past, Unjudged
    from kyc.services.backtesting.rejudging import Bench
    from kyc.storage.database import Database


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for on the command line."""

    reports: tuple[Path, ...] = ()
    tenant: str | None = None
    since: str | None = None
    old: tuple[Path, ...] = ()
    given: tuple[str, ...] = ()
    show: int = 20
    as_json: bool = False


@dataclass(slots=True)
class Told:
    """What came of one tenant's verifications, or of the files: counts, and the first that change."""

    name: str | None
    tally: Tally
    missed: list[Change] = field(default_factory=list)  # whom a person rejected, and nobody would look at
    others: list[Change] = field(default_factory=list)

    def keep(self, change: Change, most: int) -> None:
        """Keep a change to be named, while there is room for it."""
        is_missed = change.decision == "reject" and change.after.recommendation == "approve"
        kept = self.missed if is_missed else self.others
        if len(kept) < most:
            kept.append(change)


def run(new: Path, options: Options) -> None:
    """Try a policy and say what would change.

    Raises:
        InputError: when a policy, a day, a supposition or a tenant is not one.
        StoreError: when the database cannot be used.
    """
    bench = _bench(loaded(new), options)
    failures = Failures(as_json=options.as_json)
    if options.reports:
        if options.tenant or options.since:
            raise InputError("USAGE", "--tenant and --since go with the database, not with report files")
        _over_files(bench, options, failures)
    else:
        _over_book(bench, options, failures)
    failures.exit()


def _bench(policy: Policy, options: Options) -> Bench:
    """The policy to try, beside those that reports may name as theirs."""
    from kyc.services.backtesting.rejudging import Bench

    known = [loaded(None), *map(loaded, options.old)]
    supposed = dict(_supposed(text, policy) for text in options.given)
    return Bench(policy, {each.sha256: each for each in known}, supposed)


def _supposed(text: str, policy: Policy) -> tuple[str, CheckResult | None]:
    from kyc.model.check import CheckResult, Outcome
    from kyc.policy.facts import plain_score

    check, answer = given_as(text, policy)
    if answer.outcome is None:
        return check, None
    if answer.outcome is not Outcome.CLEAR and not answer.reasons:
        raise InputError("POLICY.WHAT_IF", f"--given: what is {answer.outcome} needs a reason, CHECK=OUTCOME:REASON")
    return check, CheckResult(check, answer.outcome, plain_score(answer.outcome), answer.reasons)


def _over_files(bench: Bench, options: Options, failures: Failures) -> None:
    from kyc.services.backtesting.files import pasts, reports_in

    files = reports_in(options.reports)
    _tell(None, pasts(files), len(files), bench, options, failures)


def _over_book(bench: Bench, options: Options, failures: Failures) -> None:
    from kyc.services.backtesting import book
    from kyc.storage.opening import open_database

    since = _midnight(options.since, bench.policy)
    with closing(open_database(settings())) as database:
        for tenant in book.tenants(database, options.tenant):
            _over_tenant(database, tenant, since, bench, options, failures)


def _over_tenant(
    database: Database, tenant: str, since: datetime | None, bench: Bench, options: Options, failures: Failures
) -> None:
    from kyc.services.backtesting import book

    total = book.begin(database, tenant, bench.policy, since=since)
    _tell(tenant, book.pasts(database, tenant, since=since), total, bench, options, failures)


def _midnight(day: str | None, policy: Policy) -> datetime | None:
    """When a day begins where the policy's people work."""
    try:
        return datetime.combine(date.fromisoformat(day), time(), ZoneInfo(policy.terms.calendar.zone)) if day else None
    except ValueError:
        raise InputError("USAGE", "--since: expected a day such as 2026-08-31") from None


def _tell(
    name: str | None,
    pasts: Iterable[Past | Unjudged],
    total: int,
    bench: Bench,
    options: Options,
    failures: Failures,
) -> None:
    from kyc.services.backtesting.counting import Tally

    told = Told(name, Tally())
    for found in tracked(_judged(pasts, bench), "Judging again", total=total):
        _one(told, found, options, failures)
    if options.as_json:
        emit({"tenant": name, "id": None, "policy": _named(bench.policy), "summary": told.tally.as_json()})
    else:
        say(name, bench.policy, told.tally, (*told.missed, *told.others)[: options.show])


def _judged(pasts: Iterable[Past | Unjudged], bench: Bench) -> Iterator[Change | Unjudged]:
    from kyc.services.backtesting.past import Past, judged

    for past in pasts:
        yield judged(past, bench) if isinstance(past, Past) else past


def _one(told: Told, found: Change | Unjudged, options: Options, failures: Failures) -> None:
    from kyc.services.backtesting.comparing import Change
    from kyc.services.backtesting.past import Why, count

    count(told.tally, found)
    if isinstance(found, Change):
        if found.parts and options.as_json:
            emit(change_json(told.name, found))
        if found.parts:
            told.keep(found, options.show)
    elif found.why is Why.DAMAGED:
        failures.add("id", found.id, StoreError("STORE.DAMAGED", found.message or ""))
    elif options.as_json:
        emit({"tenant": told.name, "id": found.id, "unjudged": found.why.value, "check": found.check})


def _named(policy: Policy) -> dict[str, Any]:
    return {"id": policy.id, "version": policy.version, "sha256": policy.sha256}
