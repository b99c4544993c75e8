"""Prepared tables as named arrays and back: the form in which an index is saved, shared and memory-mapped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Arrays = Mapping[str, Array]

_END = "\n"  # of a text in an array of texts


class Packed:
    """Something that is made of arrays, texts, counts and parts like itself, each under the name of its attribute.

    A class made from its own data ends `__init__` with `_ready()`, which is called after unpacking as well: there all
    is made that is quicker made anew than kept.
    """

    ARRAYS: ClassVar[tuple[str, ...]] = ()
    TEXTS: ClassVar[tuple[str, ...]] = ()  # lists of words without line ends
    PARTS: ClassVar[Mapping[str, type[Packed]]] = {}

    def packed(self, prefix: str = "") -> dict[str, Array]:
        """Give every array under its path."""
        arrays: dict[str, Array] = {prefix + name: getattr(self, name) for name in self.ARRAYS}
        arrays |= {prefix + name: packed_texts(getattr(self, name)) for name in self.TEXTS}
        for name in self.PARTS:
            arrays |= getattr(self, name).packed(f"{prefix}{name}/")
        return arrays

    @classmethod
    def unpacked(cls, arrays: Arrays, prefix: str = "") -> Self:
        """Make it again from its arrays, which are used as they are and never written to.

        Raises:
            KeyError: when one is missing.
        """
        made = cls.__new__(cls)
        for name in cls.ARRAYS:
            setattr(made, name, arrays[prefix + name])
        for name in cls.TEXTS:
            setattr(made, name, unpacked_texts(arrays[prefix + name]))
        for name, part in cls.PARTS.items():
            setattr(made, name, part.unpacked(arrays, f"{prefix}{name}/"))
        made._ready()
        return made

    def _ready(self) -> None:
        """Make what follows from the arrays."""


def packed_texts(texts: Iterable[str]) -> Array:
    """Write texts one after the other, as bytes.

    >>> unpacked_texts(packed_texts(["siti", "", "rahayu"]))
    ['siti', '', 'rahayu']
    """
    return np.frombuffer("".join(text + _END for text in texts).encode(), dtype=np.uint8)


def unpacked_texts(array: Array) -> list[str]:
    """Read back what `packed_texts` wrote."""
    return bytes(array).decode().split(_END)[:-1]
