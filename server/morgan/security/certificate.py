"""The server's TLS certificate: generated once, or the owner's; knows nothing of the wire.

The generated one is self-signed: a client pins its fingerprint, which is in the pairing code.
"""

from __future__ import annotations

import hashlib
import re
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from morgan.errors import SettingsInvalid
from morgan.security.secret_file import keep
from morgan.settings.schema import WireSettings

_YEARS = 50  # clients that pin a fingerprint ignore the dates; a new certificate would need a new pairing
_BLOCK = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Certificate:
    """Files of certificate and key, the fingerprint that clients pin (SHA-256, hex), and whether it is new."""

    file: Path
    key: Path
    fingerprint: str
    made: bool = False


def certificate_of(wire: WireSettings, data_dir: Path, *, make: bool) -> Certificate | None:
    """Return the server's certificate; None if TLS is off, or there is none and `make` is False.

    Raises SettingsInvalid when it cannot be read or written.
    """
    if wire.tls == "off":
        return None
    if wire.certificate is not None:
        key = wire.private_key or wire.certificate
        return Certificate(wire.certificate, key, fingerprint(_read(wire.certificate), wire.certificate))
    if wire.private_key is not None:
        raise SettingsInvalid("wire.private_key: a key alone is no use; set wire.certificate too")
    kept = data_dir / "tls.pem"
    made = False
    if not kept.exists():
        if not make:
            return None
        made = keep(kept, _new())
    return Certificate(kept, kept, fingerprint(_read(kept), kept), made)


def context(certificate: Certificate) -> ssl.SSLContext:
    """Return the server's TLS context. Raises SettingsInvalid when certificate and key do not match."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.minimum_version = ssl.TLSVersion.TLSv1_3  # no renegotiation, and every client supports it
    tls.num_tickets = 0  # asyncio clients never resume a session: two tickets per connection would be wasted
    try:
        # An empty password, as OpenSSL would else prompt on the terminal for an encrypted key's, during the start.
        tls.load_cert_chain(certificate.file, certificate.key, password="")
    except (OSError, ssl.SSLError) as error:
        why = getattr(error, "reason", None) or getattr(error, "strerror", None) or error
        raise SettingsInvalid(
            f"wire.certificate: {certificate.file} and the key in {certificate.key} cannot be used: {why}"
        ) from error
    return tls


def fingerprint(pem: str, file: Path) -> str:
    """Return the SHA-256 of the first certificate, the server's own. Raises SettingsInvalid."""
    block = _BLOCK.search(pem)
    try:
        return hashlib.sha256(ssl.PEM_cert_to_DER_cert(block.group() if block else "")).hexdigest()
    except ValueError as error:
        raise SettingsInvalid(f"{file} holds no certificate in PEM") from error


def last_day(certificate: Certificate) -> datetime:
    """Return the end of its validity. Raises SettingsInvalid."""
    from cryptography import x509  # noqa: PLC0415 - 50 ms that only the doctor and a first start need

    try:
        return x509.load_pem_x509_certificate(_read(certificate.file).encode()).not_valid_after_utc
    except ValueError as error:
        raise SettingsInvalid(f"{certificate.file} holds no certificate in PEM") from error


def _new() -> str:
    """Return a new key and a self-signed certificate, as PEM."""
    from cryptography import x509  # noqa: PLC0415
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Morgan")])
    begin = datetime.now(UTC) - timedelta(days=1)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=365 * _YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return (secret + certificate.public_bytes(serialization.Encoding.PEM)).decode()


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii", errors="replace")
    except OSError as error:
        raise SettingsInvalid(f"{file} cannot be read: {error.strerror or error}") from error
