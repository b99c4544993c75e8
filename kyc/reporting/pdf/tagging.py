"""What WeasyPrint leaves open in a file's tags: the scope of header cells, and what repeats on every page.

A header cell has to say whether it heads a column or a row (PDF/UA-1, 7.5), and running heads have to be artifacts, so
that nobody hears them on every page (7.8). WeasyPrint tells headers by ids that it repeats where a table goes on over
the page, and leaves running heads marked as content that stands nowhere in the tree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def mend_tags(pdf: Any) -> None:
    """Mend the tags of a file that is about to be written."""
    root = _at(pdf, pdf.catalog["StructTreeRoot"])
    elements = dict(_elements(pdf, root["K"]))
    for element in elements.values():
        _scope(pdf, element)
    parents = _at(pdf, root["ParentTree"])["Nums"]
    pages = [each for each in pdf.objects if isinstance(each, dict) and each.get("Type") == "/Page"]
    for page in pages:
        _pagination(_at(pdf, page["Contents"]), parents[2 * page["StructParents"] + 1], elements)


def _scope(pdf: Any, element: dict[str, Any]) -> None:
    """Say what a header cell heads; its ids, and the cells' references to them, are not needed then."""
    if element["S"] == "/TD":
        element["A"].pop("Headers", None)
    if element["S"] == "/TH":
        section = _at(pdf, _at(pdf, element["P"])["P"])
        element["A"]["Scope"] = "/Column" if section["S"] == "/THead" else "/Row"
        element.pop("ID", None)


def _pagination(content: Any, owners: list[str], elements: Mapping[str, Any]) -> None:
    """Turn what is marked on a page and belongs to no element of the tree into an artifact."""
    marked = content.stream
    for at, token in enumerate(marked):
        if token == b"BDC" and (owner := marked[at - 1].get("MCID")) is not None and owners[owner] not in elements:
            marked[at - 2], owners[owner] = "/Artifact", "null"
            marked[at - 1].clear()
            marked[at - 1]["Type"] = "/Pagination"


def _elements(pdf: Any, kids: list[Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every element below, by its reference."""
    for kid in kids:
        if isinstance(kid, str | bytes):
            element = _at(pdf, kid)
            if element.get("Type") == "/StructElem":
                yield element.reference, element
                yield from _elements(pdf, element["K"])


def _at(pdf: Any, reference: str | bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]
