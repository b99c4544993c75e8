"""Prepared tables as named arrays and back: the form in which an index is saved, shared and memory-mapped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from numpy.typing import NDArray

Array = NDArray[Any]
Arrays = Mapping[str, Array]


class Packed:
    """Something that is made of arrays and of parts like itself, each under the name of its attribute.

    A class made from its own data ends `__init__` with `_ready()`, which is called after unpacking as well: there all
    is made that is quicker made anew than kept.
    """

    ARRAYS: ClassVar[tuple[str, ...]] = ()
    PARTS: ClassVar[Mapping[str, type[Packed]]] = {}

    def packed(self, prefix: str = "") -> dict[str, Array]:
        """Give every array under its path."""
        arrays: dict[str, Array] = {prefix + name: getattr(self, name) for name in self.ARRAYS}
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
        for name, part in cls.PARTS.items():
            setattr(made, name, part.unpacked(arrays, f"{prefix}{name}/"))
        made._ready()
        return made

    def _ready(self) -> None:
        """Make what follows from the arrays."""
