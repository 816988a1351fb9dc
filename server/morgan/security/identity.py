"""The server's stored identity: its token and its id for clients; knows nothing of the wire."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from morgan.errors import SettingsInvalid
from morgan.security.secret_file import keep
from morgan.settings.schema import WireSettings


@dataclass(frozen=True, slots=True)
class Token:
    """The token that a peer must send, its source, and whether it is new."""

    text: str
    source: str
    made: bool = False


def token_of(wire: WireSettings, data_dir: Path, *, make: bool) -> Token | None:
    """Return the token that peers must send, or None if none is needed and none exists.

    A token is generated and stored if the server is open to the network, `make` allows it, and the owner has neither
    set a token nor trusted all networks. It stays in force when the server goes back to loopback, because Home
    Assistant still sends it. Raises SettingsInvalid when it cannot be read or written.
    """
    if wire.token is not None:
        return Token(wire.token.get_secret_value(), "wire.token")
    kept = data_dir / "token"
    if kept.exists():
        return Token(_read(kept), str(kept))
    if not make or not needs_token(wire):
        return None
    return Token(_keep(kept, secrets.token_urlsafe(32)), str(kept), made=True)


def server_id(data_dir: Path) -> str:
    """Return the random id that stays the same when address, port and token change. Raises SettingsInvalid."""
    kept = data_dir / "server-id"
    return _read(kept) if kept.exists() else _keep(kept, secrets.token_hex(16))


def needs_token(wire: WireSettings) -> bool:
    """Tell whether a client outside the trusted networks could reach the server."""
    if wire.trusted_need_token:
        return True
    if any(network.prefixlen == 0 for network in wire.trusted_networks):
        return False
    own = ip_address("127.0.0.1" if wire.host == "localhost" or not is_loopback(wire.host) else wire.host)
    is_own_trusted = any(own in network for network in wire.trusted_networks if network.version == own.version)
    return not (is_loopback(wire.host) and is_own_trusted)


def is_loopback(host: str) -> bool:
    """Tell whether a listen address can be reached from this machine only."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _read(kept: Path) -> str:
    try:
        text = kept.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsInvalid(f"{kept} cannot be read: {getattr(error, 'strerror', None) or error}") from error
    if not text:
        raise SettingsInvalid(f"{kept} is empty; delete it, and another is made")
    return text


def _keep(kept: Path, text: str) -> str:
    return text if keep(kept, text + "\n") else _read(kept)
