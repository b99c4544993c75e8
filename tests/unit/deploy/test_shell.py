"""Every script of ours in sh and bash is one that shellcheck finds no fault with."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SCRIPTS = sorted(
    path.relative_to(ROOT)
    for path in (*ROOT.glob("scripts/*"), *ROOT.glob("deploy/**/*"), *ROOT.glob(".ci/*"))
    if path.is_file() and path.read_bytes().startswith((b"#!/usr/bin/env bash", b"#!/bin/sh"))
)


def test_scripts_are_found() -> None:
    assert {Path(".ci/run"), Path("scripts/setup.sh"), Path("deploy/secrets.sh")} <= set(SCRIPTS)


@pytest.mark.parametrize("script", SCRIPTS, ids=str)
def test_a_script_stops_at_the_first_error(script: Path) -> None:
    assert (ROOT / script).read_text("utf-8").count("set -eu") == 1


@pytest.mark.parametrize("script", SCRIPTS, ids=str)
def test_shellcheck_finds_no_fault(script: Path) -> None:
    if shutil.which("shellcheck") is None:
        pytest.skip("shellcheck is not installed: apt-get install shellcheck")
    done = subprocess.run(
        ["shellcheck", "--severity=warning", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
