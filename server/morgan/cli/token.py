"""`morgan token`: the token that peers must show, for the one field in Home Assistant that asks for it."""

from __future__ import annotations

import sys

from morgan.security.identity import needs_token, token_of
from morgan.settings.schema import Settings


def show_token(settings: Settings, *, make: bool) -> int:
    """Print the token alone on the standard output, and where it comes from on stderr."""
    token = token_of(settings.wire, settings.data_dir, make=make or needs_token(settings.wire))
    if token is None:
        sys.stderr.write(
            "morgan: there is no token, because the server listens on this machine only; "
            "`morgan token --host 0.0.0.0` makes one\n"
        )
        return 1
    sys.stdout.write(token.text + "\n")
    sys.stderr.write(f"(from {token.source})\n")
    return 0
