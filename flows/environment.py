"""Prefect's own settings, chosen before it is imported: quiet, private, nothing persisted, nothing sent out."""

from __future__ import annotations

import os
from pathlib import Path

# What an operator has set stays as it is.
_DEFAULTS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    # A fresh database takes longer than the default 20 s on a busy machine.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    # Prefect writes exception texts and tracebacks to its log; ours go to the audit of the run by code.
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
}


def prepare(home: Path) -> None:
    """Set Prefect's environment, with its database under `home`; call it before any flow is imported."""
    folder = home / "prefect"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, value in {**_DEFAULTS, "PREFECT_HOME": str(folder)}.items():
        os.environ.setdefault(name, value)
