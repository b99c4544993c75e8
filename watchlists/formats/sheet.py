"""The first sheet of an XLSX workbook (ECMA-376) as rows of text: all we need of the format, hardened like our XML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError
from zipfile import BadZipFile, ZipFile

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from watchlists.errors import ListError
from watchlists.xmlfile import local

MAX_PART = 64 * 1024 * 1024  # bytes of one part when unpacked: a list of some hundred persons has a few of them
_SHEET = "xl/worksheets/sheet1.xml"
_STRINGS = "xl/sharedStrings.xml"


def is_workbook(head: bytes) -> bool:
    """Whether the first bytes are those of an XLSX file."""
    return head.startswith(b"PK\x03\x04") and (b"xl/" in head or b"[Content_Types].xml" in head)


def sheet_rows(path: Path) -> Iterator[list[str]]:
    """Stream the rows of the first sheet, cells that are not there as empty texts.

    Raises:
        ListError: when the file is no workbook, is cut off, or unpacks to more than `MAX_PART` bytes.
    """
    try:
        with ZipFile(path) as archive:
            strings = [_text(item) for item in _elements(archive, _STRINGS, "si")] if _has(archive, _STRINGS) else []
            for row in _elements(archive, _SHEET, "row"):
                yield _row(row, strings)
    except DefusedXmlException as error:
        raise ListError("LIST.FORBIDDEN_XML", f"{path.name} declares a document type or entities: refused") from error
    except (BadZipFile, EOFError, KeyError, IndexError, ValueError, OSError, ParseError) as error:
        raise ListError("LIST.TRUNCATED", f"{path.name} is not a whole workbook: cut off?") from error


def _has(archive: ZipFile, part: str) -> bool:
    return part in archive.namelist()


def _elements(archive: ZipFile, part: str, tag: str) -> Iterator[Element]:
    with archive.open(part) as file:
        content = file.read(MAX_PART + 1)  # the size a ZIP states of itself is not to be believed
    if len(content) > MAX_PART:
        raise ListError("LIST.TOO_LARGE", f"a part of the workbook unpacks to more than {MAX_PART} bytes")
    for _event, element in iterparse(BytesIO(content), forbid_dtd=True):
        element.tag = local(element.tag)
        if element.tag == tag:
            yield element
            element.clear()


def _row(row: Element, strings: list[str]) -> list[str]:
    cells: list[str] = []
    for cell in row:
        at = _column(cell.get("r", "")) if cell.get("r") else len(cells)
        cells += [""] * (at + 1 - len(cells))
        cells[at] = _value(cell, strings).strip()
    return cells


def _value(cell: Element, strings: list[str]) -> str:
    if cell.get("t") == "inlineStr":
        return _text(cell)
    value = next((child.text or "" for child in cell if local(child.tag) == "v"), "")
    return strings[int(value)] if cell.get("t") == "s" else value


def _text(element: Element) -> str:
    return "".join(part.text or "" for part in element.iter() if local(part.tag) == "t")


def _column(reference: str) -> int:
    """The number of a cell's column: A1 is 0, AB7 is 27."""
    number = 0
    for letter in re.sub(r"[^A-Z]", "", reference.upper()):
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
