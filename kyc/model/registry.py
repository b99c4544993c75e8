"""What a population registry is asked about a person, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True, repr=False)
class RegistryQuestion:
    """What may be told to a registry: the document's accepted fields and declared contact data, by our names.

    `reference` names the question without naming the person; `document_type` is a plug-in key.
    """

    reference: str
    document_type: str | None = None
    values: Mapping[str, str | date] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"RegistryQuestion({self.reference})"


@dataclass(frozen=True, slots=True)
class RegistryAnswer:
    """What the registry said; it never holds the registry's own data.

    `fields` maps our field names to how far the registry's record agrees, 0 (another) to 1 (the same); None where the
    registry did not say, or was not asked. `reference` is the registry's name for its answer, for later questions.
    """

    provider: str
    version: str
    found: bool
    fields: Mapping[str, float | None] = field(default_factory=dict)
    reference: str | None = None

    def __post_init__(self) -> None:
        if not self.found and self.fields:
            raise ValueError("an unknown number agrees and disagrees with nothing")
