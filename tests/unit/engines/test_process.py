from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from kyc.engines.process import Isolated, SameProcess
from kyc.model.document import TextLine
from kyc.model.errors import EngineError
from kyc.settings import Settings
from tests.unit.engines.fakes import ends

pytestmark = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs Linux")

FAKE = "tests.unit.engines.fakes:Reader"
IMAGE = np.zeros((30, 40, 3), np.uint8)


@pytest.fixture
def worker() -> Iterator[Isolated]:
    isolated = Isolated(Settings(engine_timeout=30))
    yield isolated
    isolated.close()


def texts(answer: object) -> list[str]:
    assert isinstance(answer, tuple)
    assert all(isinstance(line, TextLine) for line in answer)
    return [line.text for line in answer]


def code_of(worker: Isolated, mode: str) -> str:
    with pytest.raises(EngineError) as caught:
        worker.ask(FAKE, "read", IMAGE, mode)
    return caught.value.code


def test_the_engine_answers_from_a_process_of_its_own(worker: Isolated) -> None:
    shape, process_id, _ = texts(worker.ask(FAKE, "read", IMAGE, "card"))
    assert shape == "(30, 40, 3) card"
    assert int(process_id) == worker.process_id != os.getpid()


def test_the_engine_stays_loaded_between_questions(worker: Isolated) -> None:
    assert [texts(worker.ask(FAKE, "read", IMAGE, "card"))[2] for _ in range(3)] == ["1", "2", "3"]


def test_attributes_are_answered_as_methods_are(worker: Isolated) -> None:
    assert worker.ask(FAKE, "used") == SameProcess(Settings()).ask(FAKE, "used")


def test_nothing_starts_before_the_first_question(worker: Isolated) -> None:
    assert worker.process_id is None


@pytest.mark.parametrize("mode", ["crash", "bug"])
def test_a_crash_costs_one_attempt(worker: Isolated, mode: str) -> None:
    first = texts(worker.ask(FAKE, "read", IMAGE, "card"))[1]
    assert code_of(worker, mode) == "SYS.ENGINE_ERROR"
    again = texts(worker.ask(FAKE, "read", IMAGE, "card"))
    assert again[1] != first
    assert again[2] == "1"


def test_what_an_engine_says_as_it_dies_is_not_told(worker: Isolated, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(EngineError) as caught:
        worker.ask(FAKE, "read", IMAGE, "bug")
    assert "BUDI" not in str(caught.value)
    assert capfd.readouterr() == ("", "")


def test_an_engine_that_hangs_is_ended_and_replaced() -> None:
    worker = Isolated(Settings(engine_timeout=0.3))
    worker.ask(FAKE, "used")  # the time to start is not the engine's
    stuck = worker.process_id
    assert code_of(worker, "hang") == "SYS.TIMEOUT"
    assert stuck is not None
    assert ends(stuck)
    assert texts(worker.ask(FAKE, "read", IMAGE, "card"))[2] == "1"
    worker.close()


def test_an_engine_that_refuses_keeps_its_code_and_its_process(worker: Isolated) -> None:
    first = texts(worker.ask(FAKE, "read", IMAGE, "card"))[1]
    with pytest.raises(EngineError, match="out of paper"):
        worker.ask(FAKE, "read", IMAGE, "refuse")
    assert texts(worker.ask(FAKE, "read", IMAGE, "card"))[1] == first


def test_a_chattering_library_disturbs_nothing(worker: Isolated, capfd: pytest.CaptureFixture[str]) -> None:
    assert texts(worker.ask(FAKE, "read", IMAGE, "chatter"))[0].endswith("chatter")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", ["nobody", "tests.unit.engines.fakes:Homeless", "no.such.module:Engine"])
def test_an_engine_that_is_not_there_is_missing(worker: Isolated, name: str) -> None:
    with pytest.raises(EngineError) as caught:
        worker.ask(name, "read", IMAGE, "card")
    assert caught.value.code == "SYS.ENGINE_MISSING"


def test_closing_leaves_no_process_and_no_file(worker: Isolated) -> None:
    left = worker.ask(FAKE, "litter")
    assert isinstance(left, tuple)
    file, child = left
    process = worker.process_id
    worker.close()
    assert process is not None
    assert ends(process)
    assert ends(child)
    assert not Path(file).parent.exists()


def test_temporary_files_lie_in_a_folder_that_only_we_may_enter(worker: Isolated) -> None:
    left = worker.ask(FAKE, "litter")
    assert isinstance(left, tuple)
    assert Path(left[0]).parent.stat().st_mode & 0o777 == 0o700


def test_a_killed_parent_leaves_no_orphan() -> None:
    script = (
        "import os, signal\n"
        "from kyc.engines.process import Isolated\n"
        "from kyc.settings import Settings\n"
        "worker = Isolated(Settings())\n"
        f"file, child = worker.ask({FAKE!r}, 'litter')\n"
        "print(worker.process_id, child, file, flush=True)\n"
        "input()\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as parent:
        assert parent.stdout is not None
        process, child, file = parent.stdout.readline().split()
        parent.communicate("\n")
    assert ends(int(process))
    assert ends(int(child))
    assert not Path(file).parent.exists()


def test_engines_may_live_in_the_same_process() -> None:
    here = SameProcess(Settings())
    assert texts(here.ask(FAKE, "read", IMAGE, "card"))[1:] == [str(os.getpid()), "1"]
    assert texts(here.ask(FAKE, "read", IMAGE, "card"))[2] == "2"
