"""Find the face that counts in a picture, and cut it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from kyc.engines.protocols import FaceDetector, Image
from kyc.imaging.rectify import Rectified, rectify, whole
from kyc.model.face import Face
from kyc.model.geometry import Box, Point, Quad

PORTRAIT_MARGIN = 0.25  # of the portrait's size, on each side: a field box may cut off hair or chin
FACE_MARGIN = 0.6  # of the face's longer side: what the embedders look at, and room to turn
# Score from which a picture surely stands upright: over 150 portraits and cards YuNet gave faces on their heads up
# to 0.92 and lying ones 0.87, upright ones mostly more than 0.93, and each its highest score upright.
SURE = 0.93
ALL_TURNS = (0, 2, 1, 3)  # quarters, clockwise; a card on its head is commoner than one on its side
# px; the dots of a small halftone print hide faces: of 120 prints 120 px wide 11 had none, softened all had one.
DOTS = 1.0
SECOND_FACE = 0.25  # of the largest face's area, from which another face may be the applicant's


@dataclass(frozen=True, slots=True, eq=False)
class CloseUp:
    """A face cut out upright: `face` in pixels of `image`, `source` the same face in the whole picture's pixels.

    `found` counts the faces in sight; `is_alone` unless another one is nearly as large.
    """

    image: Image
    face: Face
    source: Face
    found: int
    is_alone: bool


def find_face(image: Image, detector: FaceDetector, *, portrait: Quad | None = None) -> CloseUp | None:
    """Find the largest face; in the portrait if its place is known and a face is there, else in the whole picture.

    A picture that lies on its side or head is turned until its face stands upright.

    Raises:
        EngineError: when the detector fails.
    """
    if portrait is not None and (near := _search(_around(image, portrait), (0,), detector)):
        return near
    return _search(whole(image), ALL_TURNS, detector)


def _search(picture: Rectified, turns: Sequence[int], detector: FaceDetector) -> CloseUp | None:
    for without_dots in (False, True):
        best: CloseUp | None = None
        for quarters in turns:
            view = picture.turned(quarters)
            faces = detector.detect(_softened(view.image) if without_dots else view.image)
            if faces and (best is None or faces[0].confidence > best.face.confidence):
                best = _close_up(view, faces)
            if best is not None and best.face.confidence >= SURE:
                break
        if best is not None:
            return best
    return None


def _softened(image: Image) -> Image:
    return np.asarray(cv2.GaussianBlur(image, (0, 0), DOTS), np.uint8)


def _around(image: Image, portrait: Quad) -> Rectified:
    """The portrait with a margin, upright and as large as in the picture."""
    corners = np.array(portrait, np.float64)
    centre = corners.mean(axis=0)
    wider = centre + (corners - centre) * (1 + 2 * PORTRAIT_MARGIN)
    sides = np.linalg.norm(np.roll(wider, -1, axis=0) - wider, axis=1)
    width, height = round(max(sides[0], sides[2])), round(max(sides[1], sides[3]))
    return rectify(image, _quad(wider), width=max(width, 1), height=max(height, 1))


def _close_up(view: Rectified, faces: Sequence[Face]) -> CloseUp:
    largest = faces[0]
    is_alone = len(faces) == 1 or _area(faces[1]) <= SECOND_FACE * _area(largest)
    image, face = _cut(view.image, largest)
    return CloseUp(image, face, _in_source(view, largest), len(faces), is_alone)


def _cut(image: Image, face: Face) -> tuple[Image, Face]:
    """Crop the face with its margin, so that no engine is sent a whole photograph."""
    box, (height, width) = face.box, image.shape[:2]
    margin = FACE_MARGIN * max(box.width, box.height)
    left, top = max(0, int(box.x - margin)), max(0, int(box.y - margin))
    right, bottom = min(width, int(box.x + box.width + margin)), min(height, int(box.y + box.height + margin))
    moved = Face(
        Box(box.x - left, box.y - top, box.width, box.height),
        tuple((x - left, y - top) for x, y in face.landmarks),
        face.confidence,
    )
    return np.ascontiguousarray(image[top:bottom, left:right]), moved


def _in_source(view: Rectified, face: Face) -> Face:
    points = np.array(face.landmarks, np.float64).reshape(-1, 1, 2)
    moved = cv2.perspectiveTransform(points, view.matrix).reshape(-1, 2)
    landmarks: tuple[Point, ...] = tuple((float(x), float(y)) for x, y in moved)
    return Face(Box.around(view.to_source(face.box.quad)), landmarks, face.confidence)


def _area(face: Face) -> float:
    return face.box.width * face.box.height


def _quad(corners: np.ndarray) -> Quad:
    return cast(Quad, tuple((float(x), float(y)) for x, y in corners))
