"""The verifications of a tenant, newest first, read page by page and never written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from kyc.model.errors import InputError, StoreError
from kyc.model.verification import Verification
from kyc.policy.policy import Policy
from kyc.reporting.document import from_json
from kyc.services.backtesting.past import Past, Unjudged, Why
from kyc.storage.database import Database
from kyc.storage.unit import Unit

ACTOR = "system:operator"
_PAGE = 100  # reports and evidence of so many are in memory at a time
_ONE_ONLY = frozenset({"STORE.DAMAGED", "STORE.UNKNOWN"})  # a fault of one record, not of the store


def tenants(database: Database, wanted: str | None) -> tuple[str, ...]:
    """The tenant meant, or all but the sandboxes, whose people and answers are made up.

    Raises:
        InputError: INPUT.TENANT.
    """
    with database.system() as system:
        known = system.tenants.all()
    if wanted is None:
        return tuple(each.id for each in known if not each.is_sandbox)
    if wanted not in {each.id for each in known}:
        raise InputError("INPUT.TENANT", f"There is no tenant {wanted}.")
    return (wanted,)


def begin(database: Database, tenant: str, policy: Policy, *, since: datetime | None) -> int:
    """Note in the audit log that a policy is tried on everybody, and say on how many.

    Reading this much about people leaves its trace, as any reading does; it is the only one.
    """
    with database.transaction(tenant, ACTOR) as unit:
        unit.audit.append("policy:backtested", "policy", policy.id, after=f"sha256:{policy.sha256}")
        return unit.verifications.count(since)


def pasts(database: Database, tenant: str, *, since: datetime | None) -> Iterator[Past | Unjudged]:
    """Yield what is kept of each verification that was asked for since an instant.

    Raises:
        StoreError: when the store does not answer.
    """
    before: str | None = None
    while True:
        with database.transaction(tenant, ACTOR, read_only=True) as unit:
            page = unit.verifications.list(limit=_PAGE, before=before, since=since)
            found = _read(unit, page.items)
        yield from found
        if page.next is None:
            return
        before = page.next


def _read(unit: Unit, verifications: Sequence[Verification]) -> list[Past | Unjudged]:
    """Read many at once; where one of them is damaged, each by itself."""
    try:
        return _read_together(unit, verifications)
    except StoreError as error:
        if error.code not in _ONE_ONLY:
            raise
        if len(verifications) == 1:
            return [Unjudged(verifications[0].id, Why.DAMAGED, message=str(error))]
    return [found for each in verifications for found in _read(unit, [each])]


def _read_together(unit: Unit, verifications: Sequence[Verification]) -> list[Past | Unjudged]:
    people, ids = sorted({each.applicant_id for each in verifications}), [each.id for each in verifications]
    unit.keys.load(people)
    reports, evidence = unit.reports.concluded(ids), unit.evidence.several(ids)
    cases, decisions = unit.cases.about(people), unit.decisions.standing(people)
    erased = unit.applicants.erased(people)
    found: list[Past | Unjudged] = []
    for each in verifications:
        report, case = reports.get(each.id), cases.get(each.id)
        if report is None:
            found.append(Unjudged(each.id, _why_none(each, is_erased=each.applicant_id in erased)))
        else:
            queue, decision = (case.queue, decisions.get(case.id)) if case else (None, None)
            found.append(Past(each.id, from_json(report.document), evidence.get(each.id), queue, decision))
    return found


def _why_none(verification: Verification, *, is_erased: bool) -> Why:
    if verification.report_id is None:
        return Why.NO_REPORT
    return Why.ERASED if is_erased else Why.REPORT_GONE
