"""A batch's summary as files: for machines, for spreadsheets, for people."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from kyc.reporting.page import page
from kyc.reporting.sheet import sheet
from kyc.services.batches.summary import COLUMNS, Summary, cells
from kyc.services.batches.work import Row
from kyc.storage.files.folder import write_whole
from kyc.texts.translator import Language

_URGENCY = ("reject", "review", "resubmit", None, "approve")


def write_summary(
    folder: Path, summary: Summary, rows: Sequence[Row], *, is_exported: bool, language: Language
) -> None:
    """Write `summary.json`, `summary.csv` and, `summary.html` in a language, for their owner only; each whole or not.

    `is_exported` says that the applicants' reports lie in folders beside them, to be linked.

    Raises:
        StoreError: when the folder cannot be written.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    told = {"summary": summary.as_json(), "columns": COLUMNS, "applicants": list(map(_record, rows))}
    write_whole(folder / "summary.json", json.dumps(told, ensure_ascii=False, indent=1).encode("utf-8", "replace"))
    write_whole(folder / "summary.csv", sheet(COLUMNS, map(cells, rows)))
    ordered = sorted(rows, key=lambda row: _URGENCY.index(row.recommendation))
    linked = [(row, _link(row) if is_exported and row.fault is None else None) for row in ordered]
    html = page("batch.html", language, summary=summary, rows=linked)
    write_whole(folder / "summary.html", html.encode("utf-8", "replace"))


def _record(row: Row) -> dict[str, object]:
    return {
        "applicant": row.name,
        "recommendation": row.recommendation,
        "risk_score": row.risk_score,
        "reasons": list(row.reasons),
        "submission_id": row.submission_id,
        "seconds": row.seconds,
        "fault": row.fault,
        "message": row.message,
    }


def _link(row: Row) -> str:
    return f"{quote(os.fsencode(row.name), safe='')}/report.html"  # the folder's own bytes, text or not
