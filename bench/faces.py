"""Measure face matching on real people drawn as cards: `python -m bench.faces [--shared DIR] [--calibrate]`.

Half of the people make the calibration (`--calibrate` writes it), the other half are judged by it, beside
`face_recognition` as it is shipped. The photographs stay outside the repository.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from bench.face_material import CONDITIONS, Photograph, card_of, photographs
from bench.face_pairs import PLAIN, SCALES, Pair, are_a_pair, drawn_as_cards, looks, pairs
from kyc.engines.build import build_engines
from kyc.engines.protocols import Engines, Image
from kyc.engines.yunet import MIN_SIDE
from kyc.faces import calibration as calibration_module
from kyc.faces.calibration import shipped_calibration
from kyc.settings import Settings

VERSION = "faces-2026-11"
CARDS_TO_CALIBRATE, CARDS_TO_JUDGE = 4, 3  # photographs of each person that are drawn as cards
FMRS = (0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005)
MIN_ABOVE = 10  # impostor pairs that must lie above an anchor for it to be believed

# Measured before on people who are not here (press photographs, drawn as cards and plain): research of 2026-11-22.
KNOWN_CURVES = {
    "sface": [
        {
            "condition": "photographs",
            "source": "273 press photographs of 44 people, 36163 impostor pairs",
            "anchors": [[0.3015, 0.01], [0.3621, 0.001]],
        },
        {
            "condition": "cards",
            "source": "41 portraits in 8 card conditions, 87116 impostor pairs, AI faces among them",
            "anchors": [[0.347, 0.001], [0.3953, 0.0001]],
        },
    ],
    "dlib": [
        {
            "condition": "photographs",
            "source": "273 press photographs of 44 people, 36163 impostor pairs",
            "anchors": [[-0.6556, 0.01], [-0.5993, 0.001]],
        }
    ],
}


def calibrates(photograph: Photograph) -> bool:
    """Whether a person belongs to the half that makes the table: ORL s1 to s20, the johns before S, h, i."""
    if photograph.collection == "orl":
        return int(photograph.person.removeprefix("s")) <= 20
    return photograph.person < "John_Sh"


def calibrate(people: Sequence[Photograph], engines: Engines) -> dict[str, object]:
    """Make the table from one half of the people and from the figures known before."""
    measured = list(pairs(list(looks(people, engines, cards=CARDS_TO_CALIBRATE)), engines))
    curves: dict[str, list[object]] = {scale: list(KNOWN_CURVES.get(scale, [])) for scale in SCALES}
    for scale in SCALES:
        for name, chosen in _conditions(measured).items():
            scores = np.array([pair.scores[scale] for pair in chosen if not pair.is_same and pair.scores])
            anchors = [[round(float(np.quantile(scores, 1 - q)), 4), q] for q in FMRS if q * len(scores) >= MIN_ABOVE]
            curves[scale].append({"condition": name, "source": f"{len(scores)} impostor pairs", "anchors": anchors})
    return {"version": VERSION, "engines": _engines_named(engines), "curves": curves}


def _conditions(measured: Sequence[Pair]) -> dict[str, list[Pair]]:
    """The pairs of one collection, plain or drawn as cards, under the name that the table gives them."""
    return {
        "thumbnails: ORL, 20 people of one laboratory, grey, 10 px between the eyes": _of(measured, "orl", plain=True),
        "thumbnails as cards: the same, one side as a card in 4 conditions": _of(measured, "orl", plain=False),
        "photographs: dlib's johns, 3 men, 55 px between the eyes": _of(measured, "johns", plain=True),
        "cards: the same, one side as a card in 4 conditions": _of(measured, "johns", plain=False),
    }


def _of(measured: Sequence[Pair], collection: str, *, plain: bool) -> list[Pair]:
    return [pair for pair in measured if pair.collection == collection and (pair.condition == PLAIN) is plain]


def _engines_named(engines: Engines) -> list[str]:
    used = [engines.detector.used, *(embedder.used for embedder in engines.embedders)]
    return [f"{one.name} {one.version} {one.model_sha256}" for one in used]


def judge_shipped(people: Sequence[Photograph], engines: Engines) -> None:
    """Print error rates of ours and of face_recognition as shipped, side by side, on people unseen before."""
    started = time.process_time()
    ours = list(pairs(list(looks(people, engines, cards=CARDS_TO_JUDGE)), engines))
    middle = time.process_time()
    stock = list(stock_pairs(people))
    print(f"CPU seconds: ours {middle - started:.0f}, face_recognition {time.process_time() - middle:.0f}")
    print("FNMR at the scores where 1 % and 0.1 % of these impostor pairs lie above; a missing face counts as no match")
    print(f"{'pictures':<16}{'genuine':>8}{'impostor':>9}  {'ours 1e-2':>10}{'1e-3':>9}   {'f_r 1e-2':>9}{'1e-3':>9}")
    for collection, conditions in {"orl": (PLAIN, *CONDITIONS, "all cards"), "johns": ("all cards",)}.items():
        for condition in conditions:
            chosen = [_chosen(measured, collection, condition) for measured in (ours, stock)]
            _print_row(f"{collection} {condition}", *chosen)
    _print_stated(ours)


def _chosen(measured: Sequence[Pair], collection: str, condition: str) -> list[Pair]:
    if condition == "all cards":
        return _of(measured, collection, plain=False)
    return [pair for pair in measured if pair.collection == collection and pair.condition == condition]


def _print_row(name: str, ours: Sequence[Pair], stock: Sequence[Pair]) -> None:
    genuine = sum(pair.is_same for pair in ours)
    rates = [_rate(fnmr(of, scale, fmr)) for of, scale in ((ours, "fused"), (stock, "stock")) for fmr in (1e-2, 1e-3)]
    print(f"{name:<16}{genuine:>8}{len(ours) - genuine:>9}  {rates[0]:>10}{rates[1]:>9}   {rates[2]:>9}{rates[3]:>9}")


def fnmr(measured: Sequence[Pair], scale: str, fmr: float) -> float | None:
    """Share of genuine pairs at or below the score that `fmr` of the impostor pairs exceed; None when too few."""
    impostor = np.array([pair.scores.get(scale, -np.inf) for pair in measured if not pair.is_same])
    genuine = np.array([pair.scores.get(scale, -np.inf) for pair in measured if pair.is_same])
    if len(impostor) * fmr < 2 or not len(genuine):
        return None
    threshold = np.quantile(impostor, 1 - fmr, method="higher")
    return float(np.mean(genuine <= threshold))


def _rate(rate: float | None) -> str:
    return "too few" if rate is None else f"{rate:.4f}"


def _print_stated(ours: Sequence[Pair]) -> None:
    """What the table states against what these people show."""
    table = shipped_calibration()
    print(f"\n{table.version}: share of impostor pairs stated at or below an FMR, and of genuine pairs above it")
    for scale in SCALES:
        for collection in ("orl", "johns"):
            chosen = [pair for pair in ours if pair.collection == collection and pair.scores]
            stated = np.array([table.estimate(scale, pair.scores[scale]).fmr for pair in chosen])
            same = np.array([pair.is_same for pair in chosen])
            shown = "  ".join(
                f"{fmr:g}: FMR {np.mean(stated[~same] <= fmr):.5f} FNMR {np.mean(stated[same] > fmr):.4f}"
                for fmr in (1e-2, 1e-3)
            )
            print(f"{scale:<7}{collection:<7}{same.sum():>6} genuine {(~same).sum():>6} impostor  {shown}")


def stock_pairs(people: Sequence[Photograph]) -> list[Pair]:
    """The same pairs through `face_recognition.face_encodings` with its own defaults.

    It is handed pictures enlarged to 320 px, which ours does by itself: as they are it finds no face in ORL at all.
    """
    import face_recognition

    def first(image: Image) -> np.ndarray | None:
        larger = max(1.0, MIN_SIDE / min(image.shape[:2]))
        enlarged = cv2.resize(image, None, fx=larger, fy=larger, interpolation=cv2.INTER_CUBIC)
        return next(iter(face_recognition.face_encodings(enlarged)), None)

    plain = {photograph: first(photograph.load()) for photograph in people}
    cards = [(one, PLAIN, code) for one, code in plain.items()]
    cards += [(one, name, first(card_of(one, name))) for one, name in drawn_as_cards(people, CARDS_TO_JUDGE)]
    return [
        Pair(one.person == other.person, one.collection, condition, _stock_score(code, selfie))
        for one, condition, code in cards
        for other, selfie in plain.items()
        if are_a_pair(one, condition, other)
    ]


def _stock_score(one: np.ndarray | None, other: np.ndarray | None) -> dict[str, float]:
    return {} if one is None or other is None else {"stock": -float(np.linalg.norm(one - other))}


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path(os.environ.get("KYC_SHARED", "../shared")))
    parser.add_argument("--calibrate", action="store_true", help="write the table from the other half of the people")
    given = parser.parse_args()
    engines = build_engines(Settings(isolate=False, dlib="direct"))
    people = [one for one in photographs(given.shared) if calibrates(one) is given.calibrate]
    if not people:
        raise SystemExit(f"bench.faces: no photographs under {given.shared}/faces: name their folder with --shared")
    if given.calibrate:
        path = Path(calibration_module.__file__).with_name("calibration.json")
        path.write_text(json.dumps(calibrate(people, engines), indent=1) + "\n", encoding="utf-8")
        print(f"written: {path.name}")
    else:
        judge_shipped(people, engines)


if __name__ == "__main__":
    main()
