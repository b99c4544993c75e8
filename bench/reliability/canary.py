"""A canary: one real applicant through a real installation, then a search for their data in everything it wrote.

    python -m bench.reliability.canary [--plain]

Starts `kyc serve` (with its worker, engines and, unless --plain, Prefect) on a fresh home folder, submits a fixture
applicant by HTTP, waits for the webhook of the outcome, submits a second one to time an installation that is warm and
idle, and looks for the applicant's name, NIK and external id in the database, blobs, keys, Prefect's folder, temporary
files, logs and webhooks: as text, in UTF-16, in base64 and in hexadecimal.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx

from bench.reliability.kill import free_port

PATIENCE = 300.0  # seconds; a fresh Prefect database on a busy machine takes a minute
APPLICANT = "clear_ktp"
CONCLUDED = ("approved", "in_review", "rejected", "resubmission_requested", "error")


@dataclass(frozen=True)
class Installation:
    """A running `kyc serve` and what it wrote."""

    home: Path
    url: str
    http: httpx.Client
    hooks: list[bytes]


def needles(text: str) -> Iterator[bytes]:
    """A text as it may stand in a file; base64 in each of its three alignments, without the ends that vary."""
    raw = text.encode()
    yield raw
    yield raw.lower()
    yield raw.upper()  # as a card prints it
    yield text.encode("utf-16-le")
    yield raw.hex().encode()
    for shift in range(3):
        yield base64.b64encode(b"\0" * shift + raw)[4 if shift else 0 : -4]


def found_in(folder: Path, canaries: Mapping[str, str]) -> list[str]:
    """Where a canary sings: file and name of the canary."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return [
        f"{path.relative_to(folder)}: {name}"
        for path in files
        for content in (_bytes(path),)
        for name, text in canaries.items()
        if any(needle in content for needle in needles(text))
    ]


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:  # SQLite takes its side files away when the last connection closes
        return b""


@contextmanager
def installed(root: Path, *, is_plain: bool) -> Iterator[Installation]:
    """Run `kyc serve` on a fresh home; its logs and temporary files lie beside it."""
    port, hooks = free_port(), list[bytes]()
    (root / "tmp").mkdir()
    receiver = _receiver(hooks)
    environment = {
        **os.environ,
        "KYC_HOME": str(root / "home"),
        "KYC_PREFECT": str(not is_plain).lower(),
        "KYC_PREFECT_PORT": str(free_port()),
        "KYC_PRIVATE_WEBHOOKS": "true",
        "TMPDIR": str(root / "tmp"),
    }
    kyc = [sys.executable, "-c", "from kyc.cli.main import main; main()"]
    with (root / "serve.log").open("wb") as log:
        serving = subprocess.Popen([*kyc, "serve", "--port", str(port)], env=environment, stdout=log, stderr=log)
        try:
            _await(lambda: _is_up(f"http://127.0.0.1:{port}/healthz"))
            created = subprocess.run(
                [*kyc, "clients", "create", "bench", "--json"], env=environment, check=True, capture_output=True
            )
            key = next(value for value in _values(json.loads(created.stdout)) if value.startswith("kyc_"))
            url = f"http://127.0.0.1:{port}"
            with httpx.Client(base_url=url, headers={"authorization": f"ApiKey {key}"}, timeout=30) as http:
                hook = {"url": f"http://127.0.0.1:{receiver.server_port}/hook"}
                _posted(http, "/v1/webhook-endpoints", json=hook)
                yield Installation(root / "home", url, http, hooks)
        finally:
            serving.terminate()
            serving.wait()
            receiver.shutdown()
            receiver.server_close()


def verify(installation: Installation, applicant: Path) -> tuple[str, float]:
    """Submit an applicant's folder; return the outcome and the seconds from the last request to its webhook."""
    declared = json.loads((applicant / "declared.json").read_text())
    made = _posted(installation.http, "/v1/applicants", json=declared)["id"]
    for role, where in (("document", "documents"), ("selfie", "selfies")):
        (path,) = applicant.glob(f"{role}.*")
        _posted(installation.http, f"/v1/applicants/{made}/{where}", files={"file": path.read_bytes()})
    started = time.monotonic()
    verification = _posted(installation.http, "/v1/verifications", json={"applicant_id": made})["id"]
    _await(lambda: _outcome(installation.hooks, verification) is not None)
    return str(_outcome(installation.hooks, verification)), time.monotonic() - started


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plain", action="store_true", help="without Prefect")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="kyc-canary-", ignore_cleanup_errors=True) as folder:
        root, drawn = Path(folder) / "installation", Path(folder) / "applicants"
        root.mkdir()
        subprocess.run([sys.executable, "-m", "fixtures.make", str(drawn)], check=True, capture_output=True)
        (applicant,) = drawn.glob(APPLICANT)  # a card that is read: what stands on it is looked for too
        declared = json.loads((applicant / "declared.json").read_text())
        declared["external_id"] = "canary-7f3a91"
        (applicant / "declared.json").write_text(json.dumps(declared))
        with installed(root, is_plain=asked.plain) as installation:
            first, second = verify(installation, applicant), verify(installation, applicant)
            (root / "webhooks.bin").write_bytes(b"\n".join(installation.hooks))
            (root / "metrics.txt").write_bytes(installation.http.get("/metrics").content)
            live = found_in(root, _canaries(declared))
            if not found_in(applicant, _canaries(declared)):
                raise RuntimeError("the search does not find what was submitted: it would find nothing anywhere")
        _print(root, first, second, sorted({*live, *found_in(root, _canaries(declared))}))


def _print(root: Path, first: tuple[str, float], second: tuple[str, float], sung: Sequence[str]) -> None:
    files = [path for path in root.rglob("*") if path.is_file()]
    print(f"searched          {len(files)} files, {sum(path.stat().st_size for path in files) / 1e6:.1f} MB")
    print(f"first applicant   {first[0]}, {first[1]:.1f} s to the webhook (engines and Prefect start meanwhile)")
    print(f"second applicant  {second[0]}, {second[1]:.1f} s to the webhook (warm and idle)")
    print(f"canaries found    {len(sung)}")
    for place in sung:
        print(f"  {place}")


def _canaries(declared: Mapping[str, Any]) -> Mapping[str, str]:
    return {name: str(declared[name]) for name in ("name", "document_number", "external_id") if declared.get(name)}


def _outcome(hooks: Sequence[bytes], verification: str) -> str | None:
    told = [json.loads(body)["data"] for body in hooks]
    states = [each["state"] for each in told if each.get("verification_id") == verification]
    return next((state for state in states if state in CONCLUDED), None)


def _receiver(hooks: list[bytes]) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            hooks.append(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def _posted(http: httpx.Client, path: str, **body: Any) -> Mapping[str, Any]:
    answer = http.post(path, headers={"idempotency-key": os.urandom(12).hex()}, **body)
    answer.raise_for_status()
    found: Mapping[str, Any] = answer.json()
    return found


def _is_up(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2).is_success
    except httpx.TransportError:
        return False


def _await(is_so: Any) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > end:
            raise TimeoutError("the installation did not get there in time")
        time.sleep(0.05)


def _values(found: object) -> Iterator[str]:
    """Every text in a JSON value."""
    if isinstance(found, str):
        yield found
    for value in found.values() if isinstance(found, dict) else found if isinstance(found, list) else ():
        yield from _values(value)


if __name__ == "__main__":
    main()
