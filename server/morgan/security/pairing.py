"""The pairing code: one line with the server's addresses, id, token and fingerprint; knows nothing of the wire.

`morgan1:` + base64url(JSON) + `.` + CRC-32 of that in hex, which detects an incomplete paste. It holds the token, so it
gives access to the server.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from morgan.security.addresses import addresses
from morgan.security.certificate import Certificate, certificate_of
from morgan.security.identity import Token, server_id, token_of
from morgan.settings.schema import WireSettings

VERSION = 1
MAX_ADDRESSES = 4  # a client tries all at once; further ones are the machine's internal networks


@dataclass(frozen=True, slots=True)
class Pairing:
    """The data that a client needs to connect."""

    addresses: tuple[str, ...]
    port: int
    server_id: str
    token: str | None = None
    fingerprint: str | None = None

    @property
    def code(self) -> str:
        """The line to paste."""
        told = {"a": self.addresses, "p": self.port, "i": self.server_id, "t": self.token, "f": self.fingerprint}
        known = {key: value for key, value in told.items() if value is not None}
        raw = json.dumps(known, separators=(",", ":"), ensure_ascii=False).encode()
        body = base64.urlsafe_b64encode(raw).rstrip(b"=")
        return f"morgan{VERSION}:{body.decode()}.{zlib.crc32(body):08x}"


@dataclass(frozen=True, slots=True)
class Identity:
    """The server's id, token and certificate, made at its first start."""

    server_id: str
    token: Token | None
    certificate: Certificate | None

    @property
    def made(self) -> bool:
        """Whether this is a first start: token or certificate was made just now."""
        return bool((self.token and self.token.made) or (self.certificate and self.certificate.made))

    def pairing(self, host: str, port: int, named: Sequence[str] = (), token: str | None = None) -> Pairing:
        """Return the pairing for a server on this host and port; `named` replaces its own addresses.

        `token` is the credential of the house that will be paired; without it the code holds the server's token.
        """
        where = tuple(named or addresses(host))[:MAX_ADDRESSES]
        token = token or (self.token.text if self.token else None)
        seen = self.certificate.fingerprint if self.certificate else None
        return Pairing(where, port, self.server_id, token, seen)


def identity_of(wire: WireSettings, data_dir: Path) -> Identity:
    """Return the server's identity; generates and stores missing parts. Raises SettingsInvalid."""
    return Identity(server_id(data_dir), token_of(wire, data_dir, make=True), certificate_of(wire, data_dir, make=True))
