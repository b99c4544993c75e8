"""What may be laid to a case, told by its bytes; and names that hide nothing."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.model.errors import InputError
from kyc.services.casework.files import LONGEST_NAME, MOST_BYTES, media_type_of, safe_name


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0..", "image/jpeg"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
        (b"Surat keterangan: benar.\n", "text/plain"),
        ("\ufeffnama;nik\nSiti;1\n".encode(), "text/csv"),
        (b"a,b\n1,2\n\n3,4\n", "text/csv"),
        (b"Dear sir, hello\nno comma here\n", "text/plain"),
        (b"one,line", "text/plain"),
    ],
)
def test_kinds_that_are_taken(content: bytes, kind: str) -> None:
    assert media_type_of(content) == kind


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "FILE.EMPTY"),
        (b"MZ\x90\0", "FILE.KIND"),
        (b"PK\x03\x04", "FILE.KIND"),  # office files carry macros
        (b"<!DOCTYPE html><p>", "FILE.KIND"),
        (b"  \n<svg onload=alert(1)>", "FILE.KIND"),
        (b"notes\n<script src=x>", "FILE.KIND"),
        (b"<?xml version='1.0'?>", "FILE.KIND"),
        (b"plain\0text", "FILE.KIND"),
        (b"\x1b[2Jcleared", "FILE.KIND"),
        ("Jalan".encode("utf-16"), "FILE.KIND"),
        (b"RIFF\x10\0\0\0AVI ", "FILE.KIND"),
        (b"%PDF-" + bytes(MOST_BYTES), "FILE.TOO_LARGE"),
    ],
)
def test_kinds_that_are_refused(content: bytes, code: str) -> None:
    with pytest.raises(InputError) as error:
        media_type_of(content)
    assert error.value.code == code


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("court order.pdf", "court order.pdf"),
        ("C:\\Users\\ani\\a.PDF", "a.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("photo\u202efdp.exe", "photofdp.pdf"),
        ("line\r\nbreak\x00.pdf", "line break.pdf"),
        ("", "file.pdf"),
        ("...", "file.pdf"),
        (".pdf", "pdf.pdf"),
        ("surat.keterangan.domisili.pdf", "surat.keterangan.domisili.pdf"),
    ],
)
def test_a_name_is_one_visible_line_that_ends_as_the_content_is(name: str, shown: str) -> None:
    assert safe_name(name, "application/pdf") == shown


@given(st.text())
def test_any_name_is_safe(name: str) -> None:
    safe = safe_name(name, "image/png")
    assert safe.endswith(".png")
    assert 4 < len(safe) <= LONGEST_NAME
    assert not {"/", "\\", '"'} & set(safe) or '"' in name
    assert not [char for char in safe if unicodedata.category(char).startswith("C")]
    assert safe == safe_name(safe, "image/png")
