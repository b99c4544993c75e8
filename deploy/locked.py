"""Part of requirements.lock, with its digests: `python deploy/locked.py [NAME…]` prints it for pip.

Without names: what the program needs to run, PostgreSQL and face-recognition included, and nothing a developer needs
besides. The lock says of each package who asked for it, so that nothing is resolved. With names: those packages alone.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROJECT = "kyc-pipeline"
EXTRAS = ("postgres", "face-recognition")  # not `dev`


@dataclass(frozen=True, slots=True)
class Block:
    """One package of the lock: its name, its lines as they stand there, and who asked for it."""

    name: str
    text: str
    wanted_by: frozenset[str]


def blocks(lock: str) -> Iterator[Block]:
    """Take a lock file apart that `uv pip compile` wrote."""
    for found in re.finditer(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^]]*\])?==.*\n(?:[ ]+.*\n?)*", lock, re.MULTILINE):
        asking = re.findall(r"^ +#(?: via)? +([a-z0-9][a-z0-9._-]*)", found[0], re.MULTILINE)
        yield Block(found[1], found[0], frozenset(asking) - {"via"})


def needed_to_run(every: Collection[Block], direct: Collection[str]) -> Iterator[Block]:
    """The packages that the project asks for itself, and those that these ask for, and so on."""
    known = {block.name for block in every if PROJECT in block.wanted_by and block.name in direct}
    while more := {block.name for block in every if block.wanted_by & known} - known:
        known |= more
    return (block for block in every if block.name in known)


def direct_dependencies(pyproject: str) -> frozenset[str]:
    """The names that pyproject.toml asks for to run the program."""
    project = tomllib.loads(pyproject)["project"]
    asked = [*project["dependencies"], *(each for extra in EXTRAS for each in project["optional-dependencies"][extra])]
    return frozenset(re.split(r"[^A-Za-z0-9._-]", each, maxsplit=1)[0].lower() for each in asked)


def main(names: Collection[str]) -> None:
    """Print the part.

    Raises:
        SystemExit: when a package is not in the lock.
    """
    every = tuple(blocks((ROOT / "requirements.lock").read_text("utf-8")))
    if missing := set(names) - {block.name for block in every}:
        sys.exit(f"not in requirements.lock: {', '.join(sorted(missing))}")
    direct = direct_dependencies((ROOT / "pyproject.toml").read_text("utf-8"))
    chosen = [block for block in every if block.name in names] if names else needed_to_run(every, direct)
    sys.stdout.writelines(block.text for block in chosen)


if __name__ == "__main__":
    main(sys.argv[1:])
