from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

class Reach:
    def __init__(self, arrays: Mapping[str, NDArray[Any]], parts: int) -> None: ...
    def rows(
        self,
        words: list[tuple[NDArray[np.int32], NDArray[np.float32]]],
        needed: int,
        kind: int,
        least: int,
        left: list[int],
        letters: list[int],
        gains: list[int],
        covered: int,
        watched: NDArray[np.int32],
        allowed: NDArray[np.bool_] | None,
    ) -> tuple[NDArray[np.int32], NDArray[np.int16]]: ...
