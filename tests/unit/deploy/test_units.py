"""The systemd units are valid and shut in, and their environment is one that the program knows."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kyc.settings import Settings
from kyc.storage.sealing.keyring import load_keyring

DEPLOY = Path(__file__).parents[3] / "deploy"
UNITS = DEPLOY / "systemd"
NAMES = sorted(path.name for path in UNITS.glob("kyc-*.*") if path.suffix in {".service", ".timer"})
MOST_EXPOSED = 20  # tenths, of 100; a service that says nothing stands at 96


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A machine on which the units are installed, as docs/operating.md says."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed: apt-get install systemd")
    made = tmp_path_factory.mktemp("root")
    shutil.copytree(UNITS, made / "etc/systemd/system")
    shutil.copytree("/usr/lib/systemd", made / "usr/lib/systemd", symlinks=True)
    for program in ("kyc", "prefect"):
        path = made / "opt/kyc/bin" / program
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("#!/bin/sh\n")
        path.chmod(0o755)
    return made


def instance_of(name: str) -> str:
    return name.replace("@.", "@1.")


def analyze(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["systemd-analyze", f"--root={root}", "--man=no", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", NAMES)
def test_systemd_has_nothing_to_say(name: str, root: Path) -> None:
    done = analyze(root, "verify", instance_of(name))
    told = [line for line in done.stderr.splitlines() if "kyc" in line]  # the machine's own units may be faulty
    assert (done.returncode, told) == (0, [])


def test_systemd_would_tell_of_a_misspelt_line(root: Path) -> None:
    (root / "etc/systemd/system/kyc-wrong.service").write_text(
        "[Service]\nExecStart=/opt/kyc/bin/kyc\nProtectSysten=yes\n"
    )
    assert "ProtectSysten" in analyze(root, "verify", "kyc-wrong.service").stderr


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".service")])
def test_a_service_is_shut_in(name: str, root: Path) -> None:
    done = analyze(root, "security", "--offline=yes", f"--threshold={MOST_EXPOSED}", instance_of(name))
    assert done.returncode == 0, done.stdout


def test_the_environment_is_one_that_the_program_knows() -> None:
    names = re.findall(r"^([A-Z_]+)=", (UNITS / "kyc.env").read_text("utf-8"), re.MULTILINE)
    settings = {f"KYC_{name.upper()}" for name in Settings.model_fields}
    assert set(names) - settings == {"PREFECT_API_URL", "OMP_NUM_THREADS", "OMP_THREAD_LIMIT"}


def test_an_operators_command_runs_with_the_services_settings(tmp_path: Path) -> None:
    (tmp_path / "kyc.env").write_text(f"KYC_HOME={tmp_path}\nKYC_DLIB=direct\n")
    _program(tmp_path / "id", "echo kyc")  # so that no other user has to be taken on
    _program(tmp_path / "kyc", 'echo "$KYC_DLIB $PWD $(umask) $*"')
    environment = {
        "PATH": f"{tmp_path}:/usr/bin:/bin",
        "KYC_ENV": f"{tmp_path}/kyc.env",
        "KYC_PROGRAM": f"{tmp_path}/kyc",
    }
    command = [str(UNITS / "kyc-operate"), "db", "upgrade"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == f"direct {tmp_path} 0077 db upgrade\n"


def _program(path: Path, body: str) -> None:
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


def test_secrets_are_made_once_and_for_their_owners_only(tmp_path: Path) -> None:
    made = tmp_path / "secrets"
    found, again = (_secrets(made) for _ in range(2))
    assert found == again
    assert found.keys() == {"postgres_password", "database_password", "pgpass", "keyring"}
    assert {path.stat().st_mode & 0o777 for path in made.iterdir()} == {0o400}
    assert load_keyring(f"file:{made}/keyring").version == 1
    assert found["pgpass"] == f"*:*:kyc:kyc:{found['database_password']}\n"
    assert not re.search(r"[:\\]", found["database_password"])  # they would have to be escaped


def _secrets(folder: Path) -> dict[str, str]:
    subprocess.run([DEPLOY / "secrets.sh", folder], check=True)
    return {path.name: path.read_text("ascii") for path in folder.iterdir()}
