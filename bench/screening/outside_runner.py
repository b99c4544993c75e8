"""Vary names as the PyPI package sanctions-screening-benchmark (MIT) does, which nobody here wrote.

    python outside_runner.py NAMES.jsonl VARIANTS.jsonl

Run by the interpreter of the peers: names come as {"id", "name"}, variants go as {"id", "kind", "text"}.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from ssb.perturb import apply_all  # type: ignore[import-not-found]


def main() -> None:
    names, variants = (Path(name) for name in sys.argv[1:3])
    with variants.open("w", encoding="utf-8") as out:
        for line in names.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            for made in apply_all(record["name"], record["id"], max_per_class=1):
                out.write(json.dumps({"id": record["id"], "kind": made.perturbation, "text": made.text}) + "\n")


if __name__ == "__main__":
    main()
