"""What a client may be allowed to do, and what each route asks for: nothing is open unless it says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

SCOPES = {
    "applicants:read": "See applicants, their consents, images' facts and monitors.",
    "applicants:write": "Create and change applicants, consents, images and monitors.",
    "verifications:read": "See verifications, their events and reports in the client's projection.",
    "verifications:write": "Start, cancel and resubmit verifications.",
    "pii:read": "See what applicants declared; every look is an audit event.",
    "reports:internal": "See whole reports, screening hits included. Not for systems that answer applicants.",
    "screenings:run": "Screen names against the active lists, yente's API included.",
    "webhooks:read": "See webhook endpoints and deliveries.",
    "webhooks:write": "Create, change, test and remove webhook endpoints; replay deliveries.",
    "privacy:run": "Export and erase an applicant's data; place and lift legal holds.",
    "metrics:read": "Read measurements.",
}
ANY = "any"  # whoever has a valid key

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])


def needs(scope: str) -> Callable[[Endpoint], Endpoint]:
    """Mark what a route asks of its caller."""
    if scope != ANY and scope not in SCOPES:
        raise ValueError(f"there is no scope {scope}")

    def mark(endpoint: Endpoint) -> Endpoint:
        endpoint.needs = scope  # type: ignore[attr-defined]
        return endpoint

    return mark


def open_to_all(endpoint: Endpoint) -> Endpoint:
    """Mark a route that anybody may call."""
    endpoint.needs = None  # type: ignore[attr-defined]
    return endpoint


def needed_by(endpoint: Callable[..., Any]) -> str | None:
    """The scope a route asks for, None when it is open.

    Raises:
        TypeError: when nobody decided: such a route must not exist.
    """
    if not hasattr(endpoint, "needs"):
        raise TypeError(f"{endpoint.__name__} needs a scope, or to be opened to all")
    scope: str | None = endpoint.needs
    return scope
