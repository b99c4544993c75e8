"""XML files as publishers serve them, read as a stream; a document type, entities and the network are refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from watchlists.errors import ListError

_ROOT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")
_ASIDE = re.compile(rb"<\?.*?\?>|<!--.*?-->", re.DOTALL)


def root_tag(head: bytes) -> str | None:
    """The name of a document's root, by its first bytes; None when they are not XML.

    >>> root_tag(b'<?xml version="1.0"?><!-- a --><x:LIST xmlns:x="u">')
    'LIST'
    """
    text = _ASIDE.sub(b"", head.removeprefix(b"\xef\xbb\xbf")).lstrip()
    found = _ROOT.match(text)
    return found[1].decode() if found else None


def elements(path: Path, tags: frozenset[str]) -> Iterator[tuple[Element, Element]]:
    """Stream the root (as far as read) with each outermost element of the given names, namespaces left out.

    An element leaves the tree once the next is asked for; all others stay, so that their root can be asked for them.

    Raises:
        ListError: when the file is not well-formed, is cut off, or declares a document type.
    """
    try:
        with path.open("rb") as file:
            yield from _elements(iterparse(file, events=("start", "end"), forbid_dtd=True), tags)
    except DefusedXmlException as error:
        raise ListError("LIST.FORBIDDEN_XML", f"{path.name} declares a document type or entities: refused") from error
    except ParseError as error:
        line, column = error.position
        message = f"{path.name} is not whole XML (line {line}, column {column}): cut off, or a web page?"
        raise ListError("LIST.TRUNCATED", message) from error
    except (OSError, ValueError, LookupError) as error:  # ValueError and LookupError: an encoding nobody knows
        raise ListError("LIST.UNREADABLE", f"{path.name} cannot be read: {type(error).__name__}") from error


def _elements(events: Iterator[tuple[str, Element]], tags: frozenset[str]) -> Iterator[tuple[Element, Element]]:
    stack: list[Element] = []
    inside = 0  # how many wanted elements we are in
    for event, element in events:
        if event == "start":
            element.tag = local(element.tag)
            inside += element.tag in tags
            stack.append(element)
            continue
        stack.pop()
        inside -= element.tag in tags
        if element.tag in tags and not inside and stack:
            yield stack[0], element
            stack[-1].remove(element)


def local(tag: str) -> str:
    """A tag without its namespace."""
    return tag.rpartition("}")[2]


def text(element: Element | None, path: str | None = None) -> str | None:
    r"""The text of an element, or of the first at a path below it, spaces collapsed; None when there is none.

    >>> from xml.etree.ElementTree import fromstring
    >>> text(fromstring("<a><b> x\n y </b></a>"), "b")
    'x y'
    """
    if element is not None and path is not None:
        element = element.find(path)
    return " ".join((element.text or "").split()) or None if element is not None else None


def texts(element: Element, path: str) -> tuple[str, ...]:
    """The texts of all elements at a path, empty ones left out."""
    return tuple(value for found in element.iterfind(path) if (value := text(found)))
