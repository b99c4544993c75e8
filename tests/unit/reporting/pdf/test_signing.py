"""The operator's signature: valid, of the operator's key, and broken by any change."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa, x25519
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from kyc.model.errors import StoreError
from kyc.reporting.pdf.press import print_report
from kyc.reporting.pdf.signing import OperatorKey, make_key, read_key, sign
from tests.unit.reporting.pdf.material import client

NOW = datetime.now(UTC)
PEM = make_key(NOW)


def _certificate_of(pem: bytes) -> bytes:
    return pem[pem.index(b"-----BEGIN CERT") :]


PKCS8 = serialization.PrivateFormat.PKCS8


@pytest.fixture(scope="module")
def key() -> OperatorKey:
    return read_key(PEM)


@pytest.fixture(scope="module")
def signed(key: OperatorKey) -> bytes:
    return sign(print_report(client(), "en"), key, reason="Report")


def status_of(pdf: bytes, key: OperatorKey) -> PdfSignatureStatus:
    """What a reader that trusts the operator's certificate makes of it."""
    trusted = asn1.Certificate.load(key.certificate.public_bytes(Encoding.DER))
    (found,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    return validate_pdf_signature(found, ValidationContext(trust_roots=[trusted]))


def test_the_signature_is_valid_covers_the_file_and_allows_no_change(signed: bytes, key: OperatorKey) -> None:
    status = status_of(signed, key)
    assert status.bottom_line
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    (found,) = PdfFileReader(io.BytesIO(signed)).embedded_signatures
    assert found.docmdp_level is MDPPerm.NO_CHANGES
    assert found.sig_object["/Reason"] == "Report"


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_a_changed_byte_breaks_it(signed: bytes, key: OperatorKey, share: float) -> None:
    start = signed.index(b"stream") + 20
    at = start + int((signed.rindex(b"/ByteRange") - start) * share)
    changed = signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :]
    assert not status_of(changed, key).intact


def test_a_later_revision_is_not_what_was_signed(signed: bytes, key: OperatorKey) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    writer.root["/Lang"] = generic.pdf_string("zz")
    writer.update_root()  # type: ignore[no-untyped-call]
    later = io.BytesIO()
    writer.write(later)  # type: ignore[no-untyped-call]
    assert not status_of(later.getvalue(), key).bottom_line


def test_another_key_is_not_the_operators(signed: bytes) -> None:
    assert not status_of(signed, read_key(make_key(NOW))).trusted


def test_the_fingerprint_is_that_of_the_certificate(key: OperatorKey) -> None:
    certificate = x509.load_pem_x509_certificate(PEM)
    assert key.fingerprint == certificate.fingerprint(hashes.SHA256()).hex()
    assert key.archive.hex() not in repr(key)


@pytest.mark.parametrize(
    ("passphrase", "encryption"), [(None, NoEncryption()), ("rahasia", BestAvailableEncryption(b"rahasia"))]
)
@pytest.mark.parametrize("form", ["pkcs12", "pem"])
def test_an_operators_own_key_comes_as_pkcs12_or_pem(form: str, passphrase: str | None, encryption) -> None:  # type: ignore[no-untyped-def]
    private = rsa.generate_private_key(65537, 2048)
    own, root = certificate("report desk", private), certificate("root", rsa.generate_private_key(65537, 2048))
    content = (
        pkcs12.serialize_key_and_certificates(b"k", private, own, [root], encryption)
        if form == "pkcs12"
        else root.public_bytes(Encoding.PEM)
        + private.private_bytes(Encoding.PEM, PKCS8, encryption)
        + own.public_bytes(Encoding.PEM)
    )
    read = read_key(content, passphrase)
    assert read.certificate == own
    assert status_of(sign(print_report(client(), "id"), read, reason="x"), read).intact


@pytest.mark.parametrize(
    ("content", "passphrase"),
    [
        (b"", None),
        (b"no key at all", None),
        (PEM.replace(_certificate_of(PEM), b""), None),  # a key without a certificate
        (_certificate_of(PEM), None),  # a certificate without a key
        (PEM.replace(_certificate_of(PEM), b"") + _certificate_of(make_key(NOW)), None),  # somebody else's certificate
        (PEM, "a passphrase that nothing asks for"),
        (x25519.X25519PrivateKey.generate().private_bytes(Encoding.PEM, PKCS8, NoEncryption()), None),
    ],
)  # fmt: skip
def test_what_is_no_key_is_refused_without_quoting_it(content: bytes, passphrase: str | None) -> None:
    with pytest.raises(StoreError, match="PKCS#12 or PEM") as refused:
        read_key(content, passphrase)
    assert refused.value.code == "PDF.KEY"
    assert refused.value.__cause__ is None


def certificate(name: str, private: rsa.RSAPrivateKey) -> x509.Certificate:
    """A certificate that signs itself."""
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = x509.CertificateBuilder().subject_name(named).issuer_name(named).public_key(private.public_key())
    made = made.serial_number(7).not_valid_before(NOW - timedelta(days=1)).not_valid_after(NOW + timedelta(days=1))
    return made.sign(private, hashes.SHA256())
