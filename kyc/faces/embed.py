"""From a face to what embedders make of it, and how alike two faces are to one of them."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from kyc.engines.protocols import Embedding, FaceEmbedder, Image
from kyc.faces.find import CloseUp

# Halftone dots disturb SFace, so a print is looked at a second time without them and the better look counts.
# 1.1 px in SFace's own crop (research), where the eyes are 35.2 px apart.
DESCREEN_SIGMA = 1.1 / 35.2  # of the distance between the eyes
DESCREENED = frozenset({"sface"})


def embed(close_up: CloseUp, embedder: FaceEmbedder, *, printed: bool = False) -> tuple[Embedding, ...]:
    """Embed a face as it is and, if it is printed and the embedder gains by it, also without its halftone.

    Raises:
        EngineError: when the embedder is missing, fails or takes too long.
    """
    plain = embedder.embed(close_up.image, close_up.face)
    if not printed or embedder.used.name not in DESCREENED:
        return (plain,)
    return plain, embedder.embed(_descreened(close_up), close_up.face)


def similarity(embedder: FaceEmbedder, card: Sequence[Embedding], selfie: Sequence[Embedding]) -> float:
    """How alike two faces are at their best look, on the embedder's own scale."""
    return max(embedder.similarity(one, other) for one in card for other in selfie)


def _descreened(close_up: CloseUp) -> Image:
    sigma = DESCREEN_SIGMA * close_up.face.eye_distance
    return np.asarray(cv2.GaussianBlur(close_up.image, (0, 0), sigma), np.uint8)
