"""Measurements for Prometheus: counts and times by route template and status, of nobody."""

from __future__ import annotations

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

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

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one reply. Other methods than HTTP's own would make as many series as somebody likes."""
        known = method if method in ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS") else "other"
        self._requests.labels(known, route, str(status)).inc()
        self._seconds.labels(known, route).observe(seconds)

    def jobs(self, depth: Mapping[str, int]) -> None:
        """Note how many jobs stand where."""
        for state, number in depth.items():
            self._jobs.labels(state).set(number)

    def text(self) -> bytes:
        """Everything, in Prometheus's text format."""
        return generate_latest(self._registry)
