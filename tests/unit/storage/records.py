"""One applicant with everything that can be stored about them, for tests that look at all of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from kyc.model.access import StoredReply
from kyc.model.evidence import Evidence
from kyc.model.session import Credentials, Stage
from kyc.model.submission import Consent, DeclaredData, SubmittedImage
from kyc.model.user import Role
from kyc.model.verification import VerificationState
from kyc.storage.unit import Unit
from tests.unit.storage.caseworks import fill_case
from tests.unit.storage.rescreens import fill_rescreening

NAME, NIK = "KANARIWATI SUKMADEWI", "3171234101900077"
CANARIES = (NAME, NIK, "kanari@example.id", "JALAN KENARI 17", "court order about the canary", "whsec_canary")
IMAGE = b"\x89PNG " + NAME.encode() + b" " + NIK.encode()


@dataclass(frozen=True)
class Filled:
    """The ids of what `fill` stored."""

    applicant: str
    document: str
    verification: str
    report: str
    consent: str
    hold: str
    endpoint: str
    event: str
    delivery: str
    client: str
    key: str
    user: str
    case: str
    decision: str
    attachment: str


def declared() -> DeclaredData:
    """What the canary says of herself."""
    consent = Consent(f"onboarding of {NAME}", "v1", datetime(2026, 11, 22, tzinfo=UTC))
    return DeclaredData(
        name=NAME,
        document_number=NIK,
        address="JALAN KENARI 17",
        email="kanari@example.id",
        external_id=f"customer {NIK}",
        consent=consent,
    )


def evidence(verification_id: str) -> Evidence:
    """What was read of her card."""
    return Evidence(verification_id, declared(), failures={"document": NAME})


def fill(unit: Unit) -> Filled:
    """Write through every repository."""
    given = declared()
    applicant = unit.applicants.add(given)
    unit.identifiers.add(applicant.id, "nik", NIK)
    document = unit.documents.add(applicant.id, SubmittedImage("document", IMAGE), media_type="image/png")
    assert given.consent
    consent = unit.consents.add(applicant.id, given.consent)
    verification = unit.verifications.add(applicant.id, images=(document.id,))
    unit.jobs.add(verification.id)
    processing = unit.verifications.move(verification, VerificationState.PROCESSING)
    unit.evidence.put(verification.id, applicant.id, evidence(verification.id))
    report = {"id": unit.scope.new_id("rep"), "verification_id": verification.id, "revision": 1, "name": NAME}
    stored = unit.reports.add(applicant.id, report)
    unit.verifications.move(processing, VerificationState.IN_REVIEW, report_id=stored.id)
    hold = unit.holds.place(applicant.id, "court order about the canary")
    unit.retention.keep(applicant.id, "images", date(2031, 11, 22))
    unit.monitors.switch(applicant.id, is_on=True)
    unit.erasures.of(applicant.id)
    client = unit.clients.add("backend", ("applicants:write",))
    key = unit.api_keys.add(client.id, prefix=client.id, sha256="0" * 64, scopes=("applicants:write",))
    assert unit.idempotency.begin(client.id, f"onboard {NIK}", IMAGE) is None
    reply = StoredReply(201, NAME.encode(), (("Location", applicant.id),))
    unit.idempotency.finish(client.id, f"onboard {NIK}", reply, applicant_id=applicant.id)
    assert unit.idempotency.begin(client.id, NAME, IMAGE) is None
    unit.idempotency.finish(client.id, NAME, replace(reply, status=202))
    filled = fill_case(unit, applicant.id, verification.id, f"a note about {NAME}, {NIK}")
    fill_rescreening(unit, applicant.id, NAME, NIK)
    user = unit.users.find(NAME) or unit.users.add(
        NAME, NAME, Role.ANALYST, language="id", credentials=Credentials("canary", pending=NIK)
    )
    unit.sessions.end("canary")
    unit.sessions.add("canary", user.id, Stage.FULL, expires_at=unit.now() + timedelta(hours=1))
    unit.failures.put("canary", unit.failures.take("canary"))
    unit.views.add(user.id, NAME, {"text": NIK})
    endpoint = unit.webhooks.add(f"https://example.id/{NIK}", secrets=("whsec_canary",))
    event = unit.outbox.publish("verification.in_review", {"id": verification.id}, applicant_id=applicant.id)
    delivery = unit.deliveries.list(limit=1).items[0]
    digest = unit.keys.digest(applicant.id, NAME.encode())
    unit.audit.append("applicant:created", "applicant", applicant.id, after=digest)
    return Filled(
        applicant.id,
        document.id,
        verification.id,
        stored.id,
        consent.id,
        hold.id,
        endpoint.id,
        event.id,
        delivery.id,
        client.id,
        key.id,
        user.id,
        filled.case,
        filled.decision,
        filled.attachment,
    )
