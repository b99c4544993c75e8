"""Lay a face's five landmarks on a template."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.floating[Any]]  # (n, 2): x, y
Matrix = NDArray[np.float64]  # (2, 3), as OpenCV's warpAffine takes it


def similarity_transform(source: Points, target: Points) -> Matrix:
    """The turn, scale and shift that bring points nearest to others (Umeyama 1991).

    >>> corners = np.array([(1, 1), (2, 1), (1, 2)])
    >>> bool(np.allclose(similarity_transform(corners, 2 * corners + 3), [[2, 0, 3], [0, 2, 3]]))
    True

    Raises:
        ValueError: when all source points are one.
    """
    source_mean, target_mean = source.mean(axis=0), target.mean(axis=0)
    centred, wanted = source - source_mean, target - target_mean
    spread = (centred**2).sum()
    if not spread > 0:
        raise ValueError("landmarks that are all one point align with nothing")
    u, singular, vt = np.linalg.svd(wanted.T @ centred)
    # A mirrored face is another face, so a reflection is never the answer.
    signs = np.array([1.0, np.sign(np.linalg.det(u @ vt))])
    turn = u @ np.diag(signs) @ vt
    scale = (singular @ signs) / spread
    return np.column_stack([scale * turn, target_mean - scale * turn @ source_mean])
