"""Files: kept for ever under a name that holds their digest; what was vendored is what it was."""

from __future__ import annotations

import gzip
import hashlib
import re
from pathlib import Path

import pytest

import kyc.web.console.statics as module
from kyc.web.console.statics import address, assets
from tests.unit.web.console.conftest import Browser

STATIC = Path(module.__file__).parent / "static"
VENDOR = STATIC / "vendor"


def test_a_file_is_served_for_ever_and_packed(browser: Browser) -> None:
    reply = browser.get(address("console.css").removeprefix("/console"))
    assert reply.status_code == 200
    assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert reply.headers["content-encoding"] == "gzip"
    assert reply.content == assets()["console.css"].body == gzip.decompress(assets()["console.css"].packed)
    plain = browser.get(address("console.css").removeprefix("/console"), headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == reply.content


@pytest.mark.parametrize("name", ["console.css", "console.0000000000000000.css", "..%2Fapp.py", "SHA256SUMS.txt"])
def test_only_whole_names_are_served(browser: Browser, name: str) -> None:
    assert browser.get(f"/static/{name}").status_code == 404


@pytest.mark.parametrize("name", sorted(assets()))
def test_a_name_holds_the_digest(name: str) -> None:
    asset = assets()[name]
    assert hashlib.sha256(asset.body).hexdigest()[:16] in asset.url
    assert len(asset.packed) < 40_000


def test_what_was_vendored_is_what_its_publisher_made() -> None:
    lines = (line.split() for line in (VENDOR / "SHA256SUMS.txt").read_text("ascii").splitlines())
    listed = {name: digest for digest, name in lines}
    there = {path.name: _sha256(path) for path in VENDOR.iterdir()}
    assert there.pop("SHA256SUMS.txt")
    assert there == listed
    assert all(any(name.startswith(kind) and "LICENSE" in name for name in there) for kind in ("htmx", "lucide"))


def test_our_own_scripts_evaluate_nothing_and_ask_nobody_else() -> None:
    for path in STATIC.glob("*.js"):
        text = path.read_text("utf-8")
        assert not re.search(r"\beval\(|new Function|innerHTML\s*=|https?://|document\.write", text), path.name


def test_every_icon_that_a_template_names_is_there() -> None:
    there = set(re.findall(r'<symbol id="([a-z0-9-]+)"', (VENDOR / "lucide-1.62.0.svg").read_text("utf-8")))
    templates = (STATIC.parent / "templates").rglob("*.html")
    named = {name for path in templates for name in re.findall(r'icon\("([a-z0-9-]+)"', path.read_text("utf-8"))}
    assert len(named) > 10
    assert named - there == set()


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
