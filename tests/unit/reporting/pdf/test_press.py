"""The file: tagged, titled, in a language, with the sealed report inside, the same for the same; nothing fetched."""

from __future__ import annotations

import hashlib
import io
import json
import re
import socket
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from kyc.model.errors import EngineError
from kyc.reporting.document import verify
from kyc.reporting.pdf import press
from kyc.reporting.pdf.content import Material
from kyc.reporting.pdf.index import attachment
from kyc.reporting.pdf.press import print_report
from kyc.texts.translator import Language
from tests.unit.reporting.pdf.material import EXPORT, client, internal


def open_pdf(pdf: bytes) -> PdfFileReader:
    """Read a PDF."""
    return PdfFileReader(io.BytesIO(pdf))


def attached(pdf: bytes) -> dict[str, bytes]:
    """The files inside a PDF."""
    names = open_pdf(pdf).root["/Names"]["/EmbeddedFiles"]["/Names"]
    return {str(names[n]): names[n + 1]["/EF"]["/F"].data for n in range(0, len(names), 2)}


@pytest.fixture(scope="module")
def printed() -> bytes:
    """The internal report in Indonesian."""
    return print_report(internal(), "id")


def test_the_file_is_tagged_titled_and_says_its_language(printed: bytes) -> None:
    root = open_pdf(printed).root
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "id"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    kinds = _kinds(root["/StructTreeRoot"]["/K"])
    assert {"/Document", "/H1", "/H2", "/Table", "/TH", "/TD", "/Figure", "/P", "/L"} <= kinds


def test_every_header_cell_says_what_it_heads(printed: bytes) -> None:
    cells = [each for each in _elements(open_pdf(printed).root["/StructTreeRoot"]["/K"]) if each["/S"] == "/TH"]
    assert {str(cell["/A"]["/Scope"]) for cell in cells} == {"/Column", "/Row"}


def test_what_repeats_on_every_page_is_no_content(printed: bytes) -> None:
    pages = open_pdf(printed).root["/Pages"]["/Kids"]
    for page in (each.get_object() for each in pages):
        content = page["/Contents"].data
        assert content.count(b"/Pagination") >= 3  # the document's name, the subject, classification and page number
        marks = {int(mark) for mark in re.findall(rb"/MCID (\d+)", content)}
        owners = open_pdf(printed).root["/StructTreeRoot"]["/ParentTree"]["/Nums"][2 * page["/StructParents"] + 1]
        assert marks == {mark for mark, owner in enumerate(owners) if not isinstance(owner, generic.NullObject)}


def test_every_picture_has_a_text_in_its_place(printed: bytes) -> None:
    figures = [each for each in _elements(open_pdf(printed).root["/StructTreeRoot"]["/K"]) if each["/S"] == "/Figure"]
    assert len(figures) == 3
    assert all(str(figure["/Alt"]) for figure in figures)


def test_the_file_declares_both_standards_and_keeps_their_promises_about_what_is_inside(printed: bytes) -> None:
    root = open_pdf(printed).root
    metadata = root["/Metadata"].data
    assert b'pdfaid:part="3"' in metadata
    assert b'pdfaid:conformance="A"' in metadata
    assert b'pdfuaid:part="1"' in metadata
    assert metadata.count(b"<rdf:RDF") == metadata.count(b"</rdf:RDF>") == 1
    assert root["/OutputIntents"]
    assert root["/AF"][0]["/AFRelationship"] == "/Source"


@pytest.mark.parametrize("material", [internal(), client()], ids=["internal", "client"])
def test_the_report_inside_is_the_sealed_one(material: Material) -> None:
    pdf = print_report(material, "en")
    files = attached(pdf)
    assert list(files) == ["report.json"]
    assert files["report.json"] == attachment(material)
    assert verify(json.loads(files["report.json"]))


def test_a_changed_seal_shows(printed: bytes) -> None:
    document = json.loads(attached(printed)["report.json"])
    document["outcome"]["recommendation"] = "approve"
    assert not verify(document)


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_same_material_gives_the_same_file(language: Language) -> None:
    assert print_report(client(), language) == print_report(client(), language)


def test_printing_leaves_cut_off_pictures_refused() -> None:
    asked = "from PIL import ImageFile; from kyc.reporting.pdf.press import printer_version; printer_version()"
    told = subprocess.run(
        [sys.executable, "-c", f"{asked}; print(ImageFile.LOAD_TRUNCATED_IMAGES)"], capture_output=True, text=True
    )
    assert told.stdout.strip() == "False", told.stderr


def test_another_export_is_another_file() -> None:
    other = replace(client(), export=replace(EXPORT, by="Dewi Lestari"))
    assert _identity(print_report(client(), "en")) != _identity(print_report(other, "en"))


def test_it_is_no_larger_than_it_needs_to_be(printed: bytes) -> None:
    assert len(printed) < 400_000
    assert 3 <= int(open_pdf(printed).root["/Pages"]["/Count"]) <= 8


def test_nothing_is_fetched_whatever_the_page_asks_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>x</text></svg>')
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        port = server.getsockname()[1]
        asked = f'<img src="http://127.0.0.1:{port}/x"><link rel="stylesheet" href="http://127.0.0.1:{port}/y">'
        page = f'<html lang="en"><title>x</title>{asked}<img src="{secret.as_uri()}"><p>z</p></html>'
        monkeypatch.setattr(press, "paper", lambda *_: page)
        pdf = print_report(client(), "en")
        with pytest.raises(BlockingIOError):
            server.accept()
    assert "/Figure" not in _kinds(open_pdf(pdf).root["/StructTreeRoot"]["/K"])


def test_nothing_of_the_page_is_logged(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    page = '<html lang="en"><title>x</title><img src="data:image/png;base64,UVVFVFpBTA"><p style="colour: no">z</html>'
    monkeypatch.setattr(press, "paper", lambda *_: page)
    with caplog.at_level("DEBUG"):
        print_report(client(), "en")
    assert "UVVFVFpBTA" not in caplog.text


def test_who_comes_when_many_wait_is_asked_to_come_again() -> None:
    with ExitStack() as line:
        for _ in range(press.LONGEST_LINE):
            press._LINE.acquire()
            line.callback(press._LINE.release)
        with pytest.raises(EngineError) as refused, press.place():
            pass
    assert refused.value.code == "PDF.BUSY"
    with press.place():
        assert print_report(client(), "en").startswith(b"%PDF-")


def test_a_host_without_pango_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    class Missing:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])
    with pytest.raises(EngineError, match="libpango"):
        print_report(client(), "en")
    with pytest.raises(EngineError, match="libpango"), press.place():
        pass


def _identity(pdf: bytes) -> bytes:
    return hashlib.sha256(pdf).digest()


def _elements(node: Any) -> list[Any]:
    """Every element of the tree of tags."""
    if isinstance(node, list):
        return [
            found for each in node for found in _elements(each.get_object() if hasattr(each, "get_object") else each)
        ]
    if not hasattr(node, "get") or "/S" not in node:
        return []
    return [node, *_elements(node.get("/K", []))]


def _kinds(node: Any) -> set[str]:
    return {str(element["/S"]) for element in _elements(node)}
