"""The operator's signature under a report: who wrote it, and that nothing was changed since."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from kyc.model.errors import StoreError

_YEARS = 10
_FIELD = "Operator"
_PEM, _PKCS8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
_PLAIN = serialization.NoEncryption()


@dataclass(frozen=True, slots=True, repr=False)
class OperatorKey:
    """A private key with its certificate and what leads from there to a root. Never shown."""

    archive: bytes  # PKCS#12 of all three, in memory only
    certificate: x509.Certificate

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, in hexadecimal: what a reader compares."""
        return self.certificate.fingerprint(hashes.SHA256()).hex()

    def __repr__(self) -> str:
        return f"OperatorKey({self.fingerprint[:12]}…)"


def read_key(content: bytes, passphrase: str | None = None) -> OperatorKey:
    """Read a key from PKCS#12, or from PEM with its certificate and chain in the same file.

    Raises:
        StoreError: PDF.KEY when it is neither, does not open, or key and certificate do not belong together.
    """
    secret = passphrase.encode() if passphrase else None
    try:
        found = _from_pem(content, secret) if b"-----BEGIN" in content else _from_pkcs12(content, secret)
    except (TypeError, ValueError, UnsupportedAlgorithm):
        raise StoreError("PDF.KEY", "The signing key is no PKCS#12 or PEM that opens with its passphrase.") from None
    return found


def make_key(at: datetime) -> bytes:
    """Make a key with a certificate that it signs itself, as PEM: good for proving that nothing was changed."""
    # P-256: an RSA key of that strength is checked for 0.3 s each of the three times that a signature loads it.
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "kyc-pipeline report signer (self-signed)")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(hours=1))
        .not_valid_after(at + timedelta(days=365 * _YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(), critical=True)
        .sign(key, hashes.SHA256())
    )
    return key.private_bytes(_PEM, _PKCS8, _PLAIN) + made.public_bytes(_PEM)


def sign(pdf: bytes, key: OperatorKey, *, reason: str) -> bytes:
    """Sign a PDF so that any later change to it shows (a certifying PAdES signature that allows none)."""
    # pyHanko costs a third of a second to import, which only whoever signs should pay.
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    metadata = signers.PdfSignatureMetadata(
        field_name=_FIELD,
        reason=reason,
        md_algorithm="sha256",
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        subfilter=fields.SigSeedSubFilter.PADES,
    )
    # Off the page: nothing is drawn, so nothing has to be read aloud (PDF/UA-1, 7.18.1), and printing it is harmless.
    unseen = fields.InvisSigSettings(box_out_of_bounds=True)
    place = fields.SigFieldSpec(_FIELD, invis_sig_settings=unseen, readable_field_name=reason)
    signer = signers.SimpleSigner.load_pkcs12_data(key.archive, other_certs=())
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    signed: io.BytesIO = signers.PdfSigner(metadata, signer=signer, new_field_spec=place).sign_pdf(writer)
    return signed.getvalue()


def _from_pem(content: bytes, secret: bytes | None) -> OperatorKey:
    key = serialization.load_pem_private_key(content, secret)
    return _matched(key, x509.load_pem_x509_certificates(content))


def _from_pkcs12(content: bytes, secret: bytes | None) -> OperatorKey:
    held = pkcs12.load_pkcs12(content, secret)
    certificates = [held.cert, *held.additional_certs]
    return _matched(held.key, [each.certificate for each in certificates if each])


def _matched(key: PrivateKeyTypes | None, certificates: Sequence[x509.Certificate]) -> OperatorKey:
    own = next((each for each in certificates if key and _public(each) == _public(key)), None)
    if key is None or own is None:
        raise ValueError("a key and its own certificate are needed")
    others = [each for each in certificates if each is not own]
    # A key that no PDF can be signed with, such as one for agreeing on keys, is a TypeError here.
    archive = pkcs12.serialize_key_and_certificates(None, key, own, others, _PLAIN)  # type: ignore[arg-type]
    return OperatorKey(archive, own)


def _public(holder: x509.Certificate | PrivateKeyTypes) -> bytes:
    return holder.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def _usage() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,  # "non-repudiation"
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
