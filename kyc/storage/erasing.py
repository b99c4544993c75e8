"""Erasing an applicant: the data key is destroyed, rows and images go, a certificate stays in the audit chain."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Protocol

import rfc8785

from kyc.model.applicant import ApplicantStatus, ErasureCertificate
from kyc.model.errors import StateError
from kyc.storage.unit import Unit


class _Erasable(Protocol):
    def erase(self, applicant_id: str) -> int: ...


def erase(unit: Unit, applicant_id: str) -> ErasureCertificate:
    """Erase what is personal of an applicant; ids, states and the audit chain stay. Erasing twice changes nothing.

    What is under way on them is called off before, by whoever can tell others of it.

    Raises:
        StateError: STATE.LEGAL_HOLD while a hold is active.
        StoreError: STORE.UNKNOWN when there is no such applicant.
    """
    applicant = unit.applicants.get(applicant_id)
    if done := unit.erasures.of(applicant_id):
        return done
    if not unit.applicants.blank(applicant_id):
        raise StateError("STATE.LEGAL_HOLD", "A legal hold forbids erasing this applicant: lift it first.")
    certificate = ErasureCertificate(
        applicant_id, unit.tenant, unit.now(), unit.scope.actor, _destroy(unit, applicant_id)
    )
    unit.erasures.add(certificate)
    unit.audit.append(
        "applicant:erased", "applicant", applicant_id, before=f"state:{applicant.status}", after=digest_of(certificate)
    )
    return certificate


def digest_of(certificate: ErasureCertificate) -> str:
    """What the audit chain says of a certificate."""
    content: dict[str, Any] = {
        "applicant_id": certificate.applicant_id,
        "destroyed": [list(pair) for pair in certificate.destroyed],
        "erased_at": certificate.erased_at.isoformat(timespec="microseconds"),
        "erased_by": certificate.erased_by,
        "status": ApplicantStatus.ERASED.value,
        "tenant": certificate.tenant,
    }
    return "sha256:" + hashlib.sha256(rfc8785.dumps(content)).hexdigest()


def _destroy(unit: Unit, applicant_id: str) -> tuple[tuple[str, int], ...]:
    kinds: Mapping[str, _Erasable] = {
        "images": unit.documents,
        "evidence": unit.evidence,
        "reports": unit.reports,
        "consents": unit.consents,
        "holds": unit.holds,
        "retention": unit.retention,
        "monitors": unit.monitors,
        "identifiers": unit.identifiers,
        "replies": unit.idempotency,
        "notes": unit.timeline,
        "attachments": unit.attachments,
        "reviews": unit.reviews,
        "decisions": unit.decisions,
        "exceptions": unit.exceptions,
        "alerts": unit.case_screenings,
        "standing_hits": unit.alerts,
        "screening_keys": unit.customers,
    }
    destroyed = tuple((kind, repository.erase(applicant_id)) for kind, repository in kinds.items())
    unit.keys.destroy(applicant_id)
    unit.aftermath.if_committed(unit.scrub)
    return (*destroyed, ("declared", 1), ("data_key", 1))
