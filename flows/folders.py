"""A batch of folders as Prefect flows: one run for each applicant while they are few, one for many of them otherwise.

Flows are told ids; whose they are stands in the store. The reports are the plain line's.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from prefect.context import SyncClientContext
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

from flows.batch import verify_stored
from flows.resources import working_with
from flows.verify import verify
from kyc.model.errors import EngineError, KycError
from kyc.reporting.document import from_json
from kyc.services.batches.work import Ground, Row, earlier, failed, taken, told
from kyc.services.verification import Resources


def verify_folders(
    folders: Sequence[Path], ground: Ground, resources: Resources, *, size: int, again: bool
) -> Iterator[Row]:
    """Verify folders in order, `size` in a flow run; those that an earlier run did are only told."""
    with _quick(), working_with(resources):
        for at in range(0, len(folders), size):
            yield from _part(folders[at : at + size], ground, resources, again=again)


def _part(folders: Sequence[Path], ground: Ground, resources: Resources, *, again: bool) -> Iterator[Row]:
    known = {folder: _known(folder, ground, resources, again=again) for folder in folders}
    waiting = [each for each in known.values() if isinstance(each, str)]
    started = time.perf_counter()
    if len(folders) == 1 and waiting:
        verify(waiting[0], return_state=True)
    elif waiting:
        verify_stored(waiting)
    seconds = (time.perf_counter() - started) / max(len(waiting), 1)
    for folder, each in known.items():
        yield _written(folder.name, each, resources, seconds) if isinstance(each, str) else each


def _known(folder: Path, ground: Ground, resources: Resources, *, again: bool) -> Row | str:
    """The row of an applicant who needs no work, or the id under which they were stored for it."""
    try:
        submission = taken(folder, ground)
    except KycError as error:
        return failed(folder.name, error)
    if not again and (row := earlier(folder.name, submission.id, resources)):
        return row
    resources.store.put_submission(submission)
    return submission.id


def _written(name: str, submission_id: str, resources: Resources, seconds: float) -> Row:
    stored = resources.store.report(submission_id)
    if stored is None:
        return failed(name, EngineError("SYS.CRASH", "a fault of the program; the others went on"))
    return told(name, from_json(stored), seconds)


@contextmanager
def _quick() -> Iterator[None]:
    """One client for all runs, and no heartbeat to join: see `flows.verify.verify_each`."""
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}), SyncClientContext.get_or_create():
        yield
