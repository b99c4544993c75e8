"""What a kind of document looks like, as data: its size, labels, fields and portrait."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType, ModuleType
from typing import Protocol, cast

from kyc.documents.scan import Scan
from kyc.model.document import FieldReading, MrzReading


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field. `labels` are what is printed before it; a label begins at `left`, its middle stands at `top`.

    Both are shares, of width and height; a `top` of 0 is no place in the table of labels. `lines` is how many lines
    the value may take, `pattern` what a line of it must contain; a field that is not `required` may be absent from a
    real document.
    """

    key: str
    labels: tuple[str, ...] = ()
    top: float = 0.0
    left: float = 0.024
    lines: int = 1
    required: bool = True
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of document. Shares are of the card's width and height; `portrait` is left, top, right, bottom.

    `keywords` are printed on every such document, besides its labels; `min_hits` of both recognise it,
    at `sure_hits` no other way to hold the card is tried.
    """

    title: str
    size_mm: tuple[float, float]
    width: int  # pixels to which the card is set straight before it is read
    portrait: tuple[float, float, float, float]
    fields: tuple[FieldSpec, ...]
    keywords: tuple[str, ...] = ()
    min_hits: int = 4
    sure_hits: int = 8
    mrz: str | None = None

    @property
    def height(self) -> int:
        """Pixels, in the document's own proportions."""
        return round(self.width * self.size_mm[1] / self.size_mm[0])

    @property
    def labels(self) -> Mapping[str, tuple[str, ...]]:
        """The printed labels of each field that has any."""
        return {spec.key: spec.labels for spec in self.fields if spec.labels}


@dataclass(frozen=True, slots=True, repr=False)
class Findings:
    """What a document type makes of a scan. `issues` are reason codes; quads lie in the straightened card."""

    fields: Mapping[str, FieldReading]
    mrz: MrzReading | None = None
    issues: tuple[str, ...] = ()
    sources: Sequence[str] = field(default=())


class DocumentType(Protocol):
    """A plug-in of `kyc.documents.types`: a module with these names; its own name is the key."""

    TEMPLATE: Template

    def hits(self, texts: Sequence[str]) -> int:
        """Count what speaks for this type in lines read from a card that may stand wrongly or be another."""
        ...

    def read(self, scan: Scan) -> Findings:
        """Read every field of the template; never raises on any scan, an engine's failure excepted."""
        ...


def document_types(modules: Mapping[str, ModuleType]) -> Mapping[str, DocumentType]:
    """Take loaded plug-ins for what the contract test shows them to be."""
    return MappingProxyType({key: cast(DocumentType, module) for key, module in modules.items()})
