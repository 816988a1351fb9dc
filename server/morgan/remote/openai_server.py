"""The client of an OpenAI-style STT or TTS server, and its errors in words; knows no engine.

Makes no request itself. An error that only one kind of request has is handled where that request is made.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Protocol
from urllib.parse import urlsplit

import httpx2
import openai
from pydantic import SecretStr

from morgan.errors import Busy, EngineFailed, EngineMissing, SettingsInvalid
from morgan.remote.http_client import HttpClient
from morgan.remote.urls import openai_base, shown

_log = logging.getLogger(__name__)

AT_ONCE: Final = 16  # requests under way; one more raises Busy: the server's own queue would be no shorter


class ServerSettings(Protocol):
    """A server's address, key and timeout."""

    @property
    def url(self) -> str | None:
        """Its address; None: there is none."""
        ...

    @property
    def api_key(self) -> SecretStr | None:
        """The key that it requires."""
        ...

    @property
    def seconds(self) -> float:
        """The timeout."""
        ...


@dataclass(frozen=True, slots=True)
class ServerTerms:
    """Words for error messages about one kind of server."""

    kind: str  # "transcription server"
    setting: str  # the section of its settings: "stt.openai"
    call: str  # the request's path, which the owner may have copied along with the address
    example: str  # an address
    too_much: str  # "to write down"
    late: str  # "did not answer within"
    broke: str  # of its connection
    failed: str  # "write it down"


class OpenAiServer:
    """One server: its client, and the number of requests under way."""

    def __init__(self, settings: ServerSettings, words: ServerTerms) -> None:
        """Make no request yet. Raises EngineMissing when the settings hold no URL, or an invalid one."""
        if settings.url is None:
            raise EngineMissing(f"no {words.kind} is set up: set {words.setting}.url")
        try:
            url = openai_base(settings.url, words.call)
            client = HttpClient(url, seconds=settings.seconds, at_once=AT_ONCE, follow_redirects=True)
        except (SettingsInvalid, ValueError) as error:  # its text may contain a password from the address
            raise EngineMissing(f"{words.setting}.url must be an address such as {words.example}") from error
        self._words, self._seconds, self._free = words, settings.seconds, AT_ONCE
        self.url = shown(url)
        self.client = openai.AsyncOpenAI(
            base_url=url,
            api_key=settings.api_key.get_secret_value() if settings.api_key else "none",  # the library requires one
            max_retries=0,  # a user waits: another engine can do it sooner
            http_client=client,
        )

    @property
    def attribution(self) -> tuple[str, str]:
        """The server's host and URL."""
        return urlsplit(self.url).netloc, self.url

    @property
    def busy(self) -> int:
        """How many requests are under way."""
        return AT_ONCE - self._free

    @contextmanager
    def asked(self) -> Iterator[None]:
        """Count a request within the block. Raises Busy when there are too many."""
        if not self._free:
            raise Busy(f"{self.url} has too much {self._words.too_much} already; try again in a moment")
        self._free -= 1
        try:
            yield
        finally:
            self._free += 1

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Translate the library's errors into words that say what to do; NotFoundError is left to the caller.

        The server's own words may quote what was said in the house: they go to the log only, at DEBUG.
        """
        words = self._words
        try:
            yield
        except openai.NotFoundError:
            raise
        except (TimeoutError, openai.APITimeoutError) as error:
            if isinstance(error.__cause__, httpx2.ConnectTimeout):
                raise self._away() from error
            raise EngineFailed(f"{self.url} {words.late} {self._seconds:g} s") from error
        except openai.APIConnectionError as error:
            if isinstance(error.__cause__, httpx2.ConnectError):
                raise self._away() from error
            raise EngineFailed(f"the connection to {self.url} {words.broke}") from error
        except (openai.AuthenticationError, openai.PermissionDeniedError) as error:
            raise EngineMissing(f"{self.url} wants another key; set {words.setting}.api_key") from error
        except openai.RateLimitError as error:
            raise Busy(f"{self.url} has too much to do; try again in a moment") from error
        except openai.OpenAIError as error:
            _log.debug("the %s failed why=%s", words.kind, str(error)[:200])
            status = getattr(error, "status_code", None)
            how = f" ({status})" if status else ""
            raise EngineFailed(
                f"{self.url} could not {words.failed}{how}; at log_level debug its own words are in the log"
            ) from error

    def _away(self) -> EngineMissing:
        return EngineMissing(f"no {self._words.kind} can be reached at {self.url}; is it running?")
