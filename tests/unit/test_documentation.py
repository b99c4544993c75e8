"""What README.md and docs/ say exists: files, sections, commands. A page that nobody is led to is as good as none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kyc.cli.main import COMMANDS

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md")))
FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^()\s]+)\)")
COMMAND = re.compile(r"^(?:\$ )?kyc (?!-)(\S+)", re.MULTILINE)


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def links_of(page: Path) -> Iterator[tuple[Path, str]]:
    """Links to files of ours, each with the section it names."""
    for link in LINK.findall(FENCE.sub("", page.read_text("utf-8"))):
        if not link.startswith(("https://", "http://")):
            path, _, section = link.partition("#")
            yield (page.parent / path).resolve() if path else page, section


def sections_of(page: Path) -> set[str]:
    """The anchors of a page's headings, as forges make them."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target, section in links_of(page):
        assert target.exists(), f"{name_of(page)} -> {target.name}"
        if section:
            assert section in sections_of(target), f"{name_of(page)} -> {target.name}#{section}"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_that_a_page_shows_exists(page: Path) -> None:
    shown = {command for _, text in FENCE.findall(page.read_text("utf-8")) for command in COMMAND.findall(text)}
    assert shown <= set(COMMANDS)


def test_every_page_is_reached_from_the_readme() -> None:
    reached, left = {ROOT / "README.md"}, [ROOT / "README.md"]
    while left:
        for target, _ in links_of(left.pop()):
            if target.suffix == ".md" and target not in reached and target.exists():
                reached.add(target)
                left.append(target)
    assert {name_of(page) for page in PAGES} <= {name_of(page) for page in reached if page.is_relative_to(ROOT)}


def test_the_readme_opens_with_what_it_is_and_how_to_start() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert text.index("## Try it") < text.index("## How it runs")
    assert "make demo" in text
