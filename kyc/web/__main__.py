"""`python -m kyc.web > docs/openapi.json` writes the description of the API."""

from __future__ import annotations

import json
import sys

from kyc.web.app import bare_app

if __name__ == "__main__":
    sys.stdout.write(json.dumps(bare_app().openapi(), indent=1, ensure_ascii=False) + "\n")
