"""The errors that callers may get, each with a code; knows nothing of the code that raises them.

MorganError
├── BadRequest          the peer sent something that cannot be understood
│   └── TooLarge        ... or that is larger than the limits allow
├── Unauthorized        the peer has no valid token
├── TlsRequired         the peer must use TLS
├── Busy                a bounded queue is full; trying again later helps
├── EngineFailed        an engine could not do its work
│   ├── CannotSee       ... because the language model got a picture and takes text only
│   ├── TooLong         ... because the language model was given more than fits into its context
│   └── EngineMissing   ... because its package, weights or server are not there
│       ├── ModelGone   ... and it is the language model that the request named: its server is there
│       └── NoModel     ... and it is the language model: the sentence may be spoken to the user
├── CannotListen        the address or the port cannot be bound now
└── SettingsInvalid     the owner's settings cannot be used as they stand
"""

from __future__ import annotations


class MorganError(Exception):
    """An error with a sentence for a person and a code for a program.

    The sentence says what is wrong and how to fix it; it never repeats what was said in the house.
    """

    code = "internal"


class BadRequest(MorganError):
    """The peer's bytes, event or request cannot be understood."""

    code = "bad-request"


class TooLarge(BadRequest):
    """The peer sent more than a limit allows."""

    code = "too-large"


class Unauthorized(MorganError):
    """The peer sent no token or a wrong one."""

    code = "unauthorized"


class TlsRequired(MorganError):
    """A peer outside the trusted networks connected without TLS."""

    code = "tls-required"


class Busy(MorganError):
    """A bounded queue is full."""

    code = "busy"


class EngineFailed(MorganError):
    """An engine failed at its work."""

    code = "engine-failed"


class TooLong(EngineFailed):
    """A conversation does not fit into the language model's context; a shorter one would."""


class CannotSee(EngineFailed):
    """A picture was sent to a language model that takes text only."""

    code = "cannot-see"


class EngineMissing(EngineFailed):
    """An engine's package, weights or server are not there; the sentence says how to get them."""

    code = "engine-missing"


class ModelGone(EngineMissing):
    """The language model that the request named is not, or no longer, on offer."""

    code = "model-gone"


class NoModel(EngineMissing):
    """No language model gave an answer; the sentence is in the asker's language, the code says how it failed."""

    def __init__(self, sentence: str, code: str = EngineMissing.code) -> None:
        super().__init__(sentence)
        self.code = code


class CannotListen(MorganError):
    """The address or the port cannot be bound now; a later try may succeed."""

    code = "cannot-listen"


class SettingsInvalid(MorganError):
    """The settings name an unknown key or an impossible value."""

    code = "settings"
