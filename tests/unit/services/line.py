"""A worker over a test's database, with engines that answer from memory."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime

from PIL import Image

from kyc.model.submission import Consent, DeclaredData, SubmittedImage
from kyc.model.verification import Verification
from kyc.policy import builtin
from kyc.policy.policy import Policy, load_policy
from kyc.services.assembly import known_checks
from kyc.services.verification import Resources
from kyc.services.working.work import Terms
from kyc.services.working.workbench import Workbench
from kyc.storage.database import Database
from kyc.storage.unit import Unit
from tests.databases import NOON, TENANT
from tests.fakes import FakeReader, fake_engines

WHO = "client:test"
CONSENT = Consent("onboarding", "1", NOON)
DECLARED = DeclaredData(name="SITI AMINAH", external_id="customer-1")


def picture(shade: int = 200) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (128, 81), (shade, 90, 120)).save(buffer, "PNG")
    return buffer.getvalue()


def policy() -> Policy:
    return load_policy(builtin(), checks=known_checks())


def bench_on(database: Database, clock: Callable[[], datetime], terms: Terms | None = None) -> Workbench:
    return Workbench(database, policy(), clock, terms or Terms())


def resources_of(bench: Workbench, clock: Callable[[], datetime], reader: FakeReader | None = None) -> Resources:
    return Resources(
        engines=fake_engines(reader),
        policy=policy(),
        screener=None,
        store=bench,
        clock=clock,
        new_id=lambda: "unused",
        digest_key=b"unused",
        head_of=bench.head,
    )


def submitted(database: Database, *, image: bytes = b"no image, which is quick to read") -> Verification:
    """An applicant with consent and two files, waiting for a worker."""
    with database.transaction(TENANT, WHO) as unit:
        applicant = unit.applicants.add(DECLARED)
        unit.consents.add(applicant.id, CONSENT)
        return queued(unit, applicant.id, image)


def queued(unit: Unit, applicant_id: str, image: bytes) -> Verification:
    images = [
        unit.documents.add(applicant_id, SubmittedImage(role, image), media_type="image/png").id
        for role in ("document", "selfie")
    ]
    made = unit.verifications.add(applicant_id, images=tuple(images))
    unit.jobs.add(made.id)
    return made


def stored(database: Database, verification: Verification) -> Verification:
    with database.transaction(verification.tenant, WHO, read_only=True) as unit:
        return unit.verifications.get(verification.id)
