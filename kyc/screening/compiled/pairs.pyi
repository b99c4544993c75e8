from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

def assigned(gains: list[list[float]], most: int) -> list[tuple[int, int]] | None: ...
def resolved(
    gains: NDArray[np.float32],
    starts: NDArray[np.int64],
    listed: NDArray[np.float32],
    penalties: list[float],
    places: NDArray[np.int64],
    most: int,
) -> NDArray[np.float64]: ...

class WordPairs:
    def __init__(
        self, arrays: Mapping[str, NDArray[Any]], initial: float, contradiction: tuple[float, ...]
    ) -> None: ...
    def pair(
        self,
        words: list[tuple[NDArray[np.int32], NDArray[np.float32]]],
        penalties: list[float],
        letters: bytes,
        kind: int,
        rows: NDArray[np.int32],
        joined: NDArray[np.int32],
        joins: NDArray[np.float32],
        over: NDArray[np.float32],
        covered: NDArray[np.float32],
    ) -> tuple[
        NDArray[np.float32],
        NDArray[np.int64],
        NDArray[np.float32],
        NDArray[np.float64],
        NDArray[np.float32],
        NDArray[np.bool_],
    ]: ...
