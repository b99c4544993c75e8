"""The report as JSON: written, sealed, verified and read back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any, Literal

import rfc8785

from kyc.model.errors import StoreError
from kyc.model.report import SCHEMA, Integrity, Report
from kyc.model.screening import Screening
from kyc.reporting.codec import parse, plain
from kyc.reporting.projections import as_applicant, as_client, check_json

Projection = Literal["internal", "client", "applicant"]
CANONICAL = "RFC 8785"


def as_json(report: Report, projection: Projection = "internal") -> dict[str, Any]:
    """Write a report for one kind of reader; every key is always present, unknown is None.

    `internal` is for analysts and the store, and the only one that `from_json` reads back. `client` and `applicant`
    hold nothing restricted (see `kyc.reporting.projections`). A sealed report's client projection carries a seal of
    its own, so that its holder can verify it without the part that is withheld.
    """
    if projection == "applicant":
        return as_applicant(report)
    if projection == "internal":
        return _internal(report)
    written = as_client(report)
    return {**written, "integrity": plain(_seal_of(written)) if report.integrity else None}


def from_json(document: Mapping[str, Any]) -> Report:
    """Read an internal report back. The screening stands on the report alone, not on its checks.

    Raises:
        StoreError: when it is not a report of this version or is damaged; the message holds nothing of it.
    """
    if document.get("schema") != SCHEMA:
        raise StoreError(
            "STORE.DAMAGED", f"A stored report is not of schema {SCHEMA}: read it with the version that wrote it."
        )
    try:
        checks = [{**check, "screening": None} for check in document["checks"]]
        report: Report = parse(Report, {**document, "checks": checks})
    except (AttributeError, KeyError, TypeError, ValueError):
        raise StoreError("STORE.DAMAGED", "A stored report is damaged: restore it from a backup.") from None
    return report


def seal(report: Report) -> Report:
    """Add the SHA-256 of the report's canonical form; sealing again gives the same seal."""
    return replace(report, integrity=_seal_of(_internal(report)))


def verify(document: Mapping[str, Any]) -> bool:
    """Whether a sealed projection still is what was sealed; an unsealed one is not."""
    integrity = document.get("integrity")
    if not isinstance(integrity, Mapping) or integrity.get("canonical") != CANONICAL:
        return False
    try:
        return bool(integrity.get("sha256") == _digest(document))
    except rfc8785.CanonicalizationError:  # not a number, say: nothing that was ever sealed
        return False


@cache
def schema() -> Mapping[str, Any]:
    """The published JSON Schema (2020-12) of all three projections."""
    text = resources.files("kyc.reporting").joinpath("report.schema.json").read_text("utf-8")
    loaded: Mapping[str, Any] = json.loads(text)
    return loaded


def _internal(report: Report) -> dict[str, Any]:
    return {
        "schema": report.schema,
        "id": report.id,
        "verification_id": report.verification_id,
        "revision": report.revision,
        "created_at": plain(report.created_at),
        "subject": plain(report.subject),
        "outcome": plain(report.outcome),
        "policy": plain(report.policy),
        "checks": [check_json(result) for result in report.checks],
        "screening": _screening(report.screening, report.created_at) if report.screening else None,
        "trace": plain(report.trace),
        "counterfactuals": plain(report.counterfactuals),
        "limits": plain(report.limits),
        "integrity": plain(report.integrity),
    }


def _screening(screening: Screening, created_at: datetime) -> dict[str, Any]:
    lists = [{**plain(entry), "age": _age(entry.fetched_at, created_at)} for entry in screening.lists]
    return {
        "lists": lists,
        "query": plain(screening.query),
        "algorithm": plain(screening.algorithm),
        "hits": plain(screening.hits),
    }


def _age(since: datetime, at: datetime) -> int:
    """Whole seconds between; none below zero, when clocks disagree."""
    return max(0, int((at - since).total_seconds()))


def _seal_of(document: Mapping[str, Any]) -> Integrity:
    return Integrity(CANONICAL, _digest(document))


def _digest(document: Mapping[str, Any]) -> str:
    bare = {key: value for key, value in document.items() if key != "integrity"}
    return hashlib.sha256(rfc8785.dumps(bare)).hexdigest()
