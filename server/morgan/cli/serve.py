"""`morgan serve`: runs the server until a signal ends it."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from functools import partial
from pathlib import Path

from morgan import __version__
from morgan.app import Running, run
from morgan.cli import process
from morgan.errors import SettingsInvalid
from morgan.security.credentials import Credentials
from morgan.settings.schema import Settings

_log = logging.getLogger(__name__)


def serve(settings: Settings) -> int:
    """Run the server; the exit status is 0 when a signal ended it. Raises SettingsInvalid."""
    process.log_to_stderr(settings.log_level)
    # The event loop waits this long for the GIL when an engine's Python code holds it. With the default of 5 ms,
    # Describe took 24 ms at p95 while four clients heard and spoke on two busy cores; with 1 ms it took 15 ms.
    sys.setswitchinterval(0.001)
    process.run(_serve(settings))
    return 0


async def _serve(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    ended = (signal.SIGTERM, signal.SIGINT)

    def on_signal() -> None:
        stop.set()
        for number in ended:
            loop.remove_signal_handler(number)  # a second signal ends the process at once

    for number in ended:
        loop.add_signal_handler(number, on_signal)
    _log.info("starting version=%s data_dir=%s", __version__, settings.data_dir)
    await run(settings, partial(_ready, settings.data_dir), stop)


def _ready(data_dir: Path, running: Running) -> None:
    identity = running.identity
    token, certificate = identity.token, identity.certificate
    _log.info(
        "ready host=%s port=%d token=%s tls=%s",
        running.host,
        running.port,
        token.source if token else "none",
        certificate.file if certificate else "off",
    )
    try:
        Credentials(data_dir).all()
    except SettingsInvalid as error:  # logged now, not when the first house is refused
        _log.warning("no house is let in: %s", error)
    if not identity.made:
        return
    if not sys.stderr.isatty():  # more people may read a log than may use the server
        _log.info(
            "Home Assistant asks for a pairing code: `morgan pair` shows one. Run it where this server runs, with the "
            "same settings (in a container: docker exec CONTAINER morgan pair --address ADDRESS-OF-THIS-MACHINE)"
        )
        return
    code = identity.pairing(running.host, running.port, token=Credentials(data_dir).mint()).code
    sys.stderr.write(f"\nHome Assistant asks for this pairing code, once (`morgan pair` makes another):\n\n{code}\n\n")
