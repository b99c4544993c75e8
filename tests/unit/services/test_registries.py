"""The registry of an installation: its mapping, its secret, its certificates."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from fixtures.registry_server import KEY, serving
from flows.attempts import attempt, plainly
from kyc.engines.population_http import HttpRegistry
from kyc.model.errors import EngineError, InputError
from kyc.policy import builtin
from kyc.policy.policy import load_policy
from kyc.services.assembly import known_checks
from kyc.services.health import diagnose
from kyc.services.registries import registry_of
from kyc.settings import Settings
from kyc.storage.database import Database
from tests.databases import TENANT, Clock
from tests.unit.engines.registries import MAPPING, client_of, question
from tests.unit.services.line import CONSENT, WHO, bench_on, resources_of, submitted

FILE_KEY = {"kind": "api_key", "secret": "file:registry.key"}


@contextmanager
def installed(folder: Path, environment: Mapping[str, str], **changes: Any) -> Iterator[HttpRegistry]:
    path = folder / "registry.yaml"
    path.write_text(yaml.safe_dump({**MAPPING, "attempts": 1, **changes}))
    provider = registry_of(Settings(home=folder, registry=path), environment)
    assert provider is not None
    yield provider
    provider.close()


def test_without_a_mapping_there_is_no_registry(tmp_path: Path) -> None:
    assert registry_of(Settings(home=tmp_path)) is None


@pytest.mark.parametrize("auth", [MAPPING["auth"], FILE_KEY])
def test_a_secret_comes_from_the_environment_or_a_file_beside_the_mapping(auth: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "registry.key").write_text(f"{KEY}\n")
    environment = {"KYC_REGISTRY_SECRET": KEY}
    with (
        serving() as registry,
        installed(tmp_path, environment, auth=auth, endpoint=f"{registry.url}/verify") as provider,
    ):
        assert provider.ask(question()).found
        assert provider.used.name == "simulated"


@pytest.mark.parametrize("secret", ["", "   ", "two\nlines", "clé"])
def test_a_secret_that_cannot_be_one_is_refused_and_not_quoted(secret: str, tmp_path: Path) -> None:
    refused = pytest.raises(InputError, match="env:KYC_REGISTRY_SECRET")
    with refused as caught, installed(tmp_path, {"KYC_REGISTRY_SECRET": secret}):
        pass
    assert caught.value.code == "REGISTRY.SECRET"
    assert not secret.strip() or secret not in str(caught.value)


@pytest.mark.parametrize("changes", [{"auth": FILE_KEY}, {"tls": {"authority": "none.pem"}}])
def test_a_file_that_is_not_there_is_named(changes: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught, installed(tmp_path, {"KYC_REGISTRY_SECRET": KEY}, **changes):
        pass
    assert caught.value.code == "REGISTRY.UNREADABLE"


def test_a_mapping_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.yaml cannot be read"):
        registry_of(Settings(home=tmp_path, registry=tmp_path / "none.yaml"))


@pytest.mark.parametrize(("secret", "is_ok"), [(KEY, True), ("", False)])
def test_doctor_says_whether_the_mapping_can_be_used(
    secret: str, is_ok: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KYC_REGISTRY_SECRET", secret)
    path = tmp_path / "registry.yaml"
    path.write_text(yaml.safe_dump(MAPPING))
    settings = Settings(home=tmp_path, registry=path, readers="", embedders="", isolate=False)
    findings = [each for each in diagnose(settings) if each.area == "registry"]
    assert [each.ok for each in findings] == [is_ok]


def test_mutual_tls_lets_in_who_has_the_certificate(tmp_path: Path) -> None:
    authority = _issue(tmp_path, "authority", None)
    _issue(tmp_path, "server", authority)
    _issue(tmp_path, "client", authority)
    with serving(tls=_server_side(tmp_path)) as registry:
        ours = {"endpoint": f"{registry.url}/verify"}
        environment = {"KYC_REGISTRY_SECRET": KEY}
        unavailable = pytest.raises(EngineError)
        full = {"authority": "authority.pem", "certificate": "client.pem", "key": "client.key"}
        with installed(tmp_path, environment, tls=full, **ours) as provider:
            assert provider.ask(question()).found
        for partial in ({"authority": "authority.pem"}, {"certificate": "client.pem", "key": "client.key"}):
            with installed(tmp_path, environment, tls=partial, **ours) as provider, unavailable as caught:
                provider.ask(question())
            assert caught.value.code == "REG.UNAVAILABLE"
    assert len(registry.asked) == 1


def test_an_encrypted_key_is_refused_and_nobody_is_asked_for_its_password(tmp_path: Path) -> None:
    _issue(tmp_path, "client", None, password=b"secret")
    tls = {"certificate": "client.pem", "key": "client.key"}
    with pytest.raises(InputError) as caught, installed(tmp_path, {"KYC_REGISTRY_SECRET": KEY}, tls=tls):
        pass
    assert caught.value.code == "REGISTRY.UNREADABLE"


def _server_side(folder: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    context.load_verify_locations(folder / "authority.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    return context


Pair = tuple[x509.Certificate, ec.EllipticCurvePrivateKey]


def _issue(folder: Path, name: str, issuer: Pair | None, *, password: bytes | None = None) -> Pair:
    """Write NAME.pem and NAME.key: an authority of its own, or a certificate that `issuer` signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signer = issuer[1] if issuer else key
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[0].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .sign(signer, hashes.SHA256())
    )
    lock = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock)
    (folder / f"{name}.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / f"{name}.key").write_bytes(key.private_bytes(*form))
    return certificate, key


def test_a_stored_consent_comes_with_the_submission_that_a_worker_begins(database: Database, clock: Clock) -> None:
    bench, verification = bench_on(database, clock), submitted(database)
    assert bench.claim(1) == (verification.id,)
    assert bench.begin(verification.id)
    assert bench.submission(verification.id).declared.consent == CONSENT


def test_a_worker_asks_the_registry_by_the_plain_line_too(database: Database, clock: Clock) -> None:
    bench, verification = bench_on(database, clock), submitted(database)
    enabled = builtin().decode().replace("checks:\n", "checks:\n  registry: {points: 60}\n", 1)
    asking = load_policy(enabled.encode(), checks=known_checks())
    with serving() as registry, client_of(registry) as client:
        kit = replace(resources_of(bench, clock), policy=asking, registry=client)
        bench.claim(1)
        attempt(verification.id, plainly, kit)
    with database.transaction(TENANT, WHO, read_only=True) as unit:
        report = unit.reports.latest(verification.id)
    assert report is not None
    told = next(each for each in report.document["checks"] if each["check"] == "registry")
    assert told["reasons"] == ["OCR.FIELD_MISSING"], "consent was found; the card could not be read"
    assert registry.asked == []
