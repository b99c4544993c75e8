"""`kyc compare`: a card's portrait against a selfie, one pair or many."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kyc.cli.terminal.environment import settings
from kyc.cli.terminal.images import open_image
from kyc.cli.terminal.output import Failures, emit, paper, tracked
from kyc.model.errors import EvidenceError, InputError

if TYPE_CHECKING:
    from kyc.engines.protocols import Engines
    from kyc.model.check import CheckResult
    from kyc.model.face import FaceImage, FacePair


@dataclass(frozen=True, slots=True)
class Comparison:
    """One card and one selfie: what the caller called them, and where they lie."""

    card: str
    selfie: str
    folder: Path = Path()


def compare(
    card: Annotated[Path | None, typer.Argument(help="A picture of the card, or of its portrait.")] = None,
    selfie: Annotated[Path | None, typer.Argument(help="A photograph of the applicant.")] = None,
    pairs: Annotated[Path | None, typer.Option(help="CSV with the columns card and selfie.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One pair a line on standard output.")] = False,
) -> None:
    """Compare a card's portrait with a selfie, or many of them."""
    from kyc.engines.build import build_engines

    comparisons = _comparisons(card, selfie, pairs)
    failures, engines = Failures(as_json=as_json), build_engines(settings())
    for one in tracked(comparisons, "comparing", total=len(comparisons)):
        _compare(one, engines, failures, as_json=as_json)
    failures.exit()


def _comparisons(card: Path | None, selfie: Path | None, pairs: Path | None) -> list[Comparison]:
    if pairs is not None and card is None:
        return list(_read_pairs(pairs))
    if card is None or selfie is None or pairs is not None:
        raise InputError("USAGE", "give a card and a selfie, or a table of both with --pairs")
    return [Comparison(str(card), str(selfie))]


def _read_pairs(path: Path) -> Iterator[Comparison]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            if not {"card", "selfie"} <= set(rows.fieldnames or ()):
                raise InputError("INPUT.PAIRS", f"{path.name}: expected a first line with the columns card and selfie")
            for number, row in enumerate(rows, start=2):
                if not row["card"] or not row["selfie"]:
                    raise InputError("INPUT.PAIRS", f"{path.name}, line {number}: expected a card and a selfie")
                yield Comparison(row["card"], row["selfie"], path.parent)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError("INPUT.PAIRS", f"{path.name}: not a readable CSV file in UTF-8") from error


def _compare(one: Comparison, engines: Engines, failures: Failures, *, as_json: bool) -> None:
    from kyc.faces.compare import compare_faces

    images = []
    for name in (one.card, one.selfie):
        try:
            images.append(open_image(one.folder / name))
        except (InputError, EvidenceError) as error:
            failures.add("file", name, error)
            return
    pair = compare_faces(images[0], images[1], engines)
    result = _judged(pair)
    if as_json:
        emit(record(one, pair, result))
    else:
        _show(one, pair, result)


def _judged(pair: FacePair) -> CheckResult:
    """Ask the very check that judges the pair in a report, with its own thresholds."""
    from kyc.checks import face_match
    from kyc.model.context import CheckContext
    from kyc.model.evidence import Evidence
    from kyc.model.submission import DeclaredData

    evidence = Evidence(submission_id="", declared=DeclaredData(), faces=pair)
    return face_match.run(evidence, CheckContext(date.today(), face_match.THRESHOLDS))


def record(one: Comparison, pair: FacePair, result: CheckResult) -> Mapping[str, Any]:
    """The JSON of one pair; boxes and points are pixels of the EXIF-turned image."""
    return {
        "card": one.card,
        "selfie": one.selfie,
        "outcome": result.outcome,
        "score": pair.score,
        "fmr": pair.fmr,
        "fmr_extrapolated": pair.fmr_extrapolated,
        "scores": {"sface": None, "dlib": None, **pair.scores},
        "faces": {"card": _face(pair.card), "selfie": _face(pair.selfie)},
        "quality": {side: {**face.quality, "issues": face.issues} for side, face in _sides(pair).items()},
        "reasons": list(dict.fromkeys((*result.reasons, *pair.reasons))),
        "calibration": pair.calibration,
        "engine": pair.engine,
    }


def _sides(pair: FacePair) -> Mapping[str, FaceImage]:
    return {"card": pair.card, "selfie": pair.selfie}


def _face(side: FaceImage) -> Mapping[str, Any]:
    if side.face is None:
        return {"found": side.found, "box": None, "landmarks": None, "confidence": None}
    box = side.face.box
    return {
        "found": side.found,
        "box": [box.x, box.y, box.width, box.height],
        "landmarks": side.face.landmarks,
        "confidence": side.face.confidence,
    }


def _show(one: Comparison, pair: FacePair, result: CheckResult) -> None:
    beyond = " (extrapolated)" if pair.fmr_extrapolated else ""
    meaning = "no score" if pair.fmr is None else f"score {pair.score:.3f}, false match rate {pair.fmr:.1e}{beyond}"
    reasons = ", ".join(dict.fromkeys((*result.reasons, *pair.reasons)))
    paper.print(
        f"{one.card} | {one.selfie}: {result.outcome}, {meaning} {reasons}".rstrip(),
        highlight=False,
        markup=False,
        soft_wrap=True,
    )
