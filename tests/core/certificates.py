"""Certificates for tests: an authority of one's own, and what it has signed for 127.0.0.1."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from ssl import Purpose, SSLContext, create_default_context

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Signed:
    """A server's certificate: how it serves, and the file of the authority that signed it."""

    serving: SSLContext
    authority: Path


def certificate(folder: Path, host: str = "127.0.0.1") -> Signed:
    """Make an authority and a certificate that it signs for an address; both live for a day."""
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority_name, name = _named("Testamt"), _named("Testserver")
    authority = _certificate(authority_name, authority_name, authority_key, authority_key, is_authority=True, host=None)
    own = _certificate(name, authority_name, key, authority_key, is_authority=False, host=host)
    kept, trusted = folder / "server.pem", folder / "authority.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    kept.write_bytes(private + own.public_bytes(Encoding.PEM))
    trusted.write_bytes(authority.public_bytes(Encoding.PEM))
    serving = create_default_context(Purpose.CLIENT_AUTH)
    serving.load_cert_chain(kept)
    return Signed(serving, trusted)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _certificate(
    name: x509.Name,
    by: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    by_key: ec.EllipticCurvePrivateKey,
    *,
    is_authority: bool,
    host: str | None,
) -> x509.Certificate:
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(by)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
    )
    if host:
        names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))])
        built = built.add_extension(names, critical=False)
    return built.sign(by_key, hashes.SHA256())
