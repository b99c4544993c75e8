"""What goes into the image: everything that runs, with digests, and nothing else."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[3]
SCRIPT = ROOT / "deploy" / "locked.py"
STAND_INS = {"dlib", "face-recognition-models"}  # dlib-bin and -models-ng take their places


def printed(*names: str) -> str:
    return subprocess.run([sys.executable, SCRIPT, *names], check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def part() -> str:
    return printed()


def names_in(lock: str) -> set[str]:
    return set(re.findall(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^]]*\])?==", lock, re.MULTILINE))


def test_it_is_complete(part: str) -> None:
    """Nothing is resolved when the image is built, so whatever a package asks for must be in the part itself."""
    kept = names_in(part)
    for name in kept:
        try:
            wanted = metadata.requires(name) or []
        except metadata.PackageNotFoundError:  # for another platform or version of Python
            continue
        plain = [
            each for each in map(Requirement, wanted) if each.marker is None or each.marker.evaluate({"extra": ""})
        ]
        missing = {_canonical(each.name) for each in plain} - kept - STAND_INS
        assert missing == set(), f"{name} needs {missing}"


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_it_holds_what_the_program_imports_and_no_developers_tool(part: str) -> None:
    kept = names_in(part)
    assert {"fastapi", "prefect", "psycopg", "psycopg-binary", "dlib-bin", "face-recognition", "rapidocr"} <= kept
    assert kept & {"pytest", "mypy", "ruff", "hypothesis", "schemathesis", "matplotlib", "scikit-image"} == set()


def test_every_package_keeps_its_digests(part: str) -> None:
    for block in re.split(r"\n(?=\S)", part.strip()):
        assert "--hash=sha256:" in block, block.splitlines()[0]


def test_versions_for_other_pythons_are_kept_with_their_conditions(part: str) -> None:
    assert re.search(r"^async-timeout==\S+ ; python_full_version < '3\.11\.3'", part, re.MULTILINE)


def test_a_part_can_be_named() -> None:
    assert names_in(printed("setuptools")) == {"setuptools"}


def test_a_name_that_is_not_locked_is_told() -> None:
    with pytest.raises(SystemExit, match="no-such-package"):
        runpy.run_path(str(SCRIPT))["main"](["no-such-package"])
