"""yente's own client, its command line included, against our server: nothing changes but the address."""

from __future__ import annotations

import asyncio
import csv
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from threading import Event
from time import monotonic
from types import ModuleType, SimpleNamespace
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner
from yente_client import AsyncClient, Client
from yente_client.cli.main import app as yente_cli
from yente_client.entities import Company, LegalEntity, Person, Vessel
from yente_client.exceptions import AuthenticationError, BadRequestError, NotFoundError
from yente_client.models import MatchError, MatchResponse

from kyc.services.lists.watchlists import import_list
from kyc.storage.files.snapshots import FolderSnapshots
from tests.unit.web.match.lists import LISTS, NOW, store_of_fixtures

TOKEN = "a-token-of-the-test"
UPDATE = "another-token-of-the-test"
PATIENCE = 60.0  # seconds until the server answers, on a busy machine

BAGUS = Person(name="Bagus Hartanto Suryakencana", birthDate="1975-08-17", nationality="id")


class Server:
    """A running `kyc match-server`."""

    def __init__(self, home: Path, log: Path) -> None:
        self.home, self.log = home, log
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        environment = os.environ | {
            "KYC_HOME": str(home),
            "KYC_MATCH_TOKEN": TOKEN,
            "KYC_MATCH_UPDATE_TOKEN": UPDATE,
            "OMP_NUM_THREADS": "1",
        }
        command = "from kyc.cli.main import main; main()"
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-c", command, "match-server", "--port", str(self.port)],
                env=environment,
                stdout=output,
                stderr=output,
            )

    def wait(self) -> None:
        """Wait until lists are loaded."""
        pause = Event()
        for _ in range(int(PATIENCE * 10)):
            assert self.process.poll() is None, self.log.read_text()
            with suppress(httpx.TransportError):
                if httpx.get(f"{self.address}/readyz").status_code == 200:
                    return
            pause.wait(0.1)
        pytest.fail(self.log.read_text())

    def stop(self) -> None:
        """End the process."""
        self.process.terminate()
        self.process.wait(timeout=PATIENCE)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("home")
    store_of_fixtures(home / "lists")
    server = Server(home, home / "server.log")
    try:
        server.wait()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[Client]:
    with Client(api_key=TOKEN, base_url=server.address) as client:
        yield client


@pytest.fixture
def cli(server: Server) -> CliRunner:
    return CliRunner(env={"YENTE_BASE_URL": server.address, "OPENSANCTIONS_API_KEY": TOKEN, "NO_COLOR": "1"})


def run(cli: CliRunner, *arguments: str, code: int = 0) -> str:
    result = cli.invoke(yente_cli, list(arguments))
    assert result.exit_code == code, result.output
    return result.stdout


def test_the_server_is_up_and_says_what_it_holds(client: Client) -> None:
    assert (client.healthz().status, client.readyz().status) == ("ok", "ok")
    assert {"default", "sanctions", "peps", "us_ofac_sdn"} <= {dataset.name for dataset in client.datasets().datasets}
    assert client.datasets().current == client.datasets().current  # the second comes by ETag
    assert client.algorithms().best == "bits"


def test_a_match_from_end_to_end(client: Client) -> None:
    answer = client.match(BAGUS)
    assert answer.top is not None
    assert (answer.top.id, answer.top.match, answer.total.value) == ("sdn-990001", True, 1)
    assert answer.top.contributing_explanations["birth_date"].detail
    assert answer.query["properties"]["nationality"] == ["id"]


def test_the_clients_filters_reach_us(client: Client) -> None:
    def found(**filters: object) -> list[str]:
        return [hit.id for hit in client.match(BAGUS, cutoff=0.0, threshold=0.0, limit=50, **filters).results]

    assert "sdn-990001" in found()
    assert "sdn-990001" not in found(exclude_entities=["sdn-990001"])
    assert "sdn-990001" not in found(exclude_datasets=["us_ofac_sdn"])
    assert "sdn-990001" not in found(exclude_schemata=["Person"])
    assert "sdn-990001" not in found(topics=["role.pep"])
    assert "sdn-990001" not in found(changed_since="2030-01-01")
    assert "sdn-990001" in found(changed_since=NOW.replace(year=2020))
    assert "sdn-990001" in found(datasets=["un_sc", "us_ofac_sdn"])
    assert "sdn-990001" not in found(datasets=["un_sc"])


def test_every_kind_of_thing_the_client_matches(client: Client) -> None:
    found = {
        client.match(Company(name="PT Samudera Rekaan Abadi", country="id")).results[0].id,
        client.match(Vessel(imoNumber="9999993", name="Fajar Contoh")).results[0].id,
        client.match(LegalEntity(name="Bagus Hartanto Suryakencana")).results[0].id,
    }
    assert found == {"sdn-990003", "sdn-990004", "sdn-990001"}


def test_many_matches_at_once_and_failures_among_them(client: Client) -> None:
    people = [(str(number), BAGUS) for number in range(8)] + [("nobody", Person(birthDate="1970"))]
    answers = dict(client.match_iter(people, workers=4, on_error="collect"))
    good = [each for each in answers.values() if isinstance(each, MatchResponse)]
    assert [each.top.id for each in good if each.top] == ["sdn-990001"] * 8
    failure = answers["nobody"]
    assert isinstance(failure, MatchError)
    assert isinstance(failure.exception, BadRequestError)  # no results would have read as clear


def test_search_and_entities(client: Client) -> None:
    page = client.search("suryakencana", countries=["id"], facets=["topics"], schema="Person", limit=3)
    assert [entity.id for entity in page.results] == ["sdn-990001"]
    assert page.facets["topics"].values[0].name == "sanction"
    entity = client.fetch("sdn-990001")
    assert entity.caption == page.results[0].caption
    assert client.adjacent("sdn-990001").adjacent["sanctions"].total.value == 1
    assert client.adjacent("sdn-990001", prop="sanctions").total.value == 1
    assert "sanctions" not in client.fetch("sdn-990001", nested=False).properties


def test_errors_are_those_the_client_knows(client: Client, server: Server) -> None:
    with pytest.raises(NotFoundError, match="No such entity"):
        client.fetch("NK-unknown")
    with pytest.raises(NotFoundError, match="No such dataset"):
        client.match(BAGUS, datasets=["nowhere"])
    with pytest.raises(BadRequestError, match="Invalid algorithm"):
        client.match(BAGUS, algorithm="magic")
    with pytest.raises(NotFoundError, match="statements"):
        client.statements(canonical_id="sdn-990001")
    with Client(api_key="wrong", base_url=server.address) as stranger, pytest.raises(AuthenticationError):
        stranger.match(BAGUS)


def test_the_asynchronous_client(server: Server) -> None:
    async def ask() -> None:
        async with AsyncClient(api_key=TOKEN, base_url=server.address) as client:
            answers = await asyncio.gather(*(client.match(BAGUS) for _ in range(5)))
            assert {answer.top.id for answer in answers if answer.top} == {"sdn-990001"}
            assert (await client.search("suryakencana", fuzzy=True)).total.value >= 1
            assert (await client.fetch("sdn-990001")).id == "sdn-990001"
            assert (await client.adjacent("sdn-990001")).adjacent
            assert (await client.datasets()).datasets

    asyncio.run(ask())


def test_the_command_line_matches_searches_and_fetches(cli: CliRunner) -> None:
    matched = json.loads(run(cli, "match", "-s", "Person", "-p", "name=Bagus Hartanto Suryakencana", "-f", "json"))
    assert matched["results"][0]["id"] == "sdn-990001"
    assert "sdn-990001" in run(cli, "search", "suryakencana", "-f", "json")
    assert "sdn-990001" in run(cli, "fetch", "sdn-990001", "-f", "json")
    assert "us_ofac_sdn" in run(cli, "datasets", "-f", "json")
    assert "bits" in run(cli, "algorithms", "-f", "json")


def test_the_command_line_screens_a_file(cli: CliRunner, tmp_path: Path) -> None:
    people, hits = tmp_path / "people.csv", tmp_path / "hits.csv"
    people.write_text("id,who,born\n1,Bagus Hartanto Suryakencana,1975-08-17\n2,Nobody Listed Here,1990\n3,😀,1970\n")
    command = ["screen", str(people), str(hits), "-s", "Person", "-i", "who=name", "-i", "born=birthDate"]
    run(cli, *command, "--explanation", "--include-empty", "-o", "name=listed", code=5)
    with hits.open(newline="") as lines:
        rows = {row["id"]: row for row in csv.DictReader(lines)}
    assert (rows["1"]["match_id"], rows["1"]["match"], rows["1"]["match_topics"]) == ("sdn-990001", "true", "sanction")
    assert "birth_date=" in rows["1"]["match_explanation"]
    assert (rows["2"]["match_id"], rows["2"]["match_error"]) == ("", "")
    assert "Not screened" in rows["3"]["match_error"]


class ToolError(Exception):
    """What a tool of the MCP server raises."""


@pytest.fixture
def mcp(server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The client's MCP server, its tools as plain functions: `fastmcp`, which would serve them, is not installed."""

    def plain(*_: object, **__: object) -> Any:
        return lambda function: function

    fastmcp = lambda **_: SimpleNamespace(tool=plain, resource=plain)  # noqa: E731
    modules = {
        "fastmcp": SimpleNamespace(FastMCP=fastmcp),
        "fastmcp.exceptions": SimpleNamespace(ToolError=ToolError),
        "fastmcp.server": SimpleNamespace(),
        "fastmcp.server.dependencies": SimpleNamespace(get_http_headers=dict),
        "mcp": SimpleNamespace(),
        "mcp.types": SimpleNamespace(Icon=SimpleNamespace, ToolAnnotations=SimpleNamespace),
    }
    for name, module in modules.items():
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.setenv("YENTE_BASE_URL", server.address)
    monkeypatch.setenv("OPENSANCTIONS_API_KEY", TOKEN)
    before = set(sys.modules)
    server_module: Any = import_module("yente_client.mcp.server")
    # Titles of programmes come from a file of OpenSanctions: as if it had been loaded just now, and were empty.
    server_module._program_catalog_cache = (monotonic(), [])
    yield server_module
    for name in set(sys.modules) - before:
        if name.startswith("yente_client.mcp"):
            del sys.modules[name]


def test_the_tools_of_the_mcp_server(mcp: ModuleType) -> None:
    async def use() -> None:
        matched = await mcp.match_entity(
            "Person", {"name": ["Bagus Hartanto Suryakencana"], "birthDate": ["1975-08-17"]}
        )
        assert matched["results"][0]["id"] == "sdn-990001"
        assert matched["results"][0]["topics"].keys() == {"sanction"}
        assert matched["dataset_titles"]["us_ofac_sdn"]
        assert "birth_date" in matched["results"][0]["explanation"]
        found = await mcp.search_entities("suryakencana", countries=["id"], topics=["sanction"], simple=True)
        assert [entity["id"] for entity in found["results"]] == ["sdn-990001"]
        assert (await mcp.fetch_entity_by_id("sdn-990001"))["countries"] == {"id": "Indonesia"}
        assert (await mcp.fetch_entity_relations("sdn-990001"))["sanctions"]["total"] == 1
        assert (await mcp.fetch_entity_relations("sdn-990001", prop="sanctions"))["total"] == 1
        assert {"name": "un_sc"}.items() <= (await mcp.describe_dataset("un_sc")).items()
        with pytest.raises(ToolError, match="404"):  # a statement store is OpenSanctions' own; yente has none either
            await mcp.fetch_entity_statements("sdn-990001")
        with pytest.raises(ToolError, match="Not screened"):
            await mcp.match_entity("Person", {"birthDate": ["1975"]})
        await mcp._resolve_client()._http.aclose()

    asyncio.run(use())


def test_a_new_version_of_a_list_is_searched_without_a_restart(client: Client, server: Server, tmp_path: Path) -> None:
    path = tmp_path / "more.csv"
    header, *_ = (LISTS / "local" / "peps.csv").read_text().splitlines()
    path.write_text(f"{header}\nnew-1,Person,Gayatri Barureka Contohwati,,1988,ID,female,,role.pep,Invented\n")
    newcomer = Person(name="Gayatri Barureka Contohwati")
    assert not client.match(newcomer).matches
    import_list(FolderSnapshots(server.home / "lists"), "local", [path], now=NOW, version="next", accept="test")
    with httpx.Client(base_url=server.address, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=PATIENCE) as push:
        assert push.post("/updatez", params={"token": UPDATE, "sync": True}).status_code == 200
    assert [hit.id for hit in client.match(newcomer).matches] == ["local-new-1"]


def test_the_server_wrote_down_nobodys_name(client: Client, server: Server) -> None:
    client.search("suryakencana rahasia")
    client.match(BAGUS)
    written = server.log.read_text().lower()
    assert "uvicorn running" in written
    assert not re.search("suryakencana|rahasia|sdn-990001|1975", written)
