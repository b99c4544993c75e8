"""What Prefect costs over the plain line, per applicant, with its steps as tasks.

    python -m bench.orchestration [--runs 20]

The engines answer from memory, so that what is left is orchestration. Client CPU is this process's; the server's
is read from its own process. Prints milliseconds per applicant: plain line, flow, and the difference.
"""

from __future__ import annotations

import argparse
import io
import os
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

from kyc.model.submission import Submission, SubmittedImage
from kyc.policy import builtin
from kyc.policy.policy import load_policy
from kyc.services.assembly import known_checks, new_id
from kyc.services.verification import Resources, verify
from kyc.storage.files.folder import FolderStore
from tests.fakes import fake_engines


def picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (640, 404), (200, 90, 120)).save(buffer, "JPEG")
    return buffer.getvalue()


def resources(root: Path) -> Resources:
    return Resources(
        engines=fake_engines(),
        policy=load_policy(builtin(), checks=known_checks()),
        screener=None,
        store=FolderStore(root),
        clock=lambda: datetime.now(UTC),
        new_id=new_id,
        digest_key=b"k" * 32,
    )


def submissions(count: int) -> list[Submission]:
    image = picture()
    return [
        Submission(new_id(), SubmittedImage("document", image), SubmittedImage("selfie", image)) for _ in range(count)
    ]


def timed(work: Callable[[], object], count: int) -> tuple[float, float]:
    """Wall and own CPU milliseconds per applicant."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - wall) * 1000 / count, (time.process_time() - cpu) * 1000 / count


def server_cpu() -> float:
    """CPU seconds of the child processes that still run (the ephemeral Prefect server)."""
    total, tick = 0.0, os.sysconf("SC_CLK_TCK")
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid():
            total += (int(fields[11]) + int(fields[12])) / tick
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        kit = resources(Path(folder) / "store")
        line_wall, line_cpu = timed(lambda: [verify(each, kit) for each in submissions(runs)], runs)
        from flows.environment import prepare

        prepare(Path(folder))
        from flows.resources import working_with
        from flows.verify import verify_each

        batch = submissions(runs + 1)
        for each in batch:
            kit.store.put_submission(each)
        with working_with(kit):
            list(verify_each([batch[0].id]))  # starts the server and fills its caches
            before = server_cpu()
            flow_wall, flow_cpu = timed(lambda: list(verify_each(each.id for each in batch[1:])), runs)
            server = (server_cpu() - before) * 1000 / runs
    print(f"{'per applicant, ms':24}{'wall':>10}{'client CPU':>12}{'server CPU':>12}")
    print(f"{'plain line':24}{line_wall:10.1f}{line_cpu:12.1f}{'':>12}")
    print(f"{'flow, steps as tasks':24}{flow_wall:10.1f}{flow_cpu:12.1f}{server:12.1f}")
    print(f"{'orchestration':24}{flow_wall - line_wall:10.1f}{flow_cpu - line_cpu:12.1f}{server:12.1f}")


if __name__ == "__main__":
    main()
