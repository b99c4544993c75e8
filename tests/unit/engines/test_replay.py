from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from kyc.engines.protocols import Embedding, Engines, Image
from kyc.engines.replay import RecordingError, Tape, recording, replaying
from kyc.model.check import EngineUsed
from kyc.model.document import TextLine
from kyc.model.errors import EngineError
from kyc.model.face import Face
from kyc.model.geometry import Box

QUAD = ((1.0, 2.0), (30.5, 2.25), (30.0, 9.0), (1.0, 9.0))
FACE = Face(Box(10.5, 20.0, 30.0, 40.0), ((1.0, 2.0), (3.0, 4.0), (5.0, 6.0), (7.0, 8.0), (9.0, 10.0)), 0.875)
IMAGE = np.zeros((30, 40, 3), np.uint8)


class Clerk:
    """A reader that numbers its answers, and refuses a blank mode."""

    used = EngineUsed("clerk", "3.1", "abc")

    def __init__(self) -> None:
        self.asked = 0

    def read(self, image: Image, mode: str = "card") -> Sequence[TextLine]:
        if not mode:
            raise EngineError("SYS.TIMEOUT", "too slow")
        self.asked += 1
        return (TextLine(f"BUDI {self.asked}", QUAD, 0.75),)


class Finder:
    used = EngineUsed("finder", "1")

    def detect(self, image: Image) -> Sequence[Face]:
        return (FACE,)


class Embedder:
    used = EngineUsed("embedder", "1")

    def embed(self, image: Image, face: Face) -> Embedding:
        return np.array([0.5, -0.25, 1.0], np.float32)

    def similarity(self, one: Embedding, other: Embedding) -> float:
        return float(one @ other)


@pytest.fixture
def tape(tmp_path: Path) -> Tape:
    """A recording of two readings, a refusal and a comparison, written and loaded again."""
    recorded = Tape()
    run(recording(Engines((Clerk(),), Finder(), (Embedder(),)), recorded))
    recorded.save(tmp_path / "tape.json")
    return Tape.load(tmp_path / "tape.json")


def run(engines: Engines) -> list[object]:
    """Everything a line may ask, and every answer."""
    (reader,), (embedder,) = engines.readers, engines.embedders
    first, second = reader.read(IMAGE), reader.read(IMAGE[:20], mode="digits")
    with pytest.raises(EngineError) as caught:
        reader.read(IMAGE, mode="")
    (face,) = engines.detector.detect(IMAGE)
    embedding = embedder.embed(IMAGE, face)
    alike = embedder.similarity(embedding, embedding)
    return [first, second, caught.value.code, str(caught.value), face, embedding.tolist(), alike]


def test_a_replay_answers_as_the_engines_did(tape: Tape) -> None:
    assert run(replaying(tape)) == run(Engines((Clerk(),), Finder(), (Embedder(),)))


def test_a_replay_says_which_engines_it_stands_for(tape: Tape) -> None:
    engines = replaying(tape)
    assert engines.readers[0].used == Clerk.used
    assert engines.detector.used == Finder.used
    assert engines.embedders[0].used == Embedder.used


def test_recording_changes_no_answer() -> None:
    assert run(recording(Engines((Clerk(),), Finder(), (Embedder(),)), Tape())) == run(
        Engines((Clerk(),), Finder(), (Embedder(),))
    )


def test_another_question_than_was_recorded_is_refused(tape: Tape) -> None:
    with pytest.raises(RecordingError, match="record again"):
        replaying(tape).readers[0].read(IMAGE, mode="mrz")


def test_pixels_and_sizes_are_no_part_of_the_question(tape: Tape) -> None:
    assert replaying(tape).detector.detect(IMAGE[:10] + 1) == (FACE,)


def test_more_questions_than_were_recorded_are_refused(tape: Tape) -> None:
    engines = replaying(tape)
    engines.detector.detect(IMAGE)
    with pytest.raises(RecordingError, match="asked more"):
        engines.detector.detect(IMAGE)


def test_a_tape_may_be_played_again(tape: Tape) -> None:
    assert run(replaying(tape)) == run(replaying(tape))


def test_another_file_is_no_recording(tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text('{"readers": []}')
    with pytest.raises(RecordingError, match=r"other\.json"):
        Tape.load(tmp_path / "other.json")
