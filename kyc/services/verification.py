"""Verify one submission, from its images to a sealed report in the store."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from kyc.engines.population import RegistryProvider
from kyc.engines.protocols import Engines
from kyc.model.check import CheckResult
from kyc.model.context import ClearedHits, KnownNumbers, Screener
from kyc.model.errors import EngineError
from kyc.model.evidence import Evidence
from kyc.model.report import Report, Subject
from kyc.model.submission import Submission
from kyc.pipeline import Head, LineContext, ask_registry, conclude, read, run, unasked
from kyc.policy.policy import Policy
from kyc.reporting.document import as_json, seal
from kyc.storage.codec import dump
from kyc.storage.store import Store


@dataclass(frozen=True, slots=True)
class Resources:
    """Everything a verification needs from outside, built by a composition root."""

    engines: Engines
    policy: Policy
    screener: Screener | None
    store: Store
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    digest_key: bytes  # keys the digests of personal data where applicants have no key of their own
    head_of: Callable[[Evidence], Head] | None = None  # for stores that know applicants, revisions and their keys
    registry: RegistryProvider | None = None
    known_numbers: KnownNumbers | None = None  # where applicants are stored whose numbers could be the same
    cleared_hits: ClearedHits | None = None  # where people's judgements on hits are stored

    @property
    def asked_registry(self) -> RegistryProvider | None:
        """The registry, where the policy asks it: nobody's data are sent there for nothing."""
        return self.registry if "registry" in self.policy.enabled else None

    def context(self) -> LineContext:
        """What the checks of a verification share today, which is the day where the policy's people work."""
        today = self.policy.terms.calendar.day_of(self.clock())
        return LineContext(today, self.policy, self.screener, self.known_numbers, self.cleared_hits)


def verify(submission: Submission, resources: Resources) -> Report:
    """Run the whole line on one submission and keep everything it gave."""
    resources.store.put_submission(submission)
    evidence = with_registry(read(submission, resources.engines), resources)
    results = check_all(evidence, resources.context())
    return finish(evidence, results, resources)


def with_registry(evidence: Evidence, resources: Resources) -> Evidence:
    """Ask the registry where the policy wants it; one that does not answer leaves its reason, never a gap."""
    try:
        return ask_registry(evidence, resources.asked_registry)
    except EngineError as error:
        return unasked(evidence, error.code)


def check_all(evidence: Evidence, context: LineContext) -> tuple[CheckResult, ...]:
    """Run every check that the policy enables, in its order."""
    return tuple(run(check, evidence, context) for check in context.policy.enabled)


def finish(evidence: Evidence, results: Sequence[CheckResult], resources: Resources) -> Report:
    """Conclude, seal and store: the evidence first, so that a stored report always has its ground."""
    report = seal(conclude(results, resources.policy, _head(evidence, resources)))
    resources.store.put_evidence(evidence)
    resources.store.put_report(evidence.submission_id, as_json(report))
    return report


def _head(evidence: Evidence, resources: Resources) -> Head:
    if resources.head_of is not None:
        return resources.head_of(evidence)
    digest = hmac.new(resources.digest_key, dump(evidence.declared), hashlib.sha256).hexdigest()
    return Head(
        report_id=resources.new_id(),
        verification_id=evidence.submission_id,
        created_at=resources.clock(),
        subject=Subject(evidence.submission_id, evidence.declared.external_id, digest),
    )
