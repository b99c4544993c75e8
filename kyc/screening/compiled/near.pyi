from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

LONGEST: int

class NearSpellings:
    def __init__(self, arrays: Mapping[str, NDArray[Any]], costs: Sequence[float]) -> None: ...
    def find(
        self,
        kind: int,
        written: bytes,
        heard: bytes,
        skeleton: bytes,
        consonants: bytes,
        hard: int,
        first: int,
        scan: int,
        scanned: bytes,
        keys: list[int],
        seed: int,
        held: bytes,
    ) -> tuple[NDArray[np.int32], NDArray[np.float32]]: ...
    def matching(
        self, near: list[tuple[NDArray[np.int32], NDArray[np.float32], float]], kind: int, penalty: float
    ) -> tuple[NDArray[np.int32], NDArray[np.float32], float]: ...
    def meeting(self, hashes: list[int]) -> list[int]: ...
