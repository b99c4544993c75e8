"""A store with the invented lists of `fixtures/lists`, and a way to ask an app without a network."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from kyc.services.lists.watchlists import import_list
from kyc.storage.files.snapshots import FolderSnapshots

LISTS = Path(__file__).parents[4] / "fixtures" / "lists"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
KEYS = ("eu_fsf", "ftm", "gb_fcdo", "id_ppatk_dttot", "local", "un_sc", "us_bis_dpl", "us_ofac_sdn", "us_trade_csl")


def store_of_fixtures(folder: Path) -> FolderSnapshots:
    """Import the lists into a folder."""
    store = FolderSnapshots(folder)
    for key in KEYS:
        import_list(store, key, sorted((LISTS / key).iterdir()), now=NOW)
    return store


class Caller:
    """Asks an app in this process; its answers are httpx responses."""

    def __init__(self, app: FastAPI, **headers: str) -> None:
        self._app = app
        self._headers = headers

    def __call__(self, method: str, path: str, **request: Any) -> httpx.Response:
        return asyncio.run(self._ask(method, path, request))

    async def _ask(self, method: str, path: str, request: dict[str, Any]) -> httpx.Response:
        transport = httpx.ASGITransport(self._app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost", headers=self._headers) as client:
            return await client.request(method, path, **request)

    def get(self, path: str, **parameters: Any) -> httpx.Response:
        return self("GET", path, params=parameters)

    def match(self, query: dict[str, Any], dataset: str = "default", **parameters: Any) -> httpx.Response:
        return self("POST", f"/match/{dataset}", json={"queries": {"q": query}}, params=parameters)
