"""The innermost loops of a search in C++, built where there is a compiler. numpy finds the same, to the bit.

Each is used by the module whose question it answers: `near` by `nearby.py`, `reach` by `reaching.py` and `pairs` by
`pairing.py`, with `assignment.py`. The environment variable `KYC_KERNEL=numpy` leaves them out, to compare the two.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec


def is_used() -> bool:
    """Whether searches are made with what is built here."""
    return os.environ.get("KYC_KERNEL") != "numpy" and is_built()


@cache
def is_built() -> bool:
    """Whether all of it was built for this Python."""
    return all(find_spec(f"{__name__}.{each}") for each in ("near", "reach", "pairs"))


def quick_assignment() -> Callable[[list[list[float]], int], list[tuple[int, int]] | None] | None:
    """What pairs rows with columns, unless there are too many ways; None where it is not used."""
    if not is_used():
        return None
    from kyc.screening.compiled.pairs import assigned

    return assigned
