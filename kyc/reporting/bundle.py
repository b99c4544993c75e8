"""Reports as files: a folder per report, and an index over a batch of them.

What is written here is plain text with personal data and restricted reasons; the folders are their owner's alone.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from kyc.model.errors import StoreError
from kyc.model.evidence import Evidence
from kyc.model.report import Recommendation, Report
from kyc.reporting.document import as_json
from kyc.reporting.page import page, render
from kyc.reporting.views import reasons_of
from kyc.texts.translator import Language

_URGENCY = (Recommendation.REJECT, Recommendation.REVIEW, Recommendation.RESUBMIT, Recommendation.APPROVE)


@dataclass(frozen=True, slots=True)
class Bundle:
    """Where a report was written."""

    document: Path
    page: Path


def write_report(
    folder: Path,
    report: Report,
    images: Mapping[str, bytes],
    evidence: Evidence | None = None,
    *,
    language: Language,
) -> Bundle:
    """Write `report.json` and, in a language, `report.html` into a folder of mode 0700; each file whole or not at all.

    Raises:
        StoreError: when the folder cannot be written.
    """
    text = json.dumps(as_json(report), ensure_ascii=False, allow_nan=False, indent=2)
    bundle = Bundle(folder / "report.json", folder / "report.html")
    _open_folder(folder)
    _write(bundle.document, text + "\n")
    _write(bundle.page, render(report, images, evidence, language=language))
    return bundle


def write_index(folder: Path, reports: Mapping[str, Report], *, language: Language) -> Path:
    """Write `index.html` over reports that lie in folders of these names; the most urgent stand first.

    Raises:
        StoreError: when the folder cannot be written.
    """
    ordered = sorted(reports.items(), key=lambda entry: _urgency(entry[1]))
    counts = {kind: sum(report.outcome.recommendation is kind for report in reports.values()) for kind in _URGENCY}
    rows = [
        (name, f"{quote(os.fsencode(name), safe='')}/report.html", report, reasons_of(report))
        for name, report in ordered
    ]
    _open_folder(folder)
    path = folder / "index.html"
    _write(path, page("index.html", language, rows=rows, counts=counts))
    return path


def _urgency(report: Report) -> tuple[int, int]:
    return _URGENCY.index(report.outcome.recommendation), -report.outcome.risk_score


def _open_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
    except OSError as error:
        raise StoreError("STORE.UNWRITABLE", f"{folder.name} cannot be written: {error.strerror}.") from None


def _write(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    content = text.encode("utf-8", "replace")  # half a character, from a name that came with one
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123
            file.write(content)
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise StoreError("STORE.UNWRITABLE", f"{path.name} cannot be written: {error.strerror}.") from None
