"""Record what engines answer, and play it back: whole runs without an engine, the same on every machine.

    tape = Tape()
    engines = recording(build_engines(settings), tape)
    …                                                       # run the line
    tape.save(path)
    engines = replaying(Tape.load(path))                    # answers the same questions, in the same order

A recording holds what was read and the faces' embeddings: make it of invented people only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, cast

import numpy as np

from kyc.engines.hosted import HostedDetector, HostedEmbedder, HostedReader
from kyc.engines.process import Host
from kyc.engines.protocols import Engines, FaceDetector, FaceEmbedder, Image, TextReader
from kyc.model.check import EngineUsed
from kyc.model.document import TextLine
from kyc.model.errors import EngineError
from kyc.model.face import Face
from kyc.model.geometry import Box, Quad

FORMAT = "recording/1"


class RecordingError(RuntimeError):
    """The line asks other questions than were recorded: record again."""


@dataclass(slots=True)
class Tape:
    """Answers by engine, in the order of the questions; and which engines there were."""

    readers: tuple[str, ...] = ()
    detector: str = ""
    embedders: tuple[str, ...] = ()
    used: dict[str, EngineUsed] = field(default_factory=dict)
    calls: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def save(self, path: Path) -> None:
        """Write it as JSON."""
        path.write_text(json.dumps({"format": FORMAT, **asdict(self)}, indent=1) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Tape:
        """Read what `save` wrote."""
        told = json.loads(path.read_text(encoding="utf-8"))
        if told.pop("format", None) != FORMAT:
            raise RecordingError(f"{path.name} is no {FORMAT}: record again")
        used = {name: EngineUsed(**facts) for name, facts in told["used"].items()}
        return cls(tuple(told["readers"]), told["detector"], tuple(told["embedders"]), used, told["calls"])


def recording(engines: Engines, tape: Tape) -> Engines:
    """Return the same engines, which now write every answer on the tape; loads them all."""
    together: tuple[TextReader | FaceDetector | FaceEmbedder, ...] = (
        *engines.readers,
        engines.detector,
        *engines.embedders,
    )
    known = {engine.used.name: engine for engine in together}
    tape.readers = tuple(reader.used.name for reader in engines.readers)
    tape.detector = engines.detector.used.name
    tape.embedders = tuple(embedder.used.name for embedder in engines.embedders)
    tape.used = {name: engine.used for name, engine in known.items()}
    return _hosted(_Recorder(known, tape), tape)


def replaying(tape: Tape) -> Engines:
    """Return engines that answer from the tape, each in the order it was asked.

    They raise `RecordingError` when asked anything else than was recorded.
    """
    return _hosted(_Player(tape), tape)


def _hosted(host: Host, tape: Tape) -> Engines:
    return Engines(
        readers=tuple(HostedReader(host, name) for name in tape.readers),
        detector=HostedDetector(host, tape.detector),
        embedders=tuple(HostedEmbedder(host, name) for name in tape.embedders),
    )


class _Recorder:
    """A host that asks the real engines and remembers."""

    def __init__(self, engines: Mapping[str, object], tape: Tape) -> None:
        self._engines = engines
        self._tape = tape

    def ask(self, engine: str, member: str, *arguments: object) -> object:
        if member == "used":
            return self._tape.used[engine]
        call: dict[str, Any] = {"asked": _asked(member, arguments)}
        self._tape.calls.setdefault(engine, []).append(call)
        try:
            answer = _call(self._engines[engine], member, arguments)
        except EngineError as error:
            call["error"] = {"code": error.code, "message": str(error)}
            raise
        call["answer"] = _WRITE[member](answer)
        return answer


def _call(engine: object, member: str, arguments: tuple[object, ...]) -> object:
    """Ask a real engine; `mode` is the one argument that has to be named."""
    if member == "read":
        image, mode = arguments
        return cast(TextReader, engine).read(cast(Image, image), mode=cast(str, mode))
    answer: object = getattr(engine, member)(*arguments)
    return answer


class _Player:
    """A host that answers from a tape."""

    def __init__(self, tape: Tape) -> None:
        self._tape = tape
        self._at = dict.fromkeys(tape.used, 0)

    def ask(self, engine: str, member: str, *arguments: object) -> object:
        if member == "used":
            return self._tape.used[engine]
        call = self._next(engine)
        asked = _asked(member, arguments)
        if call["asked"] != asked:
            raise RecordingError(f"{engine} was asked {call['asked']}, and is now asked {asked}: record again")
        if "error" in call:
            raise EngineError(call["error"]["code"], call["error"]["message"])
        return _READ[member](call["answer"])

    def _next(self, engine: str) -> dict[str, Any]:
        calls, at = self._tape.calls.get(engine, []), self._at[engine]
        if at >= len(calls):
            raise RecordingError(f"{engine} was asked {len(calls)} questions, and is now asked more: record again")
        self._at[engine] = at + 1
        return calls[at]


def _asked(member: str, arguments: tuple[object, ...]) -> list[Any]:
    """A question without its pixels, which differ from machine to machine in the last bit."""
    return [member, *(_shape(argument) for argument in arguments)]


def _shape(argument: object) -> object:
    # Not even an image's size: a crop follows a corner that may lie a pixel further on another processor.
    if isinstance(argument, np.ndarray):
        return "image" if argument.ndim > 1 else "embedding"
    return "face" if isinstance(argument, Face) else argument


def _write_line(line: TextLine) -> dict[str, Any]:
    quad = [[round(x, 2), round(y, 2)] for x, y in line.quad]
    return {"text": line.text, "quad": quad, "confidence": round(line.confidence, 5)}


def _read_line(told: dict[str, Any]) -> TextLine:
    quad = cast(Quad, tuple((float(x), float(y)) for x, y in told["quad"]))
    return TextLine(told["text"], quad, float(told["confidence"]))


def _write_face(face: Face) -> dict[str, Any]:
    return json.loads(json.dumps(asdict(face)))  # type: ignore[no-any-return]


def _read_face(told: dict[str, Any]) -> Face:
    return Face(Box(**told["box"]), tuple((x, y) for x, y in told["landmarks"]), told["confidence"])


_WRITE: dict[str, Any] = {
    "read": lambda lines: [_write_line(line) for line in lines],
    "detect": lambda faces: [_write_face(face) for face in faces],
    "embed": lambda numbers: [round(float(number), 6) for number in numbers],
    "similarity": float,
}
_READ: dict[str, Any] = {
    "read": lambda lines: tuple(_read_line(line) for line in lines),
    "detect": lambda faces: tuple(_read_face(face) for face in faces),
    "embed": lambda numbers: np.array(numbers, dtype=np.float32),
    "similarity": float,
}
