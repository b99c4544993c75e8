"""Applicants and their consents: each function is one step within the caller's transaction, and one audit entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from kyc.model.applicant import Applicant, ApplicantStatus, Monitor, Periods, RecordedConsent
from kyc.model.errors import InputError, StateError, StoreError
from kyc.model.submission import Consent, DeclaredData
from kyc.services.onboarding.retention import FIVE_YEARS, retain
from kyc.services.rescreening.customers import refresh
from kyc.storage.codec import dump
from kyc.storage.repository import Page
from kyc.storage.unit import Unit

_WRITTEN = datetime(2026, 11, 23, tzinfo=UTC)  # this line; a clock that is behind it is wrong, and cannot judge
_CLOCKS_DIFFER = timedelta(days=1)  # a client's from ours, its time zone written wrongly included


def create(unit: Unit, declared: DeclaredData, *, periods: Periods = FIVE_YEARS) -> Applicant:
    """Store a new applicant; a consent among the declared data is recorded as well.

    Raises:
        InputError: CONSENT.FUTURE.
    """
    consent, declared = declared.consent, replace(declared, consent=None)
    made = unit.applicants.add(declared)
    retain(unit, made.id, periods, ("declared",))
    unit.audit.append("applicant:created", "applicant", made.id, after=_digest(unit, made.id, declared))
    if consent:
        give_consent(unit, made.id, consent)
    return made


def get(unit: Unit, applicant_id: str, *, personal: bool) -> Applicant:
    """Return an applicant; without `personal` nothing of what they declared, and then nobody need know of the look.

    Raises:
        StoreError: STORE.UNKNOWN when there is none by this id.
    """
    found = unit.applicants.get(applicant_id)
    if not personal:
        return found.bare()
    unit.audit.append("applicant:read", "applicant", applicant_id)
    return found


def page(unit: Unit, *, limit: int, before: str | None) -> Page[Applicant]:
    """A page of applicants, newest first, without what they declared."""
    found = unit.applicants.list(limit=limit, before=before)
    return Page(tuple(applicant.bare() for applicant in found.items), found.next)


def find(unit: Unit, kind: str, value: str) -> tuple[Applicant, ...]:
    """The applicants that carry a number or external id, without what they declared."""
    ids = unit.identifiers.holders(kind, value)
    for applicant_id in ids:
        unit.audit.append("applicant:found", "applicant", applicant_id)
    return tuple(unit.applicants.get(applicant_id).bare() for applicant_id in ids)


def update(unit: Unit, applicant_id: str, changes: Mapping[str, Any]) -> Applicant:
    """Change some of the declared data; a field set to None is emptied.

    Raises:
        StateError: APPLICANT.ERASED.
        StoreError: STORE.CONFLICT when somebody else changes the applicant at the same moment.
    """
    found = alive(unit, applicant_id)
    declared = found.declared or DeclaredData()
    saved = unit.applicants.save(found, replace(declared, **changes))
    before, after = _digest(unit, applicant_id, declared), _digest(unit, applicant_id, saved.declared)
    unit.audit.append("applicant:changed", "applicant", applicant_id, before=before, after=after)
    refresh(unit, applicant_id)
    return saved


def alive(unit: Unit, applicant_id: str) -> Applicant:
    """Return an applicant whose data are still there.

    Raises:
        StateError: APPLICANT.ERASED.
    """
    found = unit.applicants.get(applicant_id)
    if found.status is ApplicantStatus.ERASED:
        raise StateError("APPLICANT.ERASED", "This applicant's data were erased: nothing can be added to them.")
    return found


def give_consent(unit: Unit, applicant_id: str, consent: Consent) -> RecordedConsent:
    """Record a consent.

    Raises:
        StateError: APPLICANT.ERASED.
        InputError: CONSENT.FUTURE for one that has not been given yet.
    """
    alive(unit, applicant_id)
    if consent.given_at > max(unit.now(), _WRITTEN) + _CLOCKS_DIFFER:
        raise InputError("CONSENT.FUTURE", "given_at lies in the future: a consent is recorded once it is given.")
    recorded = unit.consents.add(applicant_id, consent)
    after = unit.keys.digest(applicant_id, dump(consent))
    unit.audit.append("consent:recorded", "consent", recorded.id, after=after)
    return recorded


def consents(unit: Unit, applicant_id: str) -> tuple[RecordedConsent, ...]:
    """Every consent of an applicant, oldest first."""
    unit.applicants.get(applicant_id)
    return unit.consents.of(applicant_id)


def withdraw_consent(unit: Unit, applicant_id: str, consent_id: str) -> None:
    """Take a consent back; verifications that run already go on, new ones do not start.

    Raises:
        StoreError: STORE.UNKNOWN when it is not one of this applicant.
    """
    if consent_id not in {consent.id for consent in consents(unit, applicant_id)}:
        raise StoreError("STORE.UNKNOWN", "Nothing by this id is stored among consents.")
    unit.consents.withdraw(consent_id)
    unit.audit.append("consent:withdrawn", "consent", consent_id)


def monitor(unit: Unit, applicant_id: str) -> Monitor:
    """Whether an applicant is screened again when a list changes; off until somebody turns it on."""
    created = unit.applicants.get(applicant_id).created_at
    return unit.monitors.of(applicant_id) or Monitor(applicant_id, unit.tenant, False, created, 0)


def switch_monitor(
    unit: Unit, applicant_id: str, *, is_on: bool, version: int | None, periods: Periods = FIVE_YEARS
) -> Monitor:
    """Turn monitoring on or off; when it ends, so does the relationship, and what is kept is kept from that day on.

    Raises:
        StoreError: STORE.CONFLICT when a version is given and the monitor has another.
    """
    alive(unit, applicant_id)
    switched = unit.monitors.switch(applicant_id, is_on=is_on, version=version)
    if not is_on:
        retain(unit, applicant_id, periods, [date.kind for date in unit.retention.of(applicant_id)])
    unit.audit.append("monitor:on" if is_on else "monitor:off", "applicant", applicant_id)
    refresh(unit, applicant_id)
    return switched


def _digest(unit: Unit, applicant_id: str, declared: DeclaredData | None) -> str:
    return unit.keys.digest(applicant_id, dump(declared or DeclaredData()))
