"""XML is read as a stream, and hardened where it is parsed, whatever stood before that."""

from __future__ import annotations

from pathlib import Path

import pytest

from watchlists.errors import ListError
from watchlists.xmlfile import elements, text

LAUGHS = """<?xml version="1.0"?><!DOCTYPE list [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE list [<!ENTITY a SYSTEM "file:///etc/hostname">]>"""


def found(folder: Path, content: str | bytes) -> list[str | None]:
    path = folder / "list.xml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return [text(element, "name") for _root, element in elements(path, frozenset({"entry"}))]


@pytest.mark.parametrize("prolog", [LAUGHS, OUTSIDE, "<!DOCTYPE list>", '<!DOCTYPE list SYSTEM "list.dtd">'])
@pytest.mark.parametrize("value", ["plain", "&b;", "&a;"])
def test_a_document_type_is_refused_before_anything_is_read(tmp_path: Path, prolog: str, value: str) -> None:
    with pytest.raises(ListError) as caught:
        found(tmp_path, f"{prolog}<list><entry><name>{value}</name></entry></list>")
    assert caught.value.code == "LIST.FORBIDDEN_XML"


def test_an_entity_that_nobody_declared_is_no_whole_file(tmp_path: Path) -> None:
    with pytest.raises(ListError) as caught:
        found(tmp_path, "<list><entry><name>&b;</name></entry></list>")
    assert caught.value.code == "LIST.TRUNCATED"


def test_what_was_read_leaves_the_tree(tmp_path: Path) -> None:
    path = tmp_path / "list.xml"
    path.write_text("<list>" + "<entry><name>x</name></entry>" * 20_000 + "</list>")
    held = [len(root) for root, _element in elements(path, frozenset({"entry"}))]
    assert len(held) == 20_000
    assert max(held) < 5_000  # as many as the parser takes in one bite


def test_an_entry_within_an_entry_is_part_of_it(tmp_path: Path) -> None:
    content = '<x:list xmlns:x="u"><x:entry><name> a \n b </name><entry><name>c</name></entry></x:entry></x:list>'
    assert found(tmp_path, content) == ["a b"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_a_file_is_read_in_the_encoding_it_states(tmp_path: Path, encoding: str) -> None:
    stated = encoding.removesuffix("-sig")
    content = f'<?xml version="1.0" encoding="{stated}"?><list><entry><name>José</name></entry></list>'
    assert found(tmp_path, content.encode(encoding)) == ["José"]
