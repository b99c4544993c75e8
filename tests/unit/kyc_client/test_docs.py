"""docs/client.md names what there is, and its examples are Python."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from kyc_client import errors, verifications
from kyc_client.client import Client

TEXT = (Path(__file__).parents[3] / "docs" / "client.md").read_text("utf-8")


def public(kind: type) -> set[str]:
    return {name for name, value in vars(kind).items() if callable(value) and not name.startswith("_")}


def test_every_method_is_named() -> None:
    from kyc_client.applicants import Applicants
    from kyc_client.verifications import Verifications
    from kyc_client.webhooks import Webhooks

    methods = public(Client) | public(Applicants) | public(Verifications) | public(Webhooks)
    rows = {
        word.rpartition(".")[2]
        for row in re.findall(r"^\| (`.+?) \|", TEXT, re.M)
        for word in re.findall(r"[\w.]+", row)
    }
    assert methods - {"close"} <= rows


def test_every_exception_is_named() -> None:
    kinds = {name for room in (errors, verifications) for name in vars(room) if name.endswith("Error")}
    assert {name for name in kinds - {"ProblemError"} if f"`{name}`" not in TEXT and name not in TEXT} == set()


@pytest.mark.parametrize("block", re.findall(r"```python\n(.*?)```", TEXT, re.S))
def test_examples_are_python_and_import_what_there_is(block: str) -> None:
    for node in ast.walk(ast.parse(block)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("kyc_client"):
            exec(compile(ast.Module([node], []), "docs", "exec"), {})
