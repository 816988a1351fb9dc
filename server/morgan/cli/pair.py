"""`morgan pair`: the one line that Home Assistant's Morgan integration asks for."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict

import segno

from morgan.errors import SettingsInvalid
from morgan.identity import is_loopback
from morgan.pairing import Pairing, identity_of
from morgan.settings import Settings


def pair(settings: Settings, named: Sequence[str], *, as_json: bool) -> int:
    """Print the code alone on the standard output; to a person also what it is for, and as a picture."""
    wire = settings.wire
    if wire.port == 0:
        raise SettingsInvalid("wire.port is 0, so that nobody knows the port before the start; name one")
    pairing = identity_of(wire, settings.data_dir).pairing(wire.host, wire.port, named)
    if as_json:
        sys.stdout.write(json.dumps({"code": pairing.code, **asdict(pairing)}) + "\n")
        return 0
    if sys.stdout.isatty():
        sys.stdout.write(picture(pairing.code))
    sys.stdout.write(pairing.code + "\n")
    sys.stderr.write(_about(pairing, alone=is_loopback(wire.host)))
    return 0


def picture(code: str) -> str:
    """Return the code as a QR code of half blocks."""
    drawn = io.StringIO()
    segno.make_qr(code, error="l").terminal(drawn, compact=True)
    return drawn.getvalue()


def _about(pairing: Pairing, *, alone: bool) -> str:
    where = ", ".join(pairing.addresses) or "no address was found: name one with --address"
    secret = " Who has it may talk to the server: show it to nobody." if pairing.token else ""
    told = f"(for Home Assistant: Settings → Devices & services → Add integration → Morgan; {where}.{secret})\n"
    if alone:
        told += "morgan: the server listens on this machine only; `--host 0.0.0.0` opens it to the network\n"
    return told
