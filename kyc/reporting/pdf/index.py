"""The index of evidence: everything the report stands on, by its digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import rfc8785

from kyc.reporting.document import as_json
from kyc.reporting.pdf.content import Material
from kyc.texts.translator import Translator

ATTACHMENT = "report.json"


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece of evidence: its digest is SHA-256, `what` says of what."""

    name: str
    what: str
    sha256: str


def attachment(material: Material) -> bytes:
    """The report's JSON as it was sealed: its canonical form (RFC 8785), integrity included."""
    return rfc8785.dumps(as_json(material.report, material.projection))


def index_of(material: Material, attached: bytes, t: Translator) -> tuple[Entry, ...]:
    """Every file, list, model and policy behind the report."""
    entries = [Entry(ATTACHMENT, t.text("Attached to this file"), hashlib.sha256(attached).hexdigest())]
    report = material.report
    entries.append(Entry(f"{report.policy.id} {report.policy.version}", t.text("Policy"), report.policy.sha256))
    if material.projection == "internal":
        entries += _internal(material, t)
    return tuple(entries)


def _internal(material: Material, t: Translator) -> Iterator[Entry]:
    for image in material.evidence.images if material.evidence else ():
        yield Entry(t.label(image.role), t.text("Image as it was handed in"), image.sha256)
    screening = material.report.screening
    for source in screening.lists if screening else ():
        yield Entry(f"{source.id} {source.version}", t.text("List"), source.sha256)
    for name, digest in _models(material).items():
        yield Entry(name, t.text("Weights of an engine"), digest)
    for role, content in material.images.items():
        if material.evidence is None:
            yield Entry(t.label(role), t.text("Image as it was handed in"), hashlib.sha256(content).hexdigest())


def _models(material: Material) -> Mapping[str, str]:
    engines: list[Any] = [result.engine for result in material.report.checks]
    return {f"{used.name} {used.version}": used.model_sha256 for used in engines if used and used.model_sha256}
