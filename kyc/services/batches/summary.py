"""What a batch came to: counts for whoever answers for it, a line for each applicant for whoever works on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kyc.model.report import Recommendation
from kyc.services.batches.work import Row

COLUMNS = ("applicant", "recommendation", "risk_score", "reasons", "submission_id", "seconds", "fault", "message")


@dataclass(frozen=True, slots=True)
class Summary:
    """A batch in numbers. `seconds` is this run's; `earlier` counts those that earlier runs had verified."""

    applicants: int
    verified: int
    earlier: int
    failed: int
    recommendations: Mapping[str, int]
    reasons: Mapping[str, int]
    faults: Mapping[str, int]
    seconds: float
    finished_at: datetime

    @property
    def seconds_each(self) -> float | None:
        """Seconds of this run for each applicant that it verified."""
        return round(self.seconds / self.verified, 3) if self.verified else None

    def as_json(self) -> Mapping[str, Any]:
        """The summary as a JSON object."""
        counts = {name: getattr(self, name) for name in ("applicants", "verified", "earlier", "failed")}
        tables = {name: dict(getattr(self, name)) for name in ("recommendations", "reasons", "faults")}
        times = {"seconds": round(self.seconds, 1), "seconds_each": self.seconds_each}
        return {**counts, **tables, **times, "finished_at": self.finished_at.isoformat(timespec="seconds")}


def summed_up(rows: Sequence[Row], *, seconds: float, at: datetime) -> Summary:
    """Count."""
    verdicts = Counter(row.recommendation for row in rows if row.recommendation)
    failed = sum(row.fault is not None for row in rows)
    earlier = sum(row.is_earlier for row in rows)
    return Summary(
        applicants=len(rows),
        verified=len(rows) - failed - earlier,
        earlier=earlier,
        failed=failed,
        recommendations={kind.value: verdicts[kind] for kind in Recommendation},
        reasons=_often(code for row in rows for code in row.reasons),
        faults=_often(row.fault for row in rows if row.fault),
        seconds=seconds,
        finished_at=at,
    )


def cells(row: Row) -> tuple[str, ...]:
    """A row in the order of `COLUMNS`; what is unknown is empty."""
    known = (
        row.name,
        row.recommendation,
        row.risk_score,
        " ".join(row.reasons),
        row.submission_id,
        row.seconds,
        row.fault,
        row.message,
    )
    return tuple("" if value is None else str(value) for value in known)


def _often(codes: Iterable[str]) -> Mapping[str, int]:
    """Codes with how often each came, the most frequent first."""
    return dict(sorted(Counter(codes).items(), key=lambda entry: (-entry[1], entry[0])))
