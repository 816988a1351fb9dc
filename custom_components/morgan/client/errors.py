"""Everything that can go wrong between this integration and the server; knows nothing of how either works.

MorganError
├── CannotConnect      nobody answers at that address
│   ├── Refused        a machine answers, and no server listens on that port
│   └── Lost           the connection ended in the middle
├── TimedOut           it answers too late, or not at all
├── NotMorgan          something answers, and it is no Morgan server
├── NotPaired          the server's pairing code has to be entered again
│   ├── InvalidToken   the server wants another token
│   ├── TlsNeeded      the server wants an encrypted connection, and its fingerprint is not known here
│   ├── NoTls          the server's fingerprint is known, and what answers speaks no TLS
│   └── OtherServer    the certificate is not the one that was paired with
├── WrongVersion       the server speaks another version of the protocol
├── TooLong            the answer does not end
├── Declined           the server understood the question and says why it has no answer
├── ServerError        the server says what went wrong on its side
└── Unforeseen         an unexpected error: a fault in our code, or in a tool that was called

`key` names the sentence for the user in translations/*.json; `text` is the server's own message, if it sent one.
"""

from __future__ import annotations

import logging
import traceback


class MorganError(Exception):
    """A turn or a connection failed."""

    key = "unknown"

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.text = text


class CannotConnect(MorganError):
    """Nobody answers at that address."""

    key = "cannot_connect"


class Refused(CannotConnect):
    """The machine is there; the server is not."""

    key = "connection_refused"


class Lost(CannotConnect):
    """The connection ended in the middle."""

    key = "connection_lost"


class TimedOut(MorganError):
    """No answer in time."""

    key = "timeout"


class NotMorgan(MorganError):
    """The peer does not speak Morgan's protocol."""

    key = "not_morgan"


class NotPaired(MorganError):
    """The server's pairing code has to be entered again."""


class InvalidToken(NotPaired):
    """The server wants a token, or another one."""

    key = "invalid_auth"


class TlsNeeded(NotPaired):
    """The server wants an encrypted connection, and its fingerprint is not known."""

    key = "tls_needed"


class NoTls(NotPaired):
    """The fingerprint is known, but the peer speaks no TLS: nothing was sent to it."""

    key = "no_tls"


class OtherServer(NotPaired):
    """The certificate is not the one that was paired with: nothing was sent to the peer."""

    key = "wrong_fingerprint"


class WrongVersion(MorganError):
    """The server speaks another version of the protocol."""

    key = "wrong_version"


class Declined(MorganError):
    """The server has no answer and says why, in `text`."""

    key = "declined"


class ServerError(MorganError):
    """Something went wrong on the server, in `text`."""

    key = "server_error"


class TooLong(MorganError):
    """The answer is longer, or takes longer, than anybody would listen."""

    key = "too_long"


class Unforeseen(MorganError):
    """An unexpected error; the log says where."""

    key = "unknown"


def log_unforeseen(logger: logging.Logger, what: str, error: BaseException) -> None:
    """Log an unexpected error with its place; its message may hold what was said, and is logged at DEBUG only."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    places = "".join(traceback.format_tb(error.__traceback__)).rstrip()
    logger.error("%s failed unforeseen (%s); everything else goes on:\n%s", what, type(error).__name__, places)
    logger.debug("What it said", exc_info=error)
