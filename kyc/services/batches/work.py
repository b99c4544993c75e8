"""One batch: which applicants there are, which are done already, and the work on the others.

What is done is known by the inputs: an applicant's images and declared data, the policy and the lists, digested under
the installation's key, name the submission. So a batch that was killed goes on where it stopped, nothing is verified
twice, and whoever changes an image, the policy or a list has just those verified that it concerns.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from kyc.model.errors import EngineError, KycError, StoreError
from kyc.model.report import Recommendation, Report
from kyc.model.submission import Submission
from kyc.reporting.document import from_json
from kyc.services.assembly import digest_key
from kyc.services.lists.active import active_versions
from kyc.services.onboarding.intake import from_folder
from kyc.services.verification import Resources, verify
from kyc.settings import Settings
from kyc.storage.codec import dump
from kyc.storage.files.snapshots import FolderSnapshots

log = logging.getLogger(__name__)

_ID_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Row:
    """What came of one applicant of a batch: a report's outcome, or the code of why there is none.

    `seconds` is None for a report that an earlier run of the batch wrote.
    """

    name: str
    submission_id: str | None = None
    recommendation: Recommendation | None = None
    risk_score: int | None = None
    reasons: tuple[str, ...] = ()
    seconds: float | None = None
    fault: str | None = None
    message: str | None = None

    @property
    def is_earlier(self) -> bool:
        """Whether an earlier run verified them."""
        return self.fault is None and self.seconds is None


@dataclass(frozen=True, slots=True)
class Ground:
    """What all applicants of a batch are verified under, as one digest; and the key of this installation's digests."""

    key: bytes
    digest: bytes

    def submission_id(self, submission: Submission) -> str:
        """The name of a submission: the same for the same inputs on the same ground."""
        content = self.digest + dump(submission.declared) + b"".join(_digests(submission))
        return hmac.new(self.key, content, hashlib.sha256).hexdigest()[:_ID_LENGTH]


def ground_of(settings: Settings, resources: Resources) -> Ground:
    """Read off policy, active lists and chosen engines.

    Raises:
        ListError: when a list is damaged.
    """
    lists = active_versions(FolderSnapshots(settings.home / "lists"))
    marks = sorted(f"{each.id}:{each.sha256}" for each in lists)
    parts = (resources.policy.sha256, settings.readers, settings.embedders, settings.dlib, *marks)
    return Ground(digest_key(settings.home), hashlib.sha256("\n".join(parts).encode()).digest())


def folders_in(batch: Path) -> list[Path]:
    """The applicants' folders of a batch, by name."""
    return sorted(path for path in batch.iterdir() if path.is_dir() and not path.name.startswith("."))


def verify_folder(folder: Path, ground: Ground, resources: Resources, *, again: bool = False) -> Row:
    """Verify one applicant unless that was done; whatever is wrong with them stops no other.

    Raises:
        StoreError: STORE.FULL and the like: then nobody else could be stored either.
    """
    started = time.perf_counter()
    try:
        submission = taken(folder, ground)
        if not again and (known := earlier(folder.name, submission.id, resources)):
            return known
        report = verify(submission, resources)
    except StoreError as error:
        if error.code == "STORE.UNWRITABLE":
            raise
        return failed(folder.name, error)
    except KycError as error:
        return failed(folder.name, error)
    except Exception as error:  # noqa: BLE001
        return crashed(folder.name, error)  # a fault of ours in one applicant's data must not stop thousands of others
    return told(folder.name, report, time.perf_counter() - started)


def taken(folder: Path, ground: Ground) -> Submission:
    """Take an applicant's folder over, under the name that its content has.

    Raises:
        InputError: when the folder is not as it should be.
    """
    submission = from_folder(folder, "unnamed")
    return replace(submission, id=ground.submission_id(submission))


def earlier(name: str, submission_id: str, resources: Resources) -> Row | None:
    """What an earlier run wrote on these very inputs, None when it did not come to them, or its report is damaged."""
    with suppress(StoreError):
        stored = resources.store.report(submission_id)
        return told(name, from_json(stored), None) if stored else None
    return None


def told(name: str, report: Report, seconds: float | None) -> Row:
    """A report's row."""
    outcome = report.outcome
    return Row(
        name,
        report.verification_id,
        outcome.recommendation,
        outcome.risk_score,
        tuple(outcome.reasons),
        None if seconds is None else round(seconds, 3),
    )


def failed(name: str, error: KycError) -> Row:
    """The row of an applicant on whom there is no report."""
    return Row(name, fault=error.code, message=str(error), seconds=0.0)


def crashed(name: str, error: Exception) -> Row:
    """The row of an applicant over whom the program itself failed; of the fault only its kind is told."""
    kind = type(error).__name__
    log.error("batch.crashed", extra={"kind": kind})
    return failed(name, EngineError("SYS.CRASH", f"a fault of the program ({kind}); the others went on"))


def _digests(submission: Submission) -> Iterator[bytes]:
    for image in submission.images:
        yield image.role.encode() + hashlib.sha256(image.content).digest()
