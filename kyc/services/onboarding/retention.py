"""For how long each kind of an applicant's data is kept: dates are set when it comes, and anew when more comes."""

from __future__ import annotations

from collections.abc import Iterable

from kyc.model.applicant import KINDS, Periods
from kyc.settings import Settings
from kyc.storage.unit import Unit

FIVE_YEARS = Periods()


def periods_of(settings: Settings) -> Periods:
    """The operator's periods."""
    return Periods(
        declared=settings.keep_declared_days,
        report=settings.keep_report_days,
        evidence=settings.keep_evidence_days,
        images=settings.keep_images_days,
    )


def retain(unit: Unit, applicant_id: str, periods: Periods, kinds: Iterable[str] = KINDS) -> None:
    """Keep kinds of an applicant's data from today on; a date that is set already never moves to an earlier day."""
    today = unit.now().date()
    known = {date.kind: date.keep_until for date in unit.retention.of(applicant_id)}
    for kind in kinds:
        until = periods.until(kind, today)
        if kind not in known or known[kind] < until:
            unit.retention.keep(applicant_id, kind, until)
