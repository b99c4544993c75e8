"""A publisher that is a real HTTPS server, and all it may do instead of sending its list."""

from __future__ import annotations

import gzip
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kyc.services.lists.refreshing import Outcome, Refresh, refresh
from kyc.settings import Settings
from kyc.storage.files.snapshots import FolderSnapshots
from tests.unit.services.lists.test_refreshing import UN, renamed
from watchlists import fetch
from watchlists.fetch import HttpFetcher

NEWER = renamed(UN, b"2026-11-08")
DAY, HTTP_DAY = "2026-11-22T12:00:00+00:00", "Sun, 22 Nov 2026 12:00:00 GMT"
NOW = datetime.fromisoformat(DAY)
Answer = Callable[[BaseHTTPRequestHandler], None]


def sent(
    status: int, content: bytes = b"", *, declared: int | None = None, whole: bool = True, **headers: str
) -> Answer:
    """An answer; `declared` is the length it claims to have, `whole` False leaves the end to the closed connection."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        if whole:
            request.send_header("Content-Length", str(len(content) if declared is None else declared))
        request.end_headers()
        request.wfile.write(content)
        request.close_connection = True

    return answer


def published(content: bytes) -> Answer:
    """A list with both validators, unless the caller has it."""
    tag = f'"{sha256(content).hexdigest()[:16]}"'

    def answer(request: BaseHTTPRequestHandler) -> None:
        asked = (request.headers["If-None-Match"], request.headers["If-Modified-Since"])
        if asked == (tag, HTTP_DAY):
            sent(304)(request)
        else:
            sent(200, content, ETag=tag, Last_Modified=HTTP_DAY)(request)

    return answer


def dripping(request: BaseHTTPRequestHandler) -> None:
    """A byte, and another: the clock of the test stands for the half hours between them."""
    sent(200, UN[:4000])(request)


class Publisher:
    """A server with a certificate of its own; it gives each path's answers one after another, the last one for ever."""

    def __init__(self, folder: Path) -> None:
        self.answers: dict[str, list[Answer]] = {}
        self.asked: list[tuple[str, str | None]] = []
        publisher = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                publisher.asked.append((self.path, self.headers["If-None-Match"]))
                answers = publisher.answers[self.path]
                (answers.pop(0) if len(answers) > 1 else answers[0])(self)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        certificate = certified(folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.url = f"https://127.0.0.1:{self._server.server_port}"
        self.trust = ssl.create_default_context(cafile=str(certificate))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def certified(folder: Path) -> Path:
    """A key and a certificate for this machine, in one file."""
    import ipaddress

    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    today = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(today - timedelta(days=1)).not_valid_after(today + timedelta(days=1))
    signed = made.add_extension(here, critical=False).sign(key, hashes.SHA256())
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    path = folder / "server.pem"
    path.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain) + signed.public_bytes(pem))
    return path


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publisher]:
    made = Publisher(tmp_path_factory.mktemp("server"))
    yield made
    made.close()


class Installation:
    """Lists that are kept up to date from the server, with a limit and a clock of the test's."""

    def __init__(self, home: Path, server: Publisher) -> None:
        self.store, self.home, self.server = FolderSnapshots(home / "lists"), home, server
        self.pauses: list[float] = []
        self.mirrors = f"{server.url}/un"
        self.limit, self.ticks = len(NEWER) + 1000, [0.0]

    def refresh(self) -> Refresh:
        with httpx.Client(verify=self.server.trust, follow_redirects=True, timeout=5.0) as client:
            fetcher = HttpFetcher(client, max_bytes=self.limit, clock=self._clock)
            settings = Settings(home=self.home, list_mirrors={"un_sc": self.mirrors})
            told = self.pauses.append
            return refresh(self.store, "un_sc", settings, fetcher, clock=lambda: NOW, sleep=told)

    def _clock(self) -> float:
        return self.ticks.pop(0) if len(self.ticks) > 1 else self.ticks[0]


@pytest.fixture
def installation(tmp_path: Path, server: Publisher) -> Installation:
    """One that has the first version."""
    made = Installation(tmp_path, server)
    server.asked.clear()
    server.answers = {"/un/consolidated.xml": [published(UN)]}
    assert made.refresh().outcome is Outcome.ACTIVATED
    return made


def answers(installation: Installation, *given: Answer) -> Refresh:
    installation.server.answers["/un/consolidated.xml"] = list(given)
    return installation.refresh()


def test_a_list_that_only_got_another_tag_is_not_fetched_again_and_again(
    installation: Installation, server: Publisher
) -> None:
    server.answers["/un/consolidated.xml"] = [sent(200, UN, ETag='"one"'), sent(200, UN, ETag='"two"'), sent(304)]
    server.asked.clear()
    assert {installation.refresh().outcome for _ in range(3)} == {Outcome.UNCHANGED}
    assert [tag for _, tag in server.asked][1:] == ['"one"', '"two"']


def test_what_did_not_change_is_not_sent_again(installation: Installation) -> None:
    assert answers(installation, published(UN)).outcome is Outcome.UNCHANGED
    (path, first), (again, second) = installation.server.asked
    assert (path, again) == ("/un/consolidated.xml",) * 2
    assert first is None
    assert second is not None


@pytest.mark.parametrize(
    "given",
    [
        published(NEWER),
        sent(200, gzip.compress(NEWER), Content_Encoding="gzip"),
        sent(200, NEWER, whole=False, Connection="close"),  # no length told
        sent(302, Location="/elsewhere.xml"),
    ],
    ids=["plainly", "compressed", "without a length", "elsewhere"],
)
def test_a_newer_version_is_taken_however_it_is_sent(installation: Installation, given: Answer) -> None:
    installation.server.answers["/elsewhere.xml"] = [published(NEWER)]
    done = answers(installation, given)
    assert (done.outcome, done.version) == (Outcome.ACTIVATED, "2026-11-08")


PAGE = b"<!DOCTYPE html><html><body>Maintenance</body></html>"


@pytest.mark.parametrize(
    ("given", "outcome", "code"),
    [
        (sent(200, PAGE, Content_Type="text/html"), Outcome.REFUSED, "LIST.NOT_RECOGNISED"),
        (sent(200, gzip.compress(PAGE), Content_Encoding="gzip"), Outcome.REFUSED, "LIST.NOT_RECOGNISED"),
        (
            sent(200, NEWER[: len(NEWER) // 2], declared=len(NEWER)),
            Outcome.UNREACHABLE,
            "LIST.UNREACHABLE",
        ),  # the line broke
        (sent(200, NEWER[:-200], whole=False, Connection="close"), Outcome.REFUSED, None),  # and nobody can tell
        (sent(200, b"no gzip", Content_Encoding="gzip"), Outcome.UNREACHABLE, "LIST.UNREACHABLE"),
        (sent(200, bytes(2 * len(NEWER))), Outcome.REFUSED, "LIST.TOO_LARGE"),
        (sent(200, gzip.compress(bytes(10**7)), Content_Encoding="gzip"), Outcome.REFUSED, "LIST.TOO_LARGE"),  # a bomb
        (sent(301, Location="http://127.0.0.1:9/list.xml"), Outcome.UNREACHABLE, "LIST.UNREACHABLE"),  # without TLS
        (sent(302, Location="/un/consolidated.xml"), Outcome.UNREACHABLE, "LIST.UNREACHABLE"),  # round and round
        (sent(503, Retry_After="120"), Outcome.UNREACHABLE, "LIST.UNREACHABLE"),
        (sent(404, PAGE), Outcome.UNREACHABLE, "LIST.UNREACHABLE"),
    ],
    ids=[
        "a page",
        "a compressed page",
        "a broken line",
        "cut off",
        "no gzip",
        "too large",
        "a bomb",
        "a redirect without TLS",
        "a loop",
        "503",
        "404",
    ],
)
def test_whatever_comes_instead_leaves_the_old_version_active(
    installation: Installation, given: Answer, outcome: Outcome, code: str | None
) -> None:
    done = answers(installation, given)
    assert (done.outcome, done.version) == (outcome, "2026-11-01")
    assert code is None or done.code == code
    assert "\n" not in (done.message or "\n")
    assert len(installation.store.history("un_sc")) == 1


def test_an_outage_that_passes_is_waited_for(installation: Installation) -> None:
    assert answers(installation, sent(503), published(NEWER)).outcome is Outcome.ACTIVATED
    assert len(installation.pauses) == 1


def test_a_steady_drip_ends_in_time(installation: Installation) -> None:
    installation.ticks = [0.0, fetch.MAX_SECONDS + 1] * 3 + [0.0]
    done = answers(installation, dripping)
    assert (done.code, done.version) == ("LIST.UNREACHABLE", "2026-11-01")
    assert "too slowly" in (done.message or "")


def test_where_one_mirror_does_not_answer_the_next_is_asked_at_once(installation: Installation) -> None:
    installation.server.answers["/other/consolidated.xml"] = [published(NEWER)]
    installation.mirrors += f" {installation.server.url}/other"
    done = answers(installation, sent(503))
    assert (done.outcome, done.version, installation.pauses) == (Outcome.ACTIVATED, "2026-11-08", [])


def test_a_mirror_with_something_wrong_is_not_passed_over_in_silence(installation: Installation) -> None:
    installation.server.answers["/other/consolidated.xml"] = [published(NEWER)]
    installation.mirrors += f" {installation.server.url}/other"
    done = answers(installation, sent(200, PAGE))
    assert (done.outcome, done.code) == (Outcome.REFUSED, "LIST.NOT_RECOGNISED")


def test_when_no_mirror_answers_all_are_asked_again(installation: Installation) -> None:
    installation.server.answers["/other/consolidated.xml"] = [sent(503), published(NEWER)]
    installation.mirrors += f" {installation.server.url}/other"
    assert answers(installation, sent(503)).outcome is Outcome.ACTIVATED
    assert len(installation.pauses) == 1
