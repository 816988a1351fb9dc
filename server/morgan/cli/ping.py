"""`morgan ping`: whether a server answers, in one line and an exit status; made for health checks."""

from __future__ import annotations

import sys
from typing import assert_never

from morgan.cli import process
from morgan.cli.peer import Morgan, Nobody, Stranger, ask
from morgan.security.certificate import certificate_of
from morgan.security.identity import token_of
from morgan.settings.schema import Settings


def ping(settings: Settings) -> int:
    """Print what answers; 0 only if it is a Morgan that accepts us."""
    wire = settings.wire
    token = token_of(wire, settings.data_dir, make=False)
    certificate = certificate_of(wire, settings.data_dir, make=False)
    answer = process.run(ask(wire.host, wire.port, token, certificate))
    match answer:
        case Morgan(version, engines):
            sys.stdout.write(f"Morgan {version} on {wire.host} port {wire.port}: {', '.join(engines) or 'no engine'}\n")
            return 0
        case Nobody():
            sys.stderr.write(f"morgan: nobody listens on {wire.host} port {wire.port}; run: morgan serve\n")
        case Stranger(why):
            sys.stderr.write(f"morgan: {wire.host} port {wire.port}: {why}\n")
        case _:
            assert_never(answer)
    return 1
