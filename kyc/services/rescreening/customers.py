"""Who is in the book, and how they are asked for: kept in step by the transactions that change a customer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kyc.model.applicant import ApplicantStatus
from kyc.model.evidence import Evidence
from kyc.model.rescreening import Watched
from kyc.model.submission import DeclaredData
from kyc.storage.unit import Unit


def refresh(unit: Unit, applicant_id: str) -> None:
    """Write down how an applicant is asked for, or take them out of the book when their monitor is off.

    Raises:
        StoreError: STORE.UNKNOWN when there is no such applicant.
    """
    monitor, applicant = unit.monitors.of(applicant_id), unit.applicants.get(applicant_id)
    if not (monitor and monitor.is_on) or applicant.status is ApplicantStatus.ERASED:
        unit.customers.erase(applicant_id)
        return
    unit.customers.put(_watched(unit, applicant_id, applicant.declared or DeclaredData()))


def _watched(unit: Unit, applicant_id: str, declared: DeclaredData) -> Watched:
    """What the newest evidence reads and what is declared now, with the hits that the report on it showed."""
    from kyc.screening.applicant import queries_of  # loads what only screening needs

    newest = unit.evidence.newest(applicant_id)
    verification_id, evidence = newest or (None, Evidence("", declared))
    queries = queries_of(replace(evidence, declared=replace(declared, consent=None)))
    report = unit.reports.latest(verification_id) if verification_id else None
    known, lists = _shown(report.document if report else {})
    return Watched(applicant_id, queries, verification_id, known, lists)


def _shown(report: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """The entities that a report flags, and the lists it was made with."""
    screening = report.get("screening") or {}
    hits, lists = screening.get("hits", ()), screening.get("lists", ())
    known = sorted(hit["entity_id"] for hit in hits if hit["flagged"])
    return tuple(known), tuple(sorted((each["id"], each["sha256"]) for each in lists))
