"""Measurements for Prometheus: counts and times by route template and status, of nobody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from kyc.model.work import Chore
from kyc.services.lists.ages import ListAge

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)  # 0.25 is what intake promises


class Metrics:
    """The measurements of one application; a registry of its own, so that two can live in one process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self._requests = Counter("kyc_http_requests_total", "Requests answered.", labels, registry=self._registry)
        self._seconds = Histogram(
            "kyc_http_request_seconds",
            "Time to answer.",
            ("method", "route"),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._jobs = Gauge("kyc_jobs", "Verifications in the queue.", ("state",), registry=self._registry)
        self._ages = self._gauge("kyc_list_age_seconds", "Since a list was last known to be the newest.", "list")
        self._stale = self._gauge("kyc_list_stale", "Whether a list is too old to be relied upon.", "list")
        self._done = self._gauge("kyc_chore_done_seconds", "When a chore was last done, as Unix time.", "chore")
        self._failed = self._gauge("kyc_chore_failed", "Whether a chore could not be done whole.", "chore")

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one reply. Other methods than HTTP's own would make as many series as somebody likes."""
        known = method if method in ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS") else "other"
        self._requests.labels(known, route, str(status)).inc()
        self._seconds.labels(known, route).observe(seconds)

    def jobs(self, depth: Mapping[str, int]) -> None:
        """Note how many jobs stand where."""
        for state, number in depth.items():
            self._jobs.labels(state).set(number)

    def lists(self, ages: Iterable[ListAge]) -> None:
        """Note how old each list is; one whose age nobody knows is stale."""
        for each in ages:
            self._stale.labels(each.key).set(each.is_stale)
            if each.age is not None:
                self._ages.labels(each.key).set(each.age.total_seconds())

    def chores(self, chores: Iterable[Chore]) -> None:
        """Note when each chore was done, and whether that went well."""
        for each in chores:
            self._failed.labels(each.name).set(each.fault is not None)
            if each.done_at is not None:
                self._done.labels(each.name).set(each.done_at.timestamp())

    def _gauge(self, name: str, says: str, label: str) -> Gauge:
        return Gauge(name, says, (label,), registry=self._registry)

    def text(self) -> bytes:
        """Everything, in Prometheus's text format."""
        return generate_latest(self._registry)
