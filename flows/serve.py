"""Serve every deployment from one process: `python -m flows.serve`, beside `kyc serve`, for an embedded installation.

Prefect's own server has to run: that of PREFECT_API_URL, or the one that `kyc serve` started beside itself.
"""

from __future__ import annotations

import os

from flows.environment import prepare
from kyc.settings import Settings


def main() -> None:
    """Register the deployments and begin runs when they are due, until told to stop."""
    settings = Settings()
    prepare(settings.home)
    os.environ.setdefault("PREFECT_API_URL", f"http://127.0.0.1:{settings.prefect_port}/api")
    from prefect import serve

    from flows.serving import deployments

    serve(*deployments(), pause_on_shutdown=False, limit=2)


if __name__ == "__main__":
    main()
