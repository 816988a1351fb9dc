"""Starts and ends a command's process: the event loop, the log, and exit in time; knows no command."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import threading
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Result = TypeVar("Result")

_LEAVE_SECONDS = 0.5


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Run `work` on an event loop that does not wait for DNS look-ups when it closes.

    A look-up cannot be cancelled, and without a network takes up to half a minute; asyncio would wait for it.
    """
    with asyncio.Runner() as runner:
        runner.get_loop().set_default_executor(_Impatient(4, "morgan-lookup"))
        return runner.run(work)


class _Impatient(ThreadPoolExecutor):
    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        super().shutdown(wait=False, cancel_futures=True)


def leave(status: int) -> int:
    """Return `status`, or end the process here if a thread is still busy.

    An engine's thread may be inside a library that cannot be interrupted, or a look-up may still hang: Python would
    wait for both, but a supervisor that has asked the process to end would not.
    """
    others = [one for one in threading.enumerate() if one is not threading.main_thread() and not one.daemon]
    until = time.monotonic() + _LEAVE_SECONDS
    for thread in others:
        thread.join(max(0.0, until - time.monotonic()))
    if any(thread.is_alive() for thread in others):
        logging.shutdown()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    return status


def log_to_stderr(level: str) -> None:
    """Configure the log. journald and Docker put their own time before each line, a terminal gets ours."""
    form = "%(levelname)s %(name)s: %(message)s"
    if sys.stderr.isatty() or not (os.environ.get("JOURNAL_STREAM") or os.environ.get("INVOCATION_ID")):
        form = "%(asctime)s " + form
    logging.basicConfig(level=level.upper(), format=form, stream=sys.stderr, force=True)
    if level != "debug":  # each logs one line per request or per file
        for chatty in ("httpx", "httpx2", "openai", "faster_whisper", "huggingface_hub"):
            logging.getLogger(chatty).setLevel(logging.WARNING)
    else:  # they log whole requests, with words and keys, which belong in no log
        for chatty in ("httpcore", "httpcore2", "hpack"):
            logging.getLogger(chatty).setLevel(logging.INFO)
