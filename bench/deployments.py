"""Deploy every flow on a real Prefect server and run each once, from a work pool and from `flows.serve`.

    python -m bench.deployments

A server, a worker and a store of their own, in a folder that is gone afterwards, with one customer who comes onto a
list. Afterwards Prefect's database is looked through for the customer, in every disguise. It takes some minutes: each
run is a process that loads Prefect.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flows.deployments import DEPLOYED, Deployed
from flows.environment import prepare
from kyc.model.submission import DeclaredData
from kyc.services.onboarding import applicants
from kyc.settings import Settings
from kyc.storage.database import Database
from kyc.storage.opening import open_database
from tests.journey.canary import CANARY_NAME, CANARY_NIK, disguises, everything_kept
from watchlists.dates import PartialDate

ROOT = Path(__file__).parents[1]
TENANT, WHO = "bench", "system:bench"
_LIST = (
    "id,schema,name,aliases(;),birth_date,countries(;),gender,id_numbers(;),topics(;),remarks\n"
    f"9,Person,{CANARY_NAME.title()},,1971-02-03,ID,female,{CANARY_NIK},sanction,Invented\n"
)
_PATIENCE = 600.0  # seconds for one run to come to its end
_LOOK_SECONDS = 1.0


def main() -> None:
    """Deploy, run, look, and leave with 1 when anything was not as it should be."""
    home = Path(tempfile.mkdtemp(prefix="kyc-deploy-"))
    try:
        faults = _tried(home)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    print("\n".join(faults) or "everything is as it should be")
    sys.exit(1 if faults else 0)


def _tried(home: Path) -> list[str]:
    environment = _environment(home)
    with open_store(environment) as database, ExitStack() as opened:
        customer, leaver = _book(database)
        _drop(home / "drop")
        opened.enter_context(_running("prefect", "server", "start", "--port", _port(environment), **environment))
        _await_server(environment["PREFECT_API_URL"])
        for words in (
            ("work-pool", "create", "kyc", "--type", "process"),
            ("work-queue", "create", "lists", "--pool", "kyc", "--limit", "1"),
            ("--no-prompt", "deploy", "--all"),
        ):
            _prefect(*words, **environment)
        faults = []
        with _running("prefect", "worker", "start", "--pool", "kyc", **environment):
            faults += _each("work pool")
        with _running("flows.serve", **environment):
            faults += _each("flows.serve")
        return [*faults, *_looked(database, customer, leaver), *_leaks(home / "prefect" / "prefect.db")]


def _environment(home: Path) -> dict[str, str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    for name in [each for each in os.environ if each.startswith(("KYC_", "PREFECT_"))]:
        del os.environ[name]
    os.environ |= {"KYC_HOME": str(home), "KYC_LIST_FOLDER": str(home / "drop")}
    os.environ["PREFECT_API_URL"] = f"http://127.0.0.1:{port}/api"
    prepare(home)
    return {**os.environ, "PYTHONPATH": str(ROOT)}


@contextmanager
def open_store(environment: Mapping[str, str]) -> Iterator[Database]:
    """The encrypted store of the trial, with a tenant."""
    database = open_database(Settings(home=Path(environment["KYC_HOME"])))
    database.upgrade()
    database.ensure_tenant(TENANT)
    try:
        yield database
    finally:
        database.close()


def _book(database: Database) -> tuple[str, str]:
    """A customer who will come onto a list, and somebody whose time of retention is over."""
    said = DeclaredData(name=CANARY_NAME, document_number=CANARY_NIK, birth_date=PartialDate(1971, 2, 3))
    with database.transaction(TENANT, WHO) as unit:
        customer = applicants.create(unit, said).id
        applicants.switch_monitor(unit, customer, is_on=True, version=None)
        leaver = applicants.create(unit, DeclaredData(name=CANARY_NAME)).id
        unit.retention.done(leaver, "declared")
        unit.retention.keep(leaver, "declared", datetime.now(UTC).date() - timedelta(days=1))
    return customer, leaver


def _drop(folder: Path) -> None:
    folder.mkdir()
    path, at = folder / "own.csv", time.time() - 60
    path.write_text(_LIST, encoding="utf-8")
    os.utime(path, (at, at))


@contextmanager
def _running(module: str, *words: str, **environment: str) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, "-m", module, *words],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def _port(environment: Mapping[str, str]) -> str:
    return environment["PREFECT_API_URL"].rpartition(":")[2].partition("/")[0]


def _await_server(url: str) -> None:
    from flows.server import wait_until_up

    if not wait_until_up(url):
        raise SystemExit("Prefect's server did not answer")


def _prefect(*words: str, **environment: str) -> None:
    command = [sys.executable, "-m", "prefect", *words]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"prefect {' '.join(words)}: {done.stdout[-2000:]}{done.stderr[-2000:]}")


def _each(by: str) -> list[str]:
    """Run every deployment once, and print how each ended."""
    return [fault for deployed in DEPLOYED for fault in _once(by, deployed)]


def _once(by: str, deployed: Deployed) -> list[str]:
    from prefect.client.orchestration import get_client
    from prefect.exceptions import ObjectNotFound

    name = f"{deployed.flow.rpartition('.')[2].replace('_', '-')}/{deployed.name}"
    started = time.monotonic()
    with get_client(sync_client=True) as client:
        while True:
            try:
                found = client.read_deployment_by_name(name)
                break
            except ObjectNotFound:
                time.sleep(_LOOK_SECONDS)
        run = client.create_flow_run_from_deployment(found.id)
        while run.state is None or not run.state.is_final():
            if time.monotonic() - started > _PATIENCE:
                return [f"{by}: {name} did not end"]
            time.sleep(_LOOK_SECONDS)
            run = client.read_flow_run(run.id)
    print(f"{by:12} {name:30} {run.state.name:10} {time.monotonic() - started:5.0f} s", flush=True)
    return [] if run.state.is_completed() else [f"{by}: {name} ended {run.state.name}: {run.state.message}"]


def _looked(database: Database, customer: str, leaver: str) -> list[str]:
    """What the flows should have done, and did not."""
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        alerts = [(each.applicant_id, each.state) for each in unit.alerts.list(limit=9).items]
        is_gone = unit.erasures.of(leaver) is not None
    with database.system() as system:
        faults = [f"{each.name}: {each.fault}" for each in system.chores.all() if each.fault]
    if alerts != [(customer, "standing")]:
        faults.append(f"{len(alerts)} alerts, not one")
    return faults if is_gone else [*faults, "what was kept long enough is there"]


def _leaks(path: Path) -> list[str]:
    kept = everything_kept(path)
    words = (CANARY_NAME, CANARY_NAME.title(), CANARY_NIK)
    found = [word for word in words if any(disguise in kept for disguise in disguises(word))]
    print(f"Prefect's database: {len(kept):,} bytes looked through, {len(found)} of {len(words)} words found")
    return [f"Prefect knows a name or number ({len(found)} of them)"] if found else []


if __name__ == "__main__":
    main()
