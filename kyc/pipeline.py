"""THE LINE: a submission becomes evidence, evidence becomes results, results become a report.

    read(submission, engines)        -> Evidence
    run(check, evidence, context)    -> CheckResult
    conclude(results, policy, head)  -> Report

Pure but for the engines that are handed in; runs without Prefect, a server or a network. `read` is made of
three steps, each of which a flow may retry on its own: `open_images`, `read_card`, `compare_portrait`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from time import perf_counter
from typing import TypeVar

from kyc.checks import CHECKS
from kyc.documents.reader import read_document
from kyc.engines.population import RegistryProvider, question_of
from kyc.engines.protocols import Engines, Image
from kyc.faces.compare import compare_faces
from kyc.imaging.decode import decode
from kyc.imaging.quality import measure
from kyc.model.check import CheckResult
from kyc.model.context import CheckContext, ClearedHits, KnownNumbers, Screener
from kyc.model.document import DocumentReading
from kyc.model.errors import EngineError, EvidenceError
from kyc.model.evidence import Evidence, ImageFact
from kyc.model.face import FacePair
from kyc.model.report import Report, Subject
from kyc.model.screening import Screening
from kyc.model.submission import Submission, SubmittedImage
from kyc.policy.decide import decide
from kyc.policy.policy import Policy

T = TypeVar("T")


@dataclass(frozen=True, slots=True, repr=False)
class Pictures:
    """The submitted images: what is known of each file, and the pixels of those that are images."""

    facts: tuple[ImageFact, ...]
    pixels: Mapping[str, Image]


@dataclass(frozen=True, slots=True)
class LineContext:
    """What the checks of one run share."""

    today: date
    policy: Policy
    screener: Screener | None = None
    known_numbers: KnownNumbers | None = None
    cleared_hits: ClearedHits | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """What a report says of itself: ids and time are given, never made up here."""

    report_id: str
    verification_id: str
    created_at: datetime
    subject: Subject
    revision: int = 1


def open_images(submission: Submission) -> Pictures:
    """Decode every image; a file that is none becomes a fact with its fault."""
    pixels: dict[str, Image] = {}
    facts = tuple(_open(image, pixels) for image in submission.images)
    return Pictures(facts, pixels)


def _open(image: SubmittedImage, pixels: dict[str, Image]) -> ImageFact:
    digest = sha256(image.content).hexdigest()
    try:
        picture = decode(image.content)
    except EvidenceError as error:
        return ImageFact(image.role, digest, fault=error.code)
    pixels[image.role] = picture
    # Of a card only the straightened one says anything: its reader measures it, see `gather`.
    return ImageFact(image.role, digest, quality=measure(picture, card=False) if image.role == "selfie" else None)


def read_card(pictures: Pictures, engines: Engines, *, document_type: str | None = None) -> DocumentReading | None:
    """Read the card's front; None when there is no such image.

    Raises:
        EngineError: when a reader fails; another attempt may succeed.
    """
    front = pictures.pixels.get("document")
    return None if front is None else read_document(front, engines.readers, document_type=document_type)


def compare_portrait(pictures: Pictures, document: DocumentReading | None, engines: Engines) -> FacePair | None:
    """Compare the card's portrait with the selfie; None when either image is missing.

    Raises:
        EngineError: when a face engine fails; another attempt may succeed.
    """
    card, selfie = pictures.pixels.get("document"), pictures.pixels.get("selfie")
    if card is None or selfie is None:
        return None
    return compare_faces(card, selfie, engines, portrait=document.portrait if document else None)


def gather(
    submission: Submission,
    pictures: Pictures,
    document: DocumentReading | None,
    faces: FacePair | None,
    failures: Mapping[str, str],
) -> Evidence:
    """Put together what was learned; `failures` maps a step that could not finish to its reason code."""
    facts = tuple(
        replace(fact, quality=document.quality) if document and fact.role == "document" else fact
        for fact in pictures.facts
    )
    return Evidence(
        submission_id=submission.id,
        declared=submission.declared,
        images=facts,
        document=document,
        faces=faces,
        failures=dict(failures),
    )


def read(submission: Submission, engines: Engines) -> Evidence:
    """Read the documents and compare the faces; a failing engine leaves a failure, never a gap."""
    failures: dict[str, str] = {}
    pictures = open_images(submission)
    document = _attempt(
        "document", lambda: read_card(pictures, engines, document_type=submission.document_type), failures
    )
    faces = _attempt("faces", lambda: compare_portrait(pictures, document, engines), failures)
    return gather(submission, pictures, document, faces, failures)


def _attempt(step: str, work: Callable[[], T | None], failures: dict[str, str]) -> T | None:
    try:
        return work()
    except EngineError as error:
        failures[step] = error.code
        return None


def ask_registry(evidence: Evidence, provider: RegistryProvider | None) -> Evidence:
    """Put a population registry's answer beside what was read, or the reason why it could not be asked.

    Nothing is asked of nobody: without a provider the evidence stays as it is.

    Raises:
        EngineError: when the registry does not answer; where its code is REG.UNAVAILABLE, another attempt may succeed.
    """
    if provider is None:
        return evidence
    if evidence.declared.consent is None:
        return unasked(evidence, "REG.NO_CONSENT")
    try:
        return replace(evidence, registry=provider.ask(question_of(evidence)))
    except EvidenceError as error:
        return unasked(evidence, error.code)


def unasked(evidence: Evidence, code: str) -> Evidence:
    """Note why the registry gave no answer."""
    return replace(evidence, failures={**evidence.failures, "registry": code})


def run(check: str, evidence: Evidence, context: LineContext) -> CheckResult:
    """Answer one check under the policy's thresholds."""
    started = perf_counter()
    known = CheckContext(
        context.today,
        context.policy.thresholds[check],
        context.screener,
        context.known_numbers,
        context.cleared_hits,
        context.policy.terms.calendar.zone,
    )
    result = CHECKS[check].run(evidence, known)
    return replace(result, duration_ms=(perf_counter() - started) * 1000)


def conclude(results: Sequence[CheckResult], policy: Policy, head: Head, *, is_explained: bool = True) -> Report:
    """Let the policy turn the results into a recommendation, and write the report.

    Unless it `is_explained`, the report does not say what would have changed the recommendation.
    """
    conclusion = decide(results, policy, is_explained=is_explained)
    return Report(
        id=head.report_id,
        verification_id=head.verification_id,
        revision=head.revision,
        created_at=head.created_at,
        subject=head.subject,
        outcome=conclusion.outcome,
        policy=conclusion.policy,
        checks=tuple(results),
        screening=_screening_of(results),
        trace=conclusion.trace,
        counterfactuals=conclusion.counterfactuals,
        limits=conclusion.limits,
    )


def _screening_of(results: Sequence[CheckResult]) -> Screening | None:
    """Join what the screening checks found: every list once, every entity once, best first."""
    found = [result.screening for result in results if result.screening]
    if not found:
        return None
    lists = {each.id: each for screening in found for each in screening.lists}
    best = sorted((hit for screening in found for hit in screening.hits), key=lambda hit: (-hit.score, hit.entity_id))
    hits = {hit.entity_id: hit for hit in reversed(best)}
    ordered = sorted(hits.values(), key=lambda hit: (-hit.score, hit.entity_id))
    return replace(found[0], lists=tuple(lists.values()), hits=tuple(ordered))
