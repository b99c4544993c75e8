"""prefect.yaml is what Prefect understands, names flows and parameters that exist, and agrees with `flows.serve`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.version import Version

from flows.deployments import DEPLOYED, Deployed

ROOT = Path(__file__).parents[3]
YAML: Mapping[str, Any] = yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))
NAMES = [f"{each.flow.rpartition('.')[2]}/{each.name}" for each in DEPLOYED]


@pytest.fixture(scope="module", autouse=True)
def _quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Prefect writes to its home when it is imported."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PREFECT_HOME", str(tmp_path_factory.mktemp("prefect")))
        patch.setenv("DO_NOT_TRACK", "1")
        yield


@pytest.fixture(scope="module")
def model() -> Any:
    """The file as Prefect's own loader reads it."""
    from prefect.cli.deploy._models import PrefectYamlModel

    return PrefectYamlModel.model_validate(YAML)


def test_prefect_understands_the_file(model: Any) -> None:
    assert len(model.deployments) == len(DEPLOYED)
    for each in model.deployments:
        assert each.work_pool.name == "kyc"
        assert (each.concurrency_limit.limit, each.concurrency_limit.collision_strategy) == (1, "CANCEL_NEW")
        assert set(each.work_pool.job_variables["env"].values()) == {"false", "CRITICAL", "1"}


def test_prefect_drops_no_key_silently(model: Any) -> None:
    """Its model ignores what it does not know, so a slip of the pen would go unnoticed."""
    known = type(model.deployments[0]).model_fields.keys()
    for each in YAML["deployments"]:
        assert each.keys() <= known
        assert each["work_pool"].keys() <= {"name", "work_queue_name", "job_variables"}


def test_the_file_and_the_table_agree(model: Any) -> None:
    told = [
        Deployed(
            each.entrypoint,
            each.name,
            each.schedules[0].cron,
            each.description,
            each.parameters,
            is_active=not each.paused,
        )
        for each in model.deployments
    ]
    assert told == list(DEPLOYED)


@pytest.mark.parametrize("deployed", DEPLOYED, ids=NAMES)
def test_every_entrypoint_is_a_flow_that_takes_the_parameters(deployed: Deployed) -> None:
    from prefect.client.schemas.schedules import CronSchedule
    from prefect.flows import load_flow_from_entrypoint

    flow: Any = load_flow_from_entrypoint(deployed.flow, use_placeholder_flow=False)
    assert set(deployed.parameters) <= flow.parameters.properties.keys()
    assert CronSchedule(cron=deployed.cron, timezone="UTC").cron == deployed.cron


def test_the_same_deployments_are_served_from_one_process() -> None:
    from flows.serving import deployments

    made = deployments()
    assert [(each.entrypoint, each.name, each.paused) for each in made] == [
        (each.flow, each.name, not each.is_active) for each in DEPLOYED
    ]
    assert {each.concurrency_limit for each in made} == {1}


def test_schedules_are_kept_by_the_locked_versions() -> None:
    """On SQLAlchemy 2.1 the server of Prefect 3.8 stores no scheduled run, and says so in its log alone."""
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    locked = {name: re.search(rf"^{name}==(\S+)", lock, re.MULTILINE) for name in ("prefect", "sqlalchemy")}
    versions = {name: Version(found[1]) for name, found in locked.items() if found}
    assert versions["prefect"] >= Version("3.9") or versions["sqlalchemy"] < Version("2.1")


def test_every_flow_is_swept_when_its_process_dies() -> None:
    from flows.serving import flow_of
    from flows.sweep import LONGEST

    assert {flow_of(each).name for each in DEPLOYED} <= LONGEST.keys()
