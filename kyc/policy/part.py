"""What all parts of a policy's file share: no key that is not known, and numbers that are written as numbers."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


class Part(BaseModel):
    """A mapping of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _no_truth_value(value: object) -> object:
    """YAML reads `yes`, `on` and `true` as a truth value, which would pass for 1."""
    if isinstance(value, bool):
        raise ValueError("a number is meant here, and this is yes or no")
    return value


Number = Annotated[float, BeforeValidator(_no_truth_value), Field(allow_inf_nan=False)]
Count = Annotated[int, BeforeValidator(_no_truth_value)]
