"""How well and how fast cards are found: `python -m bench.imaging [CARDS]`.

Draws fixture cards on tables (the fixtures' own levels 0 to 3, and scenes of this file: small and standing on
its end, on a pale desk, on a busy cloth), and prints the mean overlap (IoU) of the first guess and of the best
one with the true corners, the share of cards found to 0.95, and milliseconds of CPU time.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from functools import partial

import cv2
import numpy as np

from fixtures.ktp import draw_ktp
from fixtures.paper import Picture
from fixtures.passport import draw_passport
from fixtures.people import invent_ktp, invent_passport
from fixtures.photograph import Photograph, photograph, speckle
from kyc.imaging.card import find_card, overlap
from kyc.imaging.decode import Image
from kyc.model.geometry import Quad

Scene = Callable[[Picture, np.random.Generator], Photograph]


def on_pale_desk(card: Picture, rng: np.random.Generator) -> Photograph:
    return _lay(card, np.full((1200, 1600, 3), rng.uniform(190, 235, 3)), rng, share=0.6, turn=rng.uniform(-10, 10))


def standing_and_small(card: Picture, rng: np.random.Generator) -> Photograph:
    wood = np.array([120, 88, 62]) + 9 * speckle((1600, 1200), (160, 5), rng)[..., None]
    return _lay(card, wood, rng, share=0.55, turn=90 + rng.uniform(-12, 12))


def on_busy_cloth(card: Picture, rng: np.random.Generator) -> Photograph:
    cloth = 128 + 45 * np.stack([speckle((1200, 1600), (12, 14), rng) for _ in range(3)], axis=2)
    return _lay(card, cloth, rng, share=0.6, turn=rng.uniform(-25, 25))


SCENES: dict[str, Scene] = {
    **{f"level {level}": partial(photograph, level=level) for level in range(4)},
    "pale desk": on_pale_desk,
    "standing": standing_and_small,
    "busy cloth": on_busy_cloth,
}


def main(cards: int = 6) -> None:
    print(f"{'scene':12} {'first':>6} {'best':>6} {'>=.95':>6} {'ms':>6}   ({2 * cards} cards each: KTP and passport)")
    for name, scene in SCENES.items():
        rows = [_judge(photo) for photo in _photos(scene, cards)]
        first, best, took = (np.array(column) for column in zip(*rows, strict=True))
        print(f"{name:12} {first.mean():6.3f} {best.mean():6.3f} {(first >= 0.95).mean():6.2f} {took.mean():6.0f}")


def _photos(scene: Scene, cards: int) -> Iterator[Photograph]:
    for seed in range(cards):
        rng = np.random.default_rng(seed)
        face = np.full((320, 240, 3), (196, 60, 60), np.uint8)
        yield scene(draw_ktp(invent_ktp(rng), face, rng), rng)
        yield scene(draw_passport(invent_passport(rng), face, rng), rng)


def _judge(photo: Photograph) -> tuple[float, float, float]:
    truth: Quad = tuple((float(x), float(y)) for x, y in photo.corners)  # type: ignore[assignment]
    image: Image = np.asarray(photo.image, dtype=np.uint8)
    start = time.process_time()
    found = find_card(image)
    took = 1000 * (time.process_time() - start)
    overlaps = [overlap(quad, truth) for quad in found]
    return overlaps[0], max(overlaps), took


def _lay(card: Picture, ground: np.ndarray, rng: np.random.Generator, *, share: float, turn: float) -> Photograph:
    """Lay a card on a ground (height, width, 3), as wide as `share` of its longer side, turned by degrees."""
    height, width = card.shape[:2]
    size = share * max(ground.shape[:2])
    half = np.array([[-1, -height / width], [1, -height / width], [1, height / width], [-1, height / width]])
    half = half * size / 2 + rng.uniform(-0.04, 0.04, (4, 2)) * size
    angle = np.deg2rad(turn)
    spin = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    corners = (half @ spin + np.array(ground.shape[1::-1]) / 2).astype(np.float32)
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    warp = cv2.getPerspectiveTransform(flat, corners)
    frame = ground.shape[1::-1]
    mask = cv2.warpPerspective(np.ones((height, width), np.float32), warp, frame)[..., None]
    shadow = cv2.GaussianBlur(np.roll(mask, (6, 5), (0, 1)), (0, 0), 8)[..., None]
    scene = ground * (1 - 0.3 * shadow) * (1 - mask) + cv2.warpPerspective(card, warp, frame) * mask
    noisy = cv2.GaussianBlur(scene, (0, 0), 1.0) + rng.normal(0, 4, scene.shape)
    return Photograph(noisy.clip(0, 255).astype(np.uint8), corners)


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
