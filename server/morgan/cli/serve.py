"""`morgan serve`: runs the server until a signal ends it."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys

from morgan import __version__
from morgan.app import Running, run
from morgan.cli import process
from morgan.settings import Settings

_log = logging.getLogger(__name__)


def serve(settings: Settings) -> int:
    """Serve; the exit status is 0 when a signal ended it. Raises SettingsInvalid."""
    process.log_to_stderr(settings.log_level)
    # The event loop waits so long for the interpreter when an engine's Python has it. With the default of 5 ms Describe
    # took 24 ms at p95 while four clients heard and spoke on two busy cores, with 1 ms 15 ms.
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
            loop.remove_signal_handler(number)  # whoever asks twice does not want to wait

    for number in ended:
        loop.add_signal_handler(number, on_signal)
    _log.info("starting version=%s data_dir=%s", __version__, settings.data_dir)
    await run(settings, _ready, stop)


def _ready(running: Running) -> None:
    identity = running.identity
    token, certificate = identity.token, identity.certificate
    _log.info(
        "ready host=%s port=%d token=%s tls=%s",
        running.host,
        running.port,
        token.source if token else "none",
        certificate.file if certificate else "off",
    )
    if not identity.made:
        return
    code = identity.pairing(running.host, running.port).code
    if sys.stderr.isatty():
        sys.stderr.write(
            f"\nHome Assistant asks for this pairing code, once (`morgan pair` shows it again):\n\n{code}\n\n"
        )
    else:  # at a first start as a service nobody knows the commands yet, and the log is where people look
        _log.info("pairing code, told this once (`morgan pair` shows it again): %s", code)
