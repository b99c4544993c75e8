"""`kyc read`: what stands on a card or passport."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kyc.cli.terminal.environment import settings
from kyc.cli.terminal.images import open_image
from kyc.cli.terminal.output import Failures, emit, paper, tracked
from kyc.model.errors import EngineError, EvidenceError, InputError
from kyc.model.reasons import CATALOGUE

if TYPE_CHECKING:
    from kyc.model.document import DocumentReading, FieldReading, MrzReading

_COLOURS = {"verified": "green", "read": "default", "doubtful": "yellow", "missing": "red"}


def read(
    images: Annotated[list[Path], typer.Argument(help="Pictures of documents, one side each: JPEG, PNG or WebP.")],
    document_type: Annotated[
        str | None, typer.Option("--type", help="The kind of document, such as idn_ktp; found out when not given.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One document a line on standard output.")] = False,
) -> None:
    """Read documents and say how far each value may be relied on."""
    from kyc.documents.reader import read_document
    from kyc.documents.types import TYPES
    from kyc.engines.build import build_engines

    if document_type is not None and document_type not in TYPES:
        raise InputError("DOC.UNSUPPORTED", f"no such document type; installed are {', '.join(sorted(TYPES))}")
    failures, readers = Failures(as_json=as_json), build_engines(settings()).readers
    for path in tracked(images, "reading", total=len(images)):
        try:
            reading = read_document(open_image(path), readers, document_type=document_type)
        except (InputError, EvidenceError, EngineError) as error:
            failures.add("file", str(path), error)
            continue
        if as_json:
            emit(record(str(path), reading))
        else:
            _show(str(path), reading)
    failures.exit()


def record(file: str, reading: DocumentReading) -> Mapping[str, Any]:
    """The JSON of one document; `quad` is in pixels of the EXIF-turned image, clockwise from the card's top-left."""
    return {
        "file": file,
        "document_type": reading.document_type,
        "fields": {key: _field(field) for key, field in reading.fields.items()},
        "mrz": _mrz(reading.mrz),
        "quality": asdict(reading.quality),
        "quad": reading.quad,
        "issues": reading.issues,
    }


def _field(field: FieldReading) -> Mapping[str, Any]:
    return {
        "value": field.value,
        "raw": field.raw,
        "confidence": field.confidence,
        "source": field.source,
        "status": field.status,
    }


def _mrz(mrz: MrzReading | None) -> Mapping[str, Any] | None:
    if mrz is None:
        return None
    return {"format": mrz.format, "lines": mrz.lines, "digits": dict(mrz.digits)}


def _show(file: str, reading: DocumentReading) -> None:
    """Print one document for people."""
    from rich.table import Table
    from rich.text import Text

    paper.print(Text(f"{file}: {reading.document_type or 'not recognised'}", style="bold"), soft_wrap=True)
    table = Table(box=None, pad_edge=False)
    for heading in ("field", "value", "status", "confidence", "source"):
        table.add_column(heading, justify="right" if heading == "confidence" else "left", header_style="dim")
    for key, field in reading.fields.items():
        status = Text(field.status, style=_COLOURS[field.status])
        confidence = f"{field.confidence:.2f}" if field.value is not None else ""
        table.add_row(key, Text(field.value or ""), status, confidence, field.source or "")
    if reading.fields:
        paper.print(table)
    for line in reading.mrz.lines if reading.mrz else ():
        paper.print(Text(line))
    for code in dict.fromkeys((*reading.quality.issues, *reading.issues)):
        paper.print(Text(f"{code}  {CATALOGUE[code].en}", style="yellow"))
    paper.print()
