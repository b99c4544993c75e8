"""docs/operating.md describes the program there is: every setting, and only commands that exist."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from kyc.cli.main import app
from kyc.settings import Settings

ROOT = Path(__file__).parents[3]
OTHERS = {"KYC_KERNEL", "KYC_MATCH_TOKEN", "KYC_MATCH_UPDATE_TOKEN"}  # that are read where they are needed
OPERATING = (ROOT / "docs" / "operating.md").read_text("utf-8")
DOCUMENTS = ("README.md", "docs/operating.md", "docs/security.md", "compose.yaml")


def table() -> str:
    """The settings as the document must show them."""
    rows = [f"| `KYC_{name.upper()}` | {_default(field)} | {field.description} |" for name, field in _fields()]
    return "\n".join(("| variable | unless set | meaning |", "|---|---|---|", *rows))


def _fields() -> Iterator[tuple[str, FieldInfo]]:
    return iter(Settings.model_fields.items())


def _default(field: FieldInfo) -> str:
    if field.default is None or field.default is PydanticUndefined:
        return "the user's data folder" if field.default_factory else ""
    return f"`{str(field.default).lower() if isinstance(field.default, bool) else field.default}`"


def test_every_setting_stands_there_as_the_program_has_it() -> None:
    found = re.search(r"<!-- settings -->\n(.*?)\n?<!-- /settings -->", OPERATING, re.DOTALL)
    assert found is not None
    assert found[1] == table(), f"docs/operating.md: put this between the marks\n{table()}"


def test_every_variable_that_the_program_reads_stands_there() -> None:
    sources = [path.read_text("utf-8") for room in ("kyc", "flows") for path in (ROOT / room).rglob("*.py")]
    read = {name for source in sources for name in re.findall(r"\"(KYC_[A-Z_]+)\"", source)} - {"KYC_"}
    assert read
    assert {name for name in read if name not in OPERATING} == set()


def test_every_variable_that_is_told_of_exists() -> None:
    known = {f"KYC_{name.upper()}" for name, _ in _fields()} | OTHERS
    told = {name for document in DOCUMENTS for name in re.findall(r"KYC_[A-Z][A-Z_]*[A-Z]", _text(document))}
    assert told - known == set()


def _text(document: str) -> str:
    return (ROOT / document).read_text("utf-8")


def commands(text: str) -> Iterator[str]:
    """Every `kyc …` command of a document's shell blocks and of its running text."""
    for block in re.findall(r"```(?:sh|console)?\n(.*?)```", text, re.DOTALL):
        for line in block.splitlines():
            bare = line.partition(" #")[0].strip().removeprefix("$ ")
            if found := re.match(r"(?:kyc|kyc-operate|docker compose run --rm (?:api|worker)) (.+)", bare):
                yield found[1]
    yield from re.findall(r"`(?:kyc|docker compose run --rm worker) ([a-z][^`]*)`", text)


COMMANDS = sorted({command for document in DOCUMENTS for command in commands(_text(document))})


def test_commands_are_found() -> None:
    assert {"db upgrade", "audit verify", "serve"} <= set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_that_is_told_of_exists_with_its_options(command: str) -> None:
    words = shlex.split(re.split(r"[|>;]| && ", command)[0])
    found: Any = typer.main.get_command(app)
    while hasattr(found, "get_command") and words:
        word = words.pop(0)
        found = found.get_command(found.context_class(found), word)
        assert found is not None, f"there is no kyc {command}: {word}"
    options = {name for parameter in found.params for name in (*parameter.opts, *parameter.secondary_opts)}
    assert {word.partition("=")[0] for word in words if word.startswith("--")} - options - {"--help"} == set()


def test_every_test_that_security_rests_on_exists() -> None:
    named = set(re.findall(r"tests/[a-z_/]+\.py", _text("docs/security.md")))
    assert named
    assert {name for name in named if not (ROOT / name).is_file()} == set()
