"""A book of verifications, each concluded and stored as a worker does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from kyc.model.case import Decision, DecisionOutcome
from kyc.model.evidence import Evidence
from kyc.model.screening import Hit
from kyc.policy.policy import Policy
from kyc.services.casework import decisions, queue
from kyc.services.verification import Resources, check_all, finish
from kyc.services.working.work import Terms
from kyc.services.working.workbench import Workbench
from kyc.storage.database import Database
from tests.databases import TENANT
from tests.fakes import fake_engines
from tests.unit.checks import samples
from tests.unit.policy.samples import BUILTIN
from tests.unit.services.casework import desk
from tests.unit.services.line import WHO, submitted

CLEAR = samples.evidence()
UNSURE = samples.evidence(faces=samples.pair(5e-3))  # a person has to look at the faces
GOOD_ENOUGH = samples.evidence(faces=samples.pair(9e-4))  # clear, and hardly so


def verified(
    database: Database,
    clock: Callable[[], datetime],
    given: Evidence = CLEAR,
    *hits: Hit,
    policy: Policy = BUILTIN,
) -> str:
    """A new applicant's verification, concluded on some evidence; return its id."""
    return concluded(database, clock, submitted(database).id, given, *hits, policy=policy)


def concluded(
    database: Database,
    clock: Callable[[], datetime],
    verification_id: str,
    given: Evidence,
    *hits: Hit,
    policy: Policy = BUILTIN,
) -> str:
    """Conclude a verification that waits for a worker."""
    bench = Workbench(database, policy, clock, Terms())
    assert bench.claim(1) == (verification_id,)
    assert bench.begin(verification_id)
    evidence = replace(given, submission_id=verification_id)
    resources = Resources(
        engines=fake_engines(),
        policy=policy,
        screener=samples.Lists(*hits),
        store=bench,
        clock=clock,
        new_id=lambda: "unused",
        digest_key=b"unused",
        head_of=bench.head,
        known_numbers=bench,
        cleared_hits=bench,
    )
    finish(evidence, check_all(evidence, resources.context()), resources)
    return verification_id


def decided(database: Database, verification_id: str, outcome: DecisionOutcome) -> Decision:
    """Let a person decide the open case of a verification."""
    items = [("selfie", "FACE.POOR")] if outcome is desk.RESUBMIT else []
    reasons = {desk.APPROVE: ["MAN.CLEARED"], desk.REJECT: ["FACE.NO_MATCH"]}.get(outcome, [])
    with database.transaction(TENANT, WHO) as unit:
        case = unit.cases.open_of(verification_id)
        assert case is not None
        (taken,) = queue.assign(unit, desk.ANI, [case.id], desk.ANI).cases
        return decisions.decide(
            unit, desk.ANI, taken.id, outcome, reasons=reasons, note="looked at", items=items, version=taken.version
        )


def applicant_of(database: Database, verification_id: str) -> str:
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        return unit.verifications.get(verification_id).applicant_id
