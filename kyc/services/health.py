"""What an installation can do: packages, engines, lists, policy."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib import metadata
from time import perf_counter

import numpy as np

from kyc.engines.build import build_engines
from kyc.engines.protocols import FaceDetector, FaceEmbedder, TextReader
from kyc.model.errors import KycError
from kyc.model.face import Face
from kyc.model.geometry import Box
from kyc.reporting.pdf.press import printer_version
from kyc.services.assembly import policy_of
from kyc.services.exporting.keys import operator_key
from kyc.services.lists.active import active_entities
from kyc.services.registries import registry_of
from kyc.settings import Settings
from kyc.storage.files.snapshots import FolderSnapshots
from watchlists.errors import ListError
from watchlists.reading import about

PACKAGES = (
    "rapidocr",
    "pytesseract",
    "onnxruntime",
    "opencv-python-headless",
    "dlib-bin",
    "face-recognition",
    "prefect",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of a diagnosis. `detail` says the version or, when not ok, what to do."""

    area: str  # python, package, engine, lists, policy, registry, reports, home
    name: str
    ok: bool
    detail: str


def diagnose(settings: Settings) -> Iterator[Finding]:
    """Look at everything a verification needs, one finding after another."""
    yield Finding("python", "version", sys.version_info >= (3, 11), sys.version.split()[0])
    yield from map(_package, PACKAGES)
    yield from _engines(settings)
    yield from _lists(settings)
    yield _policy(settings)
    yield from _registry(settings)
    yield from _reports(settings)
    yield _home(settings)


def _package(name: str) -> Finding:
    try:
        return Finding("package", name, True, metadata.version(name))
    except metadata.PackageNotFoundError:
        return Finding("package", name, False, "not installed: run make setup")


def _engines(settings: Settings) -> Iterator[Finding]:
    """Let each engine look at a small grey picture: what loads once loads again."""
    engines = build_engines(settings)
    grey = np.full((160, 160, 3), 200, np.uint8)
    face = Face(Box(30, 30, 100, 100), ((60, 70), (100, 70), (80, 90), (65, 110), (95, 110)), 1.0)
    for name, reader in zip(settings.reader_names, engines.readers, strict=True):
        yield _tried(name, partial(reader.read, grey), reader)
    yield _tried("yunet", partial(engines.detector.detect, grey), engines.detector)
    for name, embedder in zip(settings.embedder_names, engines.embedders, strict=True):
        yield _tried(name, partial(embedder.embed, grey, face), embedder)


def _tried(name: str, attempt: Callable[[], object], engine: TextReader | FaceDetector | FaceEmbedder) -> Finding:
    started = perf_counter()
    try:
        attempt()
        version = engine.used.version
    except KycError as error:
        return Finding("engine", name, False, str(error))
    return Finding("engine", name, True, f"{version}, first answer after {perf_counter() - started:.1f} s")


def _lists(settings: Settings) -> Iterator[Finding]:
    try:
        _entities, lists = active_entities(FolderSnapshots(settings.home / "lists"))
    except ListError as error:
        yield Finding("lists", "store", False, str(error))
        return
    if not lists:
        yield Finding("lists", "none", False, "no list is active: run kyc watchlists update, or import")
    now = datetime.now(UTC)
    for each in lists:
        age = (now - each.fetched_at).days
        is_read = about(each.id).is_read
        fact = "" if is_read else "; no part of this program reads it, and nothing newer can come"
        yield Finding(
            "lists", each.id, is_read, f"{each.entries} entries, version {each.version}, {age} days old{fact}"
        )


def _policy(settings: Settings) -> Finding:
    try:
        policy = policy_of(settings)
    except KycError as error:
        return Finding("policy", str(settings.policy or "built-in"), False, str(error))
    return Finding("policy", policy.id, True, f"version {policy.version}, sha256 {policy.sha256[:12]}")


def _registry(settings: Settings) -> Iterator[Finding]:
    """Say whether the mapping can be used, where one is named; nobody is asked anything."""
    try:
        registry = registry_of(settings)
    except KycError as error:
        yield Finding("registry", str(settings.registry), False, str(error))
        return
    if registry is not None:
        yield Finding("registry", registry.used.name, True, f"mapping version {registry.used.version}")
        registry.close()


def _reports(settings: Settings) -> Iterator[Finding]:
    """Say whether reports can be printed, and signed with the operator's key where one is named."""
    try:
        yield Finding("reports", "pdf", True, f"weasyprint {printer_version()}")
    except KycError as error:
        yield Finding("reports", "pdf", False, str(error))
    if settings.signing_key is None:
        return
    try:
        key = operator_key(settings, datetime.now(UTC))
        yield Finding("reports", "signing key", True, f"certificate {key.fingerprint[:16]}…")
    except KycError as error:
        yield Finding("reports", "signing key", False, str(error))


def _home(settings: Settings) -> Finding:
    home = settings.home
    if not home.exists():
        return Finding("home", str(home), True, "will be made when first needed")
    mode = home.stat().st_mode & 0o777
    private = mode & 0o077 == 0
    return Finding(
        "home", str(home), private, "readable by its owner only" if private else f"mode {mode:o}: chmod 700 it"
    )
