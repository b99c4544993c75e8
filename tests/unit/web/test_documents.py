"""Images come in as forms or JSON, are looked at from outside, and lie encrypted."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from kyc.imaging.decode import MAX_BYTES
from kyc.storage.database import Database
from tests.databases import TENANT
from tests.unit.web.conftest import JPEG, Caller

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 100
WEBP = b"RIFF\0\0\0\0WEBP" + b"\0" * 100


def stored(store: Database, image_id: str) -> bytes:
    with store.transaction(TENANT, "test:look", read_only=True) as unit:
        return unit.documents.image(image_id).content


@pytest.mark.parametrize(("content", "kind"), [(JPEG, "image/jpeg"), (PNG, "image/png"), (WEBP, "image/webp")])
def test_a_form_and_an_object_bring_the_same_bytes(
    caller: Caller, applicant: str, store: Database, content: bytes, kind: str
) -> None:
    path = f"/v1/applicants/{applicant}/documents"
    form = caller.post(path, files={"file": ("x.txt", content, "text/html")}, data={"side": "back"})
    text = caller.post(path, {"side": "back", "content": base64.b64encode(content).decode()})
    for reply in (form, text):
        assert reply.status_code == 201, reply.text
        told = reply.json()
        assert (told["role"], told["media_type"], told["size"]) == ("back", kind, len(content))
        assert stored(store, told["id"]) == content
        assert caller.get(reply.headers["Location"]).json() == told


def test_images_are_listed_newest_first_without_their_bytes(caller: Caller, applicant: str, clock: Any) -> None:
    caller.post(f"/v1/applicants/{applicant}/documents", files={"file": ("card.jpg", JPEG)})
    clock.advance(seconds=1)
    caller.post(f"/v1/applicants/{applicant}/selfies", files={"file": ("me.jpg", JPEG)})
    images = caller.get(f"/v1/applicants/{applicant}/documents").json()["items"]
    assert [image["role"] for image in images] == ["selfie", "document"]


def test_nothing_on_disk_is_readable(caller: Caller, applicant: str, tmp_path: Path) -> None:
    caller.post(f"/v1/applicants/{applicant}/selfies", files={"file": ("me.jpg", JPEG)})
    files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert any(len(content) >= len(JPEG) for content in files)
    assert not any(JPEG[:64] in content for content in files)


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"%PDF-1.7" + b"x" * 100, 415, "IMG.NOT_IMAGE"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>" + b" " * 99, 415, "IMG.NOT_IMAGE"),
        (b"GIF89a" + b"x" * 100, 415, "IMG.NOT_IMAGE"),
        (b"PK\x03\x04" + b"x" * 100, 415, "IMG.NOT_IMAGE"),
        (b"", 415, "IMG.NOT_IMAGE"),
        (JPEG[:20], 422, "IMG.TRUNCATED"),
        (b"\xff\xd8\xff" + bytes(MAX_BYTES), 413, "IMG.TOO_LARGE"),
    ],
    ids=["pdf", "svg", "gif", "zip", "empty", "short", "large"],
)
def test_what_is_no_image_is_refused(
    caller: Caller, applicant: str, tmp_path: Path, content: bytes, status: int, code: str
) -> None:
    path = f"/v1/applicants/{applicant}/documents"
    form = caller.post(path, files={"file": ("card.jpg", content)})
    text = caller.post(path, {"content": base64.b64encode(content).decode() or "="})
    assert (form.status_code, form.json()["code"]) == (status, code)
    if content:
        assert (text.status_code, text.json()["code"]) == (status, code)
    assert not [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"\0\0\0\x18ftypheic" + bytes(99), "a HEIC or AVIF picture"), (b"%PDF-1.7" + bytes(99), "a PDF")],
)
def test_a_sender_is_told_what_the_telephone_made_of_the_picture(
    caller: Caller, applicant: str, content: bytes, said: str
) -> None:
    refused = caller.post(f"/v1/applicants/{applicant}/documents", files={"file": ("card.jpg", content)})
    assert said in refused.json()["detail"]
    assert "JPEG, PNG and WebP images are taken" in refused.json()["detail"]


FORM = "multipart/form-data; boundary=b"
PART = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n' + JPEG + b"\r\n"


@pytest.mark.parametrize(
    ("kind", "content", "status"),
    [
        (FORM, PART + b"--b--\r\n", 201),
        (FORM, PART, 400),
        (FORM, PART[:-300], 400),
        (FORM, PART + PART + b"--b--\r\n", 400),
        (FORM, b"", 400),
        (FORM, b"nothing like a form", 400),
        (FORM, PART.replace(b"name=", b"nome=") + b"--b--\r\n", 400),
        (FORM, b'--b\r\nContent-Disposition: form-data; name="side"\r\n\r\nback\r\n--b--\r\n', 422),
        (FORM, b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\ny\r\n' * 20 + PART + b"--b--\r\n", 400),
        (FORM, b'--b\r\nContent-Disposition: form-data; name="side"\r\n\r\nleft\r\n' + PART + b"--b--\r\n", 422),
        (FORM, b'--b\r\nContent-Disposition: form-data; name="more"\r\n\r\nx\r\n' + PART + b"--b--\r\n", 422),
        ("multipart/form-data", PART + b"--b--\r\n", 400),
        ("multipart/form-data; boundary=" + "x" * 300, PART, 400),
        ("image/jpeg", JPEG, 415),
        ("application/json", b"[]", 422),
        ("application/json", b"{}", 422),
        ("application/json", b'{"content":7}', 422),
        ("application/json", b'{"content":"%%%%"}', 422),
        ("application/json", b'{"content":NaN}', 400),
    ],
)  # fmt: skip
def test_no_upload_breaks_the_intake(caller: Caller, applicant: str, kind: str, content: bytes, status: int) -> None:
    path = f"/v1/applicants/{applicant}/documents"
    reply = caller("POST", path, content=content, headers={"Content-Type": kind})
    assert reply.status_code == status, reply.text


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\0b", "x\r\nSet-Cookie: a=b", "<script>", "ü" * 300])
def test_a_files_name_counts_for_nothing(caller: Caller, applicant: str, name: str) -> None:
    reply = caller.post(f"/v1/applicants/{applicant}/selfies", files={"file": (name, JPEG)})
    assert reply.status_code == 201
    assert "set-cookie" not in reply.headers
