"""Whoever steals the disk reads ids, states and times: no name, no number, no address, no image."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from kyc.storage.database import Database
from kyc.storage.erasing import erase
from tests.databases import TENANT, Cluster
from tests.unit.storage.records import CANARIES, IMAGE, fill

WHO = "client:test"


def test_no_canary_stands_anywhere_on_disk(
    database: Database,
    database_url: str,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    with database.transaction(TENANT, WHO) as unit:
        ids = fill(unit)
        unit.holds.lift(ids.hold)
    with database.transaction(TENANT, WHO) as unit:
        assert unit.applicants.get(ids.applicant).declared
        erase(unit, ids.applicant)
    with database.transaction(TENANT, WHO) as unit:
        fill(unit)
    contents = on_disk(database_url, tmp_path, request) | {"log": caplog.text.encode()}
    assert len(contents) > 3
    for name, content in contents.items():
        assert found_in(content) == [], name


def test_the_search_would_find_a_canary(
    database: Database, database_url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with database.transaction(TENANT, WHO) as unit:
        unit.clients.add(CANARIES[0], (CANARIES[1],))
        unit.webhooks.add("https://x", secrets=(), events=(CANARIES[2],))
    found = {canary for content in on_disk(database_url, tmp_path, request).values() for canary in found_in(content)}
    assert found == set(CANARIES[:3])


def on_disk(database_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> dict[str, bytes]:
    """Every file that the store left, and the whole of a PostgreSQL database."""
    files = {str(path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    if database_url.startswith("postgresql"):
        cluster: Cluster = request.getfixturevalue("cluster")
        files["database"] = cluster.dump(database_url.split("/")[3].split("?")[0])
    return files | {"names": "\n".join(map(str, tmp_path.rglob("*"))).encode()}


def found_in(content: bytes) -> list[str]:
    """The canaries in some bytes, as they are, in JSON's escapes and in hexadecimal."""
    low = content.lower()
    marks = {canary: canary.encode().lower() for canary in CANARIES} | {"image": IMAGE.lower()}
    return [
        name for name, mark in marks.items() if mark in low or mark.hex().encode() in low or IMAGE.hex().encode() in low
    ]
