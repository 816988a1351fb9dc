"""`morgan pair`: shows the pairing code, the one line that Home Assistant's Morgan integration asks for."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime

import segno

from morgan.errors import SettingsInvalid
from morgan.security.credentials import Credentials
from morgan.security.identity import is_loopback
from morgan.security.pairing import Pairing, identity_of
from morgan.settings.schema import Settings


def run(settings: Settings, named: Sequence[str], *, listed: bool, revoked: str | None, as_json: bool) -> int:
    """List the houses, revoke one, or show a new pairing code."""
    if listed:
        return list_houses(settings, as_json=as_json)
    if revoked is not None:
        return revoke_house(settings, revoked, as_json=as_json)
    return pair(settings, named, as_json=as_json)


def pair(settings: Settings, named: Sequence[str], *, as_json: bool) -> int:
    """Print the code alone on the standard output, on a terminal with a QR code; what it is for on stderr."""
    wire = settings.wire
    if wire.port == 0:
        raise SettingsInvalid("wire.port is 0, so that nobody knows the port before the start; name one")
    identity = identity_of(wire, settings.data_dir)
    pairing = identity.pairing(wire.host, wire.port, named, Credentials(settings.data_dir).mint())
    if as_json:
        sys.stdout.write(json.dumps({"code": pairing.code, **asdict(pairing)}) + "\n")
        return 0
    if sys.stdout.isatty():
        sys.stdout.write(picture(pairing.code))
    sys.stdout.write(pairing.code + "\n")
    sys.stderr.write(_about(pairing, alone=is_loopback(wire.host)))
    return 0


def list_houses(settings: Settings, *, as_json: bool) -> int:
    """Print each credential: its id, its house, when it was made and last used. Secrets are not stored."""
    told = [
        {"id": one.id, "home": one.home, "made": _when(one.made), "used": _when(one.used)}
        for one in Credentials(settings.data_dir).all()
    ]
    if as_json:
        sys.stdout.write(json.dumps({"houses": told}) + "\n")
        return 0
    for one in told:
        home = one["home"] or "(not used yet)"
        sys.stdout.write(f"{one['id']}  {home}  made {one['made']}  last used {one['used'] or 'never'}\n")
    if not told:
        sys.stderr.write("morgan: no house has a credential of its own yet; `morgan pair` makes one\n")
    return 0


def revoke_house(settings: Settings, name: str, *, as_json: bool) -> int:
    """Revoke a house's credential; a running server closes its connections within a second."""
    revoked = Credentials(settings.data_dir).revoke(name)
    if as_json:
        sys.stdout.write(json.dumps({"id": name, "revoked": revoked}) + "\n")
    elif revoked:
        sys.stderr.write(f"morgan: {name} is worth nothing any more\n")
    else:
        sys.stderr.write(f"morgan: there is no credential {name}; `morgan pair --list` shows them\n")
    return 0 if revoked else 1


def _when(seconds: float | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def picture(code: str) -> str:
    """Return the code as a QR code of half blocks."""
    drawn = io.StringIO()
    segno.make_qr(code, error="l").terminal(drawn, compact=True)
    return drawn.getvalue()


def _about(pairing: Pairing, *, alone: bool) -> str:
    where = ", ".join(pairing.addresses) or "no address was found: name one with --address"
    secret = (
        " It is for one house, for a day. Who has it may talk to the server: show it to nobody."
        if pairing.token
        else ""
    )
    told = f"(for Home Assistant: Settings → Devices & services → Add integration → Morgan; {where}.{secret})\n"
    if alone:
        told += "morgan: the server listens on this machine only; `--host 0.0.0.0` opens it to the network\n"
    return told
