"""Certificates that nobody signed, as Morgan's server makes them, and how a fake server speaks TLS with one.

Knows nothing of what is said.
"""

from __future__ import annotations

import asyncio
import hashlib
import ssl
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import override

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a server speaks TLS with, and what it is known by."""

    context: ssl.SSLContext
    fingerprint: str


def certificate() -> Certificate:
    """Make one."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "somebody")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=2))
        .not_valid_after(now - timedelta(days=1))  # nobody looks at the dates of what is known by its fingerprint
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "both.pem"
        file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
        context.load_cert_chain(file)
    return Certificate(context, hashlib.sha256(made.public_bytes(serialization.Encoding.DER)).hexdigest())


class Quiet(asyncio.StreamReaderProtocol):
    """Reads nothing before it is known what is spoken: asyncio's own TLS servers log each client that hangs up."""

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.pause_reading()
        super().connection_made(transport)


async def sealed(
    raw: asyncio.WriteTransport, certificate: Certificate
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Shake hands, and return the streams inside."""
    if raw.is_closing():  # by stop(): asyncio would wait for its handshake for ever
        raise ConnectionResetError
    loop, reader = asyncio.get_running_loop(), asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    try:
        transport = await loop.start_tls(raw, protocol, certificate.context, server_side=True)
    except OSError:
        raw.abort()
        raise
    if transport is None:  # the client hung up in the middle
        raw.abort()
        raise ConnectionResetError
    protocol.connection_made(transport)
    return reader, asyncio.StreamWriter(transport, protocol, reader, loop)
