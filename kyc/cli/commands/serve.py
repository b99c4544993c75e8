"""`kyc serve`: the API, and on the embedded default a worker beside it."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Annotated

import typer

from kyc.cli.terminal.environment import settings
from kyc.cli.terminal.output import console
from kyc.model.errors import StoreError

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

    from kyc.settings import Settings
    from kyc.storage.database import Database

log = logging.getLogger(__name__)

RESTART_SECONDS = 5.0
GRACE_SECONDS = 10  # for answers under way; a stream of events would go on for minutes
STOP_SECONDS = 20.0  # what a worker holds is claimed again by the next one anyway


def serve(
    host: Annotated[
        str, typer.Option(help="Address to listen on. TLS is the matter of a proxy in front.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")] = 8000,
    worker: Annotated[
        bool | None, typer.Option(help="Work on verifications as well; on the embedded default unless told otherwise.")
    ] = None,
) -> None:
    """Answer the API, and work on what comes in. The embedded database is made and brought up to date by itself."""
    import uvicorn

    from kyc.cli.terminal.logs import log_as_json
    from kyc.storage.opening import open_database
    from kyc.web.app import create_app
    from kyc.web.connections import HurriedProtocol
    from kyc.web.kit import assemble_kit

    log_as_json()
    _end_in_order()
    chosen = settings()
    database = open_database(chosen)
    _prepare(database, chosen)
    app = create_app(assemble_kit(chosen, database, probes=_probes(chosen)))
    console.print(f"Listening on http://{host}:{port}; /readyz tells what is up.", style="dim", highlight=False)
    with _worker(is_wanted=chosen.database is None if worker is None else worker):
        # No access log: /search carries names in its address, and every request is logged by its route anyway.
        uvicorn.run(
            app,
            host=host,
            port=port,
            access_log=False,
            server_header=False,
            log_config=None,
            http=HurriedProtocol,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
    database.close()


def _end_in_order() -> None:
    """Let SIGTERM unwind the stack: uvicorn raises it once more when it has shut down, before the worker is ended."""
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))


def _prepare(database: Database, chosen: Settings) -> None:
    if chosen.database is None:
        database.upgrade()
    elif not database.is_current:
        raise StoreError("STORE.OUTDATED", "The database's schema is another version's: run `kyc db upgrade` first.")


@contextmanager
def _worker(*, is_wanted: bool) -> Iterator[None]:
    """Keep a worker running in a process of its own, and replace it when it dies."""
    if not is_wanted:
        yield
        return
    stop = threading.Event()
    keeper = threading.Thread(target=_keep_working, args=(stop,), name="worker-keeper", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # told once is enough: the worker is given STOP_SECONDS
        stop.set()
        keeper.join()


def _keep_working(stop: threading.Event) -> None:
    while not stop.is_set():
        child = get_context("spawn").Process(target=_work, name="kyc-worker")
        child.start()
        while child.is_alive() and not stop.wait(0.5):
            pass
        if stop.is_set():
            _end(child)
            return
        log.error("worker.ended", extra={"exit": child.exitcode})
        stop.wait(RESTART_SECONDS)


def _end(child: SpawnProcess) -> None:
    child.terminate()
    child.join(STOP_SECONDS)
    if child.is_alive():
        child.kill()
        child.join()


def _work() -> None:
    """The worker's process; it ends with its parent, however that ends."""
    from kyc.cli.commands.worker import worker
    from kyc.cli.terminal.logs import log_as_json

    log_as_json()
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    worker()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)


def _probes(chosen: Settings) -> dict[str, Callable[[], str | None]]:
    """What /readyz asks besides: work waits while Prefect is down, and whoever runs this should know."""
    from flows.server import is_up

    url = os.environ.get("PREFECT_API_URL", f"http://127.0.0.1:{chosen.prefect_port}/api")
    return {"prefect": lambda: None if is_up(url) else "PREFECT.UNAVAILABLE"} if chosen.prefect else {}
