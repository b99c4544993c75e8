"""Images in a bucket: the same promises over S3's protocol, spoken to a server of the test's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from kyc.model.errors import StoreError
from kyc.storage.files.blobs import Blobs

KEY = ("acme", "app_1", "images", "doc_1")


class Bucket(BaseHTTPRequestHandler):
    """As much of S3 as putting, getting, listing and deleting objects takes."""

    objects: ClassVar[dict[str, bytes]] = {}
    is_down: ClassVar[bool] = False

    def _answer(self, status: int, body: bytes = b"") -> None:
        self.send_response(503 if self.is_down else status)
        for name, value in (("Content-Length", str(len(body))), ("ETag", '"1"')):
            self.send_header(name, value)
        self.send_header("Last-Modified", "Sun, 22 Nov 2026 12:00:00 GMT")
        self.end_headers()
        self.wfile.write(body)

    def do_PUT(self) -> None:
        self.objects[self._key()] = self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(200)

    def do_GET(self) -> None:
        if "list-type" in urlsplit(self.path).query:
            self._answer(200, self._listing().encode())
        elif self._key() in self.objects:
            self._answer(200, self.objects[self._key()])
        else:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")

    def do_POST(self) -> None:
        """Delete several, as clients do even for one."""
        asked = self.rfile.read(int(self.headers["Content-Length"])).decode()
        gone = re.findall("<Key>(.*?)</Key>", asked)
        for key in gone:
            self.objects.pop(key, None)
        told = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in gone)
        self._answer(200, f"<DeleteResult>{told}</DeleteResult>".encode())

    def _key(self) -> str:
        return unquote(urlsplit(self.path).path).removeprefix("/bucket/")

    def _listing(self) -> str:
        prefix = parse_qs(urlsplit(self.path).query).get("prefix", [""])[0]
        found = "".join(
            f"<Contents><Key>{key}</Key><Size>{len(content)}</Size><LastModified>2026-11-22T12:00:00.000Z</LastModified>"
            '<ETag>"1"</ETag></Contents>'
            for key, content in self.objects.items()
            if key.startswith(prefix)
        )
        return f"<ListBucketResult><IsTruncated>false</IsTruncated>{found}</ListBucketResult>"

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def blobs(monkeypatch: pytest.MonkeyPatch) -> Iterator[Blobs]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Bucket)
    Bucket.objects.clear()
    Bucket.is_down = False
    for name, value in {
        "AWS_ENDPOINT": f"http://127.0.0.1:{server.server_port}",
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "local",
    }.items():
        monkeypatch.setenv(name, value)
    Thread(target=server.serve_forever, daemon=True).start()
    yield Blobs("s3://bucket/kyc")
    server.shutdown()
    server.server_close()


def test_what_was_put_is_got_listed_and_deleted(blobs: Blobs) -> None:
    blobs.put(*KEY, b"sealed")
    assert Bucket.objects == {"kyc/acme/app_1/images/doc_1": b"sealed"}
    assert blobs.get(*KEY) == b"sealed"
    assert [key for key, _written in blobs.every("acme")] == [KEY[1:]]
    assert blobs.delete_all("acme", "app_1") == 1
    assert Bucket.objects == {}


def test_a_lost_object_is_damage(blobs: Blobs) -> None:
    with pytest.raises(StoreError) as error:
        blobs.get(*KEY)
    assert error.value.code == "STORE.DAMAGED"


def test_a_bucket_that_does_not_answer_is_unavailable(blobs: Blobs) -> None:
    Bucket.is_down = True
    with pytest.raises(StoreError) as error:
        blobs.put(*KEY, b"sealed")
    assert error.value.code == "STORE.UNAVAILABLE"
